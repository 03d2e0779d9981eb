"""What the store has seen of the wall clock, so that one that leaps destroys nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision: str | None = "0007"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add a table of one row, which the first writer fills."""
    op.create_table(
        "clock",
        sa.Column("one", sa.Integer(), nullable=False),
        sa.Column("seen", BIG, nullable=False),
        sa.Column("doubted", BIG, nullable=True),
        sa.PrimaryKeyConstraint("one"),
    )
