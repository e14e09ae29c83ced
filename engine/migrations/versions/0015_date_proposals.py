"""Changes of dates that one officer proposes and another makes."""

import sqlalchemy as sa
from alembic import op

from engine.columns import Instant, PublicId

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "date_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", PublicId(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("edge", sa.String(121), nullable=False),
        sa.Column("rule", sa.String(200), nullable=False),
        sa.Column("scope", sa.String(10), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("nip", sa.String(18), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("letter", sa.String(120), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_date_proposal_cycle_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_date_proposal_unit_id")),
        sa.ForeignKeyConstraint(["by"], ["employee.id"], name=op.f("fk_date_proposal_by")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["employee.id"], name=op.f("fk_date_proposal_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["change_id"], ["date_change.id"], name=op.f("fk_date_proposal_change_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_date_proposal")),
        sa.UniqueConstraint("public_id", name=op.f("uq_date_proposal_public_id")),
    )
    op.create_index(op.f("ix_date_proposal_cycle_id"), "date_proposal", ["cycle_id"])
    op.create_index(op.f("ix_date_proposal_change_id"), "date_proposal", ["change_id"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("date_proposal")
