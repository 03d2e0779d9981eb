"""How the tables came to be: one history for SQLite and PostgreSQL, run by Alembic.

One file a step; a step that has been released is never edited. `tool/` is Alembic's own.
"""
