"""The table of surges: weeks of regions, ways and hypotheses; nothing in it is about a person."""

from sqlalchemy import Column, Float, Index, Integer, Table, Text

from bantay.adapters.store.schema_base import BIG, METADATA

SURGE = Table(
    "surge",  # the latest revision of each
    METADATA,
    Column("id", Text, primary_key=True),
    Column("series", Text, nullable=False),  # region, transmission, hypothesis
    Column("name", Text, nullable=False),
    Column("begins", Text, nullable=False),  # the Monday, as an ISO date
    Column("days", Integer, nullable=False),
    Column("alarms", Integer, nullable=False),
    Column("expected", Float, nullable=False),
    Column("deviations", Float, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("status", Text, nullable=False),  # open, withdrawn
    Column("told", BIG, nullable=False),  # event time of the run that first gave it
    Column("time", BIG, nullable=False),  # event time of the run that last changed it
    Index("surge_begins", "begins"),
)
