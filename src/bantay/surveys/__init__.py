"""Surveys: questions no single key can answer. Tables of the log in, findings out; pure."""
