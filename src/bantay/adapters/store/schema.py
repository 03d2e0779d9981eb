"""The tables, for SQLite and PostgreSQL. `migrations/` makes them, step by step.

Times are whole microseconds UTC: `wall` and `expires` of texts by the wall clock, all other
by event time. A `body` is encrypted; what stands beside it in the clear is ids and numbers.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
)

from bantay.adapters.store import (  # noqa: F401, same store
    schema_reports,
    schema_surges,
    schema_workers,
)
from bantay.adapters.store.schema_base import BIG
from bantay.adapters.store.schema_base import METADATA as METADATA  # noqa: PLC0414, with all tables

HEAD = Table(
    "head",  # one row
    METADATA,
    Column("one", Integer, primary_key=True),
    Column("next_seq", BIG, nullable=False),
    Column("now", BIG),
    Column("key_check", LargeBinary, nullable=False),
    Column("open_key", LargeBinary, nullable=False),  # wrapped; of log_tail and raw lines
)
CLOCK = Table(
    "clock",  # one row: the latest that was seen of the wall clock, since when it is doubted
    METADATA,
    Column("one", Integer, primary_key=True),
    Column("seen", BIG, nullable=False),
    Column("doubted", BIG),
)
POSITION = Table(
    "position",
    METADATA,
    Column("fingerprint", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("consumed", BIG, nullable=False),
)
COUNTER = Table(
    "counter",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", BIG, nullable=False),
)
LOG_TAIL = Table(
    "log_tail",  # one row a batch
    METADATA,
    Column("first_seq", BIG, primary_key=True),
    Column("last_seq", BIG, nullable=False),
    Column("wall", BIG, nullable=False),
    Column("ids", LargeBinary, nullable=False),  # 16 bytes a digest
    Column("times", LargeBinary, nullable=False),  # 8 bytes a digest, little-endian
    Column("body", LargeBinary, nullable=False),  # the records, under the open-segment key
)
QUARANTINE = Table(
    "quarantine",
    METADATA,
    Column("n", BIG, primary_key=True),
    Column("wall", BIG, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("raw", LargeBinary),  # the line, under the open-segment key, until it is sealed
)
STATE = Table(
    "state",
    METADATA,
    Column("domain", Text, primary_key=True),
    Column("slot", LargeBinary, primary_key=True),  # keyed hash of domain and key
    Column("expires", BIG, nullable=False),
    Column("wall", BIG, nullable=False),  # when it was last saved
    Column("body", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
FINDING = Table(
    "finding",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("subject_kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detector", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("time", BIG, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("finding_subject", "subject"),
)
ALARM = Table(
    "alarm",  # the latest revision of each
    METADATA,
    Column("id", Text, primary_key=True),
    Column("hypothesis", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("subject_kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("score_db", Float, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("alarm_subject", "subject"),
    Index("alarm_score", "score_db"),
)
EXCEPTION = Table(
    "exception",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("ended", Boolean, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
FAULT = Table(
    "fault",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("place", Text, primary_key=True),
    Column("count", BIG, nullable=False),
    Column("last", BIG, nullable=False),  # wall clock
    Column("body", LargeBinary, nullable=False),  # the latest reason
)
OUTBOX = Table(
    "outbox",
    METADATA,
    Column("n", BIG, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("wall", BIG),  # when it was posted; None: by an older version
)
SINK = Table(
    "sink",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("done", BIG, nullable=False),  # every parcel up to this n is confirmed
)
RECEIPT = Table(
    "receipt",  # confirmed parcels beyond the sink's `done`
    METADATA,
    Column("sink", Text, primary_key=True),
    Column("n", BIG, primary_key=True),
    Column("wall", BIG, nullable=False),
)
DECISION = Table(
    "decision",  # the latest revision of each
    METADATA,
    Column("id", Text, primary_key=True),
    Column("rule", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("subject_kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("alarm", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("time", BIG, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("decision_subject", "subject"),
    Index("decision_status", "status"),
)
ACTION_ORDER = Table(
    "action_order",  # what capabilities are asked to do
    METADATA,
    Column("n", BIG, primary_key=True),
    Column("id", Text, nullable=False, unique=True),  # the idempotency key
    Column("decision", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),  # waiting, done, dead
    Column("attempts", Integer, nullable=False),
    Column("next", BIG, nullable=False),  # wall clock before which it is not tried again
    Column("said", Text, nullable=False),  # why the last attempt failed
    Column("body", LargeBinary, nullable=False),
    Column("done", BIG),  # wall clock at which it was carried out
    Index("action_order_status", "status", "next"),
)
APPEAL = Table(
    "appeal",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("decision", Text, nullable=False),  # or the operator's own action
    Column("account", Text, nullable=False),
    Column("time", BIG, nullable=False),
    Column("answered", BIG),  # None: a person has to answer it
    Column("answer", Text, nullable=False),
    Index("appeal_decision", "decision"),
)
JOURNAL = Table(
    "journal",  # what the later stages took in, a row a batch: a backtest reads it again
    METADATA,
    Column("n", BIG, primary_key=True),
    Column("first_seq", BIG, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
CASE_RECORD = Table(
    "case_record",  # the case log, append-only: triggers refuse everything else
    METADATA,
    Column("n", BIG, primary_key=True),
    Column("case_id", Text, nullable=False),
    Column("time", BIG, nullable=False),  # wall clock
    Column("kind", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("case_record_case", "case_id", "n"),
)
CASE_BRIEF = Table(
    "case_brief",  # what the queue needs; it can be made again from the log
    METADATA,
    Column("case_id", Text, primary_key=True),
    Column("last", BIG, nullable=False),  # n of its latest record
    Column("status", Text, nullable=False),
    Column("merged_into", Text),
    Column("body", LargeBinary, nullable=False),
    Index("case_brief_merged", "merged_into"),
)
CASE_ALARM = Table(
    "case_alarm",  # in which case an alarm is, and which revision of it the log has
    METADATA,
    Column("alarm", Text, primary_key=True),
    Column("case_id", Text, nullable=False),
    Column("revision", Integer, nullable=False),
)
CASE_TIE = Table(
    "case_tie",  # whom and what a case names; what is `joining` makes alarms one case
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("case_id", Text, primary_key=True),
    Column("joining", Boolean, nullable=False),
    Index("case_tie_case", "case_id"),
)
CASE_SEALED = Table(
    "case_sealed",  # notes under the confidentiality of a report, under a key of their own
    METADATA,
    Column("n", BIG, primary_key=True),
    Column("case_id", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("case_sealed_case", "case_id"),
)
CASE_DRAFT = Table(
    "case_draft",  # unfinished answers, each for its writer alone
    METADATA,
    Column("case_id", Text, primary_key=True),
    Column("who", Text, primary_key=True),
    Column("wall", BIG, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
LEGAL_HOLD = Table(
    "legal_hold",  # events whose texts, and their neighbours', a case keeps from ending
    METADATA,
    Column("case_id", Text, primary_key=True),
    Column("event", Text, primary_key=True),
    Index("legal_hold_event", "event"),
)
EVIDENCE = Table(
    "evidence",  # events quoted by findings
    METADATA,
    Column("event", Text, primary_key=True),
    Column("noted", BIG, nullable=False),  # the event's seq is below this
    Column("seq", BIG),  # once it is known
    Index("evidence_noted", "noted"),
    Index("evidence_seq", "seq"),
)
ERASURE = Table(
    "erasure",  # asked for and not yet done
    METADATA,
    Column("account", Text, primary_key=True),
    Column("wall", BIG, nullable=False),
)
SEGMENT = Table(
    "segment",
    METADATA,
    Column("first_seq", BIG, primary_key=True),
    Column("last_seq", BIG, nullable=False),
    Column("wall", BIG, nullable=False),
)
SEGMENT_FILE = Table(
    "segment_file",
    METADATA,
    Column("path", Text, primary_key=True),
    Column("first_seq", BIG, nullable=False),  # the segment's
    Column("type", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("rows", BIG, nullable=False),
    Column("low", BIG, nullable=False),  # lowest and highest seq in it
    Column("high", BIG, nullable=False),
    Index("segment_file_first", "first_seq"),
)
VAULT_KEY = Table(
    "vault_key",  # one a vault file; destroying the row destroys the texts
    METADATA,
    Column("class", Text, primary_key=True),
    Column("first", BIG, primary_key=True),  # first seq; of raw lines their first n
    Column("path", Text, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("rows", BIG, nullable=False),
    Column("made", BIG, nullable=False),
    Column("expires", BIG),  # None: never
    Index("vault_key_expires", "expires"),
)
DEDUP_RUN = Table(
    "dedup_run",
    METADATA,
    Column("path", Text, primary_key=True),
    Column("tier", Integer, nullable=False),
    Column("rows", BIG, nullable=False),
    Column("newest", BIG, nullable=False),
)
AUDIT = Table(
    "audit",  # append-only: triggers refuse everything else
    METADATA,
    Column("n", BIG, primary_key=True),
    Column("time", BIG, nullable=False),  # wall clock
    Column("who", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("hash", Text, nullable=False),
)
ANSWERED = Table(
    "answered",  # answers to requests, by a keyed hash of their name; kept a day
    METADATA,
    Column("slot", LargeBinary, primary_key=True),
    Column("print", LargeBinary, nullable=False),
    Column("wall", BIG, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
ACCESS_KEY = Table(
    "access_key",  # keys of machines; `secret` is a keyed hash
    METADATA,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("scopes", Text, nullable=False),  # words, one space between
    Column("secret", LargeBinary, nullable=False),
    Column("made", BIG, nullable=False),
    Column("ended", BIG),
)
PERSON = Table(
    "person",  # who may sign in; the body holds what proves it
    METADATA,
    Column("name", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("status", Text, nullable=False),  # invited, active, ended
    Column("made", BIG, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
SESSION = Table(
    "session",
    METADATA,
    Column("token", LargeBinary, primary_key=True),  # a keyed hash
    Column("person", Text, nullable=False),
    Column("made", BIG, nullable=False),
    Column("seen", BIG, nullable=False),
    Index("session_person", "person"),
)
