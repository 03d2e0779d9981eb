"""Alembic's entry to the history."""
