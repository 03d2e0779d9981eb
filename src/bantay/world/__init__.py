"""The simulator: invents a platform's events and keeps the sealed truth about them.

Only `bench` imports this room: detectors and a simulator that shared material would grade
their own homework. Everything is a function of a world file and a seed, to the byte.

Data flows: world file → `spec` → `layout` (who lives where) → `cast` (people, and a plan
where a scenario runs) → `ordinary` (one day of one community) → `sink` → `days`.
"""
