"""Changes of dates are looked at once more, for what steps opened that ran meanwhile."""

import sqlalchemy as sa
from alembic import op

from engine.columns import Instant

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Go to this revision."""
    with op.batch_alter_table("date_change") as change:
        change.add_column(sa.Column("settle_at", Instant()))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("date_change") as change:
        change.drop_column("settle_at")
