"""Surges: weeks of a region, means of transmission or hypothesis far above their own past."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision: str | None = "0010"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add a table; the next survey of surges fills it."""
    op.create_table(
        "surge",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("begins", sa.Text(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("alarms", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Float(), nullable=False),
        sa.Column("deviations", sa.Float(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("told", BIG, nullable=False),
        sa.Column("time", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("surge_begins", "surge", ["begins"], unique=False)
