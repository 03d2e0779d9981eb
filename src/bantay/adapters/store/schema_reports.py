"""The tables of reports to somebody outside, sealed from everything else in the store."""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Table, Text

from bantay.adapters.store.schema_base import BIG, METADATA

REPORT = Table(
    "report",  # reports to somebody outside; bodies are under a key of their own
    METADATA,
    Column("id", Text, primary_key=True),
    Column("about_case", LargeBinary, nullable=False),  # keyed hash
    Column("status", Text, nullable=False),
    Column("time", BIG, nullable=False),  # wall clock
    Column("keep_until", BIG),  # wall clock; its evidence is kept so long
    Column("body", LargeBinary, nullable=False),
    Column("draft", LargeBinary, nullable=False),
    Index("report_case", "about_case"),
    Index("report_status", "status"),
)
REPORT_ABOUT = Table(
    "report_about",  # whom reports are about, as keyed hashes
    METADATA,
    Column("report", Text, primary_key=True),
    Column("subject", LargeBinary, primary_key=True),
    Column("suspicion", Boolean, nullable=False),
    Index("report_about_subject", "subject"),
)
REPORT_STEP = Table(
    "report_step",  # calls and side steps of sending, each tried and confirmed on its own
    METADATA,
    Column("report", Text, primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("status", Text, nullable=False),  # waiting, started, done, dead
    Column("next", BIG, nullable=False),  # wall clock before which it is not tried again
    Column("body", LargeBinary, nullable=False),
    Index("report_step_status", "status", "next"),
)
REPORT_RECEIPT = Table(
    "report_receipt",  # what receivers answered, word for word
    METADATA,
    Column("n", BIG, primary_key=True),
    Column("report", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("wall", BIG, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("report_receipt_report", "report"),
)
REPORT_ITEM = Table(
    "report_item",  # our own ledger of what a receiver has: a statement's puid, a report's uuid
    METADATA,
    Column("destination", Text, primary_key=True),
    Column("item", Text, primary_key=True),
    Column("report", Text, nullable=False),
    Column("external", Text),
    Column("wall", BIG, nullable=False),
)
REPORT_RELEASE = Table(
    "report_release",  # decisions of which a named person lets people be told all the same
    METADATA,
    Column("decision", Text, primary_key=True),
    Column("who", Text, nullable=False),
    Column("wall", BIG, nullable=False),
)
