"""The scoreboard: how good the engine is on a world whose truth is known, and where it fails.

Data flows: world → `watch` (the engine runs, and sees no truth) → `board` (joined with the
truth) → `tables` and `plots` → `page`, `scores.json` and bars. `arithmetic` does the sums;
`calibrate` turns training worlds and corpora into weights; `robust` hides contacts anew.
"""
