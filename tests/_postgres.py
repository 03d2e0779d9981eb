"""The PostgreSQL server of the tests is the one of the bench."""

from bantay.bench.postgres import Server, prepared

__all__ = ["Server", "prepared"]
