"""Filters of the list of appraisals that somebody keeps under a name."""

import sqlalchemy as sa
from alembic import op

from engine.columns import Instant, PublicId

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", PublicId(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["employee.id"], name=op.f("fk_saved_view_employee_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("public_id", name=op.f("uq_saved_view_public_id")),
        sa.UniqueConstraint("employee_id", "name", name=op.f("uq_saved_view_employee_id_name")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("saved_view")
