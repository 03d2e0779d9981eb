"""The first tables, and the triggers that keep the audit log append-only."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_REFUSE = {
    "sqlite": (
        "create trigger audit_no_update before update on audit "
        "begin select raise(abort, 'the audit log is append-only'); end",
        "create trigger audit_no_delete before delete on audit "
        "begin select raise(abort, 'the audit log is append-only'); end",
    ),
    "postgresql": (
        "create function audit_refuse() returns trigger language plpgsql as "
        "$$ begin raise exception 'the audit log is append-only'; end $$",
        "create trigger audit_kept before update or delete or truncate on audit "
        "for each statement execute function audit_refuse()",
    ),
}


def upgrade() -> None:
    """Make everything; a database of another kind has no such triggers."""
    _tables()
    for statement in _REFUSE.get(op.get_bind().dialect.name, ()):
        op.execute(statement)


def _tables() -> None:
    op.create_table(
        "alarm",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("hypothesis", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("score_db", sa.Float(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("alarm_score", "alarm", ["score_db"], unique=False)
    op.create_index("alarm_subject", "alarm", ["subject"], unique=False)
    op.create_table(
        "audit",
        sa.Column("n", BIG, nullable=False),
        sa.Column("time", BIG, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("n"),
    )
    op.create_table(
        "counter",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", BIG, nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "dedup_run",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("rows", BIG, nullable=False),
        sa.Column("newest", BIG, nullable=False),
        sa.PrimaryKeyConstraint("path"),
    )
    op.create_table(
        "erasure",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("wall", BIG, nullable=False),
        sa.PrimaryKeyConstraint("account"),
    )
    op.create_table(
        "evidence",
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("noted", BIG, nullable=False),
        sa.Column("seq", BIG, nullable=True),
        sa.PrimaryKeyConstraint("event"),
    )
    op.create_index("evidence_noted", "evidence", ["noted"], unique=False)
    op.create_index("evidence_seq", "evidence", ["seq"], unique=False)
    op.create_table(
        "exception",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "fault",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("count", BIG, nullable=False),
        sa.Column("last", BIG, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "place"),
    )
    op.create_table(
        "finding",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detector", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("time", BIG, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("finding_subject", "finding", ["subject"], unique=False)
    op.create_table(
        "head",
        sa.Column("one", sa.Integer(), nullable=False),
        sa.Column("next_seq", BIG, nullable=False),
        sa.Column("now", BIG, nullable=True),
        sa.Column("key_check", sa.LargeBinary(), nullable=False),
        sa.Column("open_key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("one"),
    )
    op.create_table(
        "log_tail",
        sa.Column("first_seq", BIG, nullable=False),
        sa.Column("last_seq", BIG, nullable=False),
        sa.Column("wall", BIG, nullable=False),
        sa.Column("ids", sa.LargeBinary(), nullable=False),
        sa.Column("times", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("first_seq"),
    )
    op.create_table(
        "outbox",
        sa.Column("n", BIG, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
    )
    op.create_table(
        "position",
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("consumed", BIG, nullable=False),
        sa.PrimaryKeyConstraint("fingerprint"),
    )
    op.create_table(
        "quarantine",
        sa.Column("n", BIG, nullable=False),
        sa.Column("wall", BIG, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("n"),
    )
    op.create_table(
        "receipt",
        sa.Column("sink", sa.Text(), nullable=False),
        sa.Column("n", BIG, nullable=False),
        sa.Column("wall", BIG, nullable=False),
        sa.PrimaryKeyConstraint("sink", "n"),
    )
    op.create_table(
        "segment",
        sa.Column("first_seq", BIG, nullable=False),
        sa.Column("last_seq", BIG, nullable=False),
        sa.Column("wall", BIG, nullable=False),
        sa.PrimaryKeyConstraint("first_seq"),
    )
    op.create_table(
        "segment_file",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("first_seq", BIG, nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("rows", BIG, nullable=False),
        sa.Column("low", BIG, nullable=False),
        sa.Column("high", BIG, nullable=False),
        sa.PrimaryKeyConstraint("path"),
    )
    op.create_index("segment_file_first", "segment_file", ["first_seq"], unique=False)
    op.create_table(
        "sink",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("done", BIG, nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "state",
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("slot", sa.LargeBinary(), nullable=False),
        sa.Column("expires", BIG, nullable=False),
        sa.Column("wall", BIG, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("domain", "slot"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "vault_key",
        sa.Column("class", sa.Text(), nullable=False),
        sa.Column("first", BIG, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("rows", BIG, nullable=False),
        sa.Column("made", BIG, nullable=False),
        sa.Column("expires", BIG, nullable=True),
        sa.PrimaryKeyConstraint("class", "first"),
    )
    op.create_index("vault_key_expires", "vault_key", ["expires"], unique=False)
