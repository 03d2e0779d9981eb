"""Cases: their append-only log, what the queue needs, sealed notes, drafts, legal holds."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision: str | None = "0002"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_REFUSE = {
    "sqlite": (
        "create trigger case_record_no_update before update on case_record "
        "begin select raise(abort, 'the case log is append-only'); end",
        "create trigger case_record_no_delete before delete on case_record "
        "begin select raise(abort, 'the case log is append-only'); end",
    ),
    "postgresql": (
        "create function case_record_refuse() returns trigger language plpgsql as "
        "$$ begin raise exception 'the case log is append-only'; end $$",
        "create trigger case_record_kept before update or delete or truncate on case_record "
        "for each statement execute function case_record_refuse()",
    ),
}


def upgrade() -> None:
    """Make the tables, and what keeps the log as it was written."""
    _tables()
    for statement in _REFUSE.get(op.get_bind().dialect.name, ()):
        op.execute(statement)


def _tables() -> None:
    op.create_table(
        "case_record",
        sa.Column("n", BIG, nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("time", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("n"),
    )
    op.create_index("case_record_case", "case_record", ["case_id", "n"], unique=False)
    op.create_table(
        "case_brief",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("last", BIG, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("merged_into", sa.Text(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_id"),
    )
    op.create_index("case_brief_merged", "case_brief", ["merged_into"], unique=False)
    op.create_table(
        "case_alarm",
        sa.Column("alarm", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("alarm"),
    )
    op.create_table(
        "case_tie",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("joining", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject", "case_id"),
    )
    op.create_index("case_tie_case", "case_tie", ["case_id"], unique=False)
    op.create_table(
        "case_sealed",
        sa.Column("n", BIG, nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("n"),
    )
    op.create_index("case_sealed_case", "case_sealed", ["case_id"], unique=False)
    op.create_table(
        "case_draft",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("wall", BIG, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "who"),
    )
    op.create_table(
        "legal_hold",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "event"),
    )
    op.create_index("legal_hold_event", "legal_hold", ["event"], unique=False)
