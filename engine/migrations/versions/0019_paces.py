"""How long stages take is kept, and who so will not end in time."""

import sqlalchemy as sa
from alembic import op

from engine.columns import Instant

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "stage_pace",
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("phase", sa.String(60), nullable=False),
        sa.Column("median", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_stage_pace_cycle_id_cycle")
        ),
        sa.PrimaryKeyConstraint("cycle_id", "phase", name=op.f("pk_stage_pace")),
    )
    op.create_table(
        "behind",
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("phase", sa.String(60), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("instance_id", "phase", name=op.f("pk_behind")),
    )
    setting = sa.table("setting", sa.column("name"), sa.column("value"))
    op.bulk_insert(setting, [{"name": "paced", "value": ""}])


def downgrade() -> None:
    """Go back."""
    op.execute("DELETE FROM setting WHERE name = 'paced'")
    op.drop_table("behind")
    op.drop_table("stage_pace")
