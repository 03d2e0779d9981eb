"""Reports to somebody outside: their life, steps, receipts, ledger and releases."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision: str | None = "0004"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the six tables."""
    op.create_table(
        "report",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("about_case", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("time", BIG, nullable=False),
        sa.Column("keep_until", BIG, nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("draft", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("report_case", "report", ["about_case"], unique=False)
    op.create_index("report_status", "report", ["status"], unique=False)
    op.create_table(
        "report_about",
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("suspicion", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("report", "subject"),
    )
    op.create_index("report_about_subject", "report_about", ["subject"], unique=False)
    op.create_table(
        "report_step",
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("next", BIG, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("report", "n"),
    )
    op.create_index("report_step_status", "report_step", ["status", "next"], unique=False)
    op.create_table(
        "report_receipt",
        sa.Column("n", BIG, nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("wall", BIG, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("n"),
    )
    op.create_index("report_receipt_report", "report_receipt", ["report"], unique=False)
    op.create_table(
        "report_item",
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("external", sa.Text(), nullable=True),
        sa.Column("wall", BIG, nullable=False),
        sa.PrimaryKeyConstraint("destination", "item"),
    )
    op.create_table(
        "report_release",
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("wall", BIG, nullable=False),
        sa.PrimaryKeyConstraint("decision"),
    )
