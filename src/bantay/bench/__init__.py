"""Measures: every bar in full, each leaving one file that documents read their figures from."""
