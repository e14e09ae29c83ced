"""Appraisals are held, released, cancelled and handed over."""

import sqlalchemy as sa
from alembic import op

from engine.columns import Instant, PublicId

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "intervention",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", PublicId(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("heir_id", sa.Integer()),
        sa.Column("edge", sa.String(121), nullable=False),
        sa.Column("rule", sa.String(200), nullable=False),
        sa.Column("letter", sa.String(120), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("decided_at", Instant()),
        sa.Column("decided_by", sa.Integer()),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("undone_at", Instant()),
        sa.Column("undone_by", sa.Integer()),
        *(
            sa.ForeignKeyConstraint(
                [name], ["employee.id"], name=op.f(f"fk_intervention_{name}_employee")
            )
            for name in ("heir_id", "by", "decided_by", "undone_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intervention")),
        sa.UniqueConstraint("public_id", name=op.f("uq_intervention_public_id")),
    )
    op.create_table(
        "intervened",
        sa.Column("intervention_id", sa.Integer(), nullable=False),
        sa.Column("appraisal_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.Column("instance_state", sa.String(10), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("pejabat_penilai_id", sa.Integer(), nullable=False),
        sa.Column("atasan_pejabat_penilai_id", sa.Integer(), nullable=False),
        sa.Column("header", sa.JSON()),
        *(
            sa.ForeignKeyConstraint(
                [name], [f"{table}.id"], name=op.f(f"fk_intervened_{name}_{table}")
            )
            for name, table in (
                ("intervention_id", "intervention"),
                ("appraisal_id", "appraisal"),
                ("pejabat_penilai_id", "employee"),
                ("atasan_pejabat_penilai_id", "employee"),
            )
        ),
        sa.PrimaryKeyConstraint("intervention_id", "appraisal_id", name=op.f("pk_intervened")),
    )
    op.create_index(op.f("ix_intervened_appraisal_id"), "intervened", ["appraisal_id"])
    held = sa.text("state = 'held'")
    op.create_index(
        "ix_task_held", "task", ["instance_id"], sqlite_where=held, postgresql_where=held
    )
    with op.batch_alter_table("date_change") as change:
        change.add_column(sa.Column("intervention_id", sa.Integer()))
        change.create_foreign_key(
            op.f("fk_date_change_intervention_id_intervention"),
            "intervention",
            ["intervention_id"],
            ["id"],
        )
        change.create_index(op.f("ix_date_change_intervention_id"), ["intervention_id"])


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_task_held", "task")
    with op.batch_alter_table("date_change") as change:
        change.drop_index(op.f("ix_date_change_intervention_id"))
        change.drop_constraint(
            op.f("fk_date_change_intervention_id_intervention"), type_="foreignkey"
        )
        change.drop_column("intervention_id")
    op.drop_table("intervened")
    op.drop_table("intervention")
