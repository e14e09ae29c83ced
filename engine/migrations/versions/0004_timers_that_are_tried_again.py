"""How often firing a timer failed, and when it is tried again."""

import sqlalchemy as sa
from alembic import op

from engine.columns import Instant

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Go to this revision."""
    with op.batch_alter_table("timer") as table:
        table.add_column(sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("retry_at", Instant(), nullable=True))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("timer") as table:
        table.drop_column("retry_at")
        table.drop_column("attempts")
