"""When each worker was last heard of."""

import sqlalchemy as sa
from alembic import op

from engine.columns import Instant

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "heartbeat",
        sa.Column("worker", sa.String(120), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("worker", name=op.f("pk_heartbeat")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("heartbeat")
