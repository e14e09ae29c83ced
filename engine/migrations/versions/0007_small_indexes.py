"""Indexes of open tasks hold open tasks only: what is done costs them nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_OPEN = sa.text("state = 'open'")
_DONE = sa.text("state = 'done'")


def upgrade() -> None:
    """Go to this revision."""
    for name in ("ix_task_inbox", "ix_task_group", "ix_task_instance"):
        op.drop_index(name, "task")
    _partial("ix_task_inbox", ["assignee_id", "due_at"], _OPEN)
    _partial("ix_task_group", ["role", "due_at"], _OPEN)
    _partial("ix_task_done", ["done_by", "done_at"], _DONE)
    op.create_index("ix_task_instance", "task", ["instance_id"])


def downgrade() -> None:
    """Go back."""
    for name in ("ix_task_inbox", "ix_task_group", "ix_task_done", "ix_task_instance"):
        op.drop_index(name, "task")
    op.create_index("ix_task_inbox", "task", ["assignee_id", "state", "due_at"])
    op.create_index("ix_task_group", "task", ["role", "state", "due_at"])
    op.create_index("ix_task_instance", "task", ["instance_id", "state"])


def _partial(name: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, "task", columns, sqlite_where=where, postgresql_where=where)
