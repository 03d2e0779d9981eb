"""The table of workers: several processes that serve one store, of which one keeps its log."""

from sqlalchemy import Column, Integer, Table, Text

from bantay.adapters.store.schema_base import BIG, METADATA

WORKER = Table(
    "worker",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("address", Text, nullable=False),  # by which the other workers reach it
    Column("epoch", BIG, nullable=False),  # the newest keeps the log; 0: it stands by
    Column("backend", Integer, nullable=False),  # the server's process for its writing connection
    Column("seen", BIG, nullable=False),  # by the server's clock
)
