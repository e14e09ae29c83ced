"""Dates of a running cycle can be changed, and changed back."""

import sqlalchemy as sa
from alembic import op

from engine.columns import Instant, PublicId

revision = "0010"
down_revision = "0009"

_EDGE = (("key", sa.String(60)), ("edge", sa.String(60)))
_SCOPE = (("scope", sa.String(10)), ("scope_id", sa.Integer()))


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "date_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", PublicId(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        *(sa.Column(name, kind, nullable=False) for name, kind in (*_EDGE, *_SCOPE)),
        sa.Column("rule", sa.String(200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("letter", sa.String(120), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("undone_at", Instant(), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_date_change")),
        sa.UniqueConstraint("public_id", name=op.f("uq_date_change_public_id")),
        _to("date_change", "cycle_id", "cycle"),
        _to("date_change", "by", "employee"),
        _to("date_change", "undone_by", "employee"),
    )
    op.create_index(op.f("ix_date_change_cycle_id"), "date_change", ["cycle_id"])
    op.create_table(
        "changed_window",
        sa.Column("change_id", sa.Integer(), nullable=False),
        *(sa.Column(name, kind, nullable=False) for name, kind in (*_EDGE, *_SCOPE)),
        sa.Column("old_due_at", Instant(), nullable=True),
        sa.Column("old_rule", sa.String(200), nullable=True),
        sa.Column("old_change_id", sa.Integer(), nullable=True),
        sa.Column("old_calendar", sa.String(200), nullable=False),
        sa.Column("new_due_at", Instant(), nullable=True),
        sa.Column("new_rule", sa.String(200), nullable=False),
        sa.Column("new_change_id", sa.Integer(), nullable=True),
        sa.Column("new_calendar", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint(
            "change_id", "key", "edge", "scope", "scope_id", name=op.f("pk_changed_window")
        ),
        _to("changed_window", "change_id", "date_change"),
    )
    op.create_table(
        "redated",
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("appraisal_id", sa.Integer(), nullable=False),
        *(sa.Column(name, kind, nullable=False) for name, kind in _EDGE),
        sa.Column("old_due_at", Instant(), nullable=True),
        sa.Column("new_due_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("change_id", "appraisal_id", name=op.f("pk_redated")),
        _to("redated", "change_id", "date_change"),
        _to("redated", "appraisal_id", "appraisal"),
    )
    op.create_table(
        "redated_task",
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("task_id", PublicId(), nullable=False),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("remind_at", Instant(), nullable=True),
        sa.Column("told", sa.Integer(), nullable=True),
        sa.Column("new_due_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("change_id", "task_id", name=op.f("pk_redated_task")),
        _to("redated_task", "change_id", "date_change"),
        _to("redated_task", "task_id", "task"),
    )
    op.add_column("happening", sa.Column("noted_at", Instant(), nullable=True))
    with op.batch_alter_table("window") as table:
        table.alter_column("rule", existing_type=sa.String(120), type_=sa.String(200))
        table.add_column(sa.Column("change_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_window_change_id"), "date_change", ["change_id"], ["id"])
        table.create_index("ix_window_own", ["scope_id", "scope", "cycle_id"])


def downgrade() -> None:
    """Go back; the dates stay as they were moved."""
    with op.batch_alter_table("window") as table:
        table.drop_index("ix_window_own")
        table.drop_constraint(op.f("fk_window_change_id"), type_="foreignkey")
        table.drop_column("change_id")
        table.alter_column("rule", existing_type=sa.String(200), type_=sa.String(120))
    op.drop_column("happening", "noted_at")
    for name in ("redated_task", "redated", "changed_window", "date_change"):
        op.drop_table(name)


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))
