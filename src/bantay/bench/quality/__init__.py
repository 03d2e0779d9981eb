"""The quality bench: what is found, what is alarmed, and what signs weigh, on real corpora."""
