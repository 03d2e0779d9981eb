"""Workers: several processes that serve one store on a server."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision: str | None = "0012"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add a table; workers put themselves into it."""
    op.create_table(
        "worker",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("epoch", BIG, nullable=False),
        sa.Column("backend", sa.Integer(), nullable=False),
        sa.Column("seen", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
