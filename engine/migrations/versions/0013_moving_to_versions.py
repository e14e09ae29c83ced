"""Appraisals that were moved to another version of the diagrams."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "moving",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("renames", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_moving_batch_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_moving_version_id")),
        sa.ForeignKeyConstraint(["undoes"], ["batch.id"], name=op.f("fk_moving_undoes")),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_moving")),
    )
    op.create_table(
        "moved_instance",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column("old_version_id", sa.Integer(), nullable=False),
        sa.Column("new_version_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=True),
        sa.Column("tasks", sa.JSON(), nullable=False),
        sa.Column("dates", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batch.id"], name=op.f("fk_moved_instance_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["instance.id"], name=op.f("fk_moved_instance_instance_id")
        ),
        sa.ForeignKeyConstraint(
            ["old_version_id"], ["version.id"], name=op.f("fk_moved_instance_old_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["new_version_id"], ["version.id"], name=op.f("fk_moved_instance_new_version_id")
        ),
        sa.PrimaryKeyConstraint("batch_id", "instance_id", name=op.f("pk_moved_instance")),
    )
    op.create_index(
        op.f("ix_moved_instance_instance_id"), "moved_instance", ["instance_id"], unique=False
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("moved_instance")
    op.drop_table("moving")
