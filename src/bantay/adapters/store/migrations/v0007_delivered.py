"""When parcels were posted and orders done, so that both may go; appeals that people answer."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision: str | None = "0005"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add two times and one table."""
    op.add_column("outbox", sa.Column("wall", BIG, nullable=True))
    op.add_column("action_order", sa.Column("done", BIG, nullable=True))
    op.create_table(
        "appeal",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("time", BIG, nullable=False),
        sa.Column("answered", BIG, nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("appeal_decision", "appeal", ["decision"], unique=False)
