"""Rehearsals, and the scenario that a draft and its version carry along."""

import sqlalchemy as sa
from alembic import op

from engine.columns import Instant, PublicId

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Go to this revision."""
    op.add_column("diagram_draft", sa.Column("scenario", sa.JSON(), nullable=True))
    op.add_column("version", sa.Column("scenario", sa.JSON(), nullable=True))
    op.create_table(
        "rehearsal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", PublicId(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("scenario", sa.JSON(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("begun_at", Instant(), nullable=False),
        sa.Column("heard_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("reached", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["diagram_draft.id"], name=op.f("fk_rehearsal_draft_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_rehearsal_version_id")
        ),
        sa.ForeignKeyConstraint(["by"], ["employee.id"], name=op.f("fk_rehearsal_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rehearsal")),
        sa.UniqueConstraint("public_id", name=op.f("uq_rehearsal_public_id")),
    )
    running = sa.text("state = 'running'")
    op.create_index(
        "ix_rehearsal_running",
        "rehearsal",
        ["state"],
        unique=True,
        sqlite_where=running,
        postgresql_where=running,
    )
    op.create_index(op.f("ix_rehearsal_draft_id"), "rehearsal", ["draft_id"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("rehearsal")
    op.drop_column("version", "scenario")
    op.drop_column("diagram_draft", "scenario")
