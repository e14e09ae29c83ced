"""Notices are mailed themselves, and tasks know when they are reminded of."""

import sqlalchemy as sa
from alembic import op

from engine.columns import Instant
from engine.models import FAILED, OPEN, TO_MAIL

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Go to this revision. Columns come and go by ALTER TABLE: what refers to a row stays."""
    op.drop_table("outbox")
    op.add_column("notice", sa.Column("mail", sa.String(8), nullable=False, server_default="none"))
    op.add_column("notice", sa.Column("mail_at", Instant()))
    op.add_column("notice", sa.Column("letter", sa.Integer()))
    op.add_column("notice", sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("notice", sa.Column("failure", sa.String(200), nullable=False, server_default=""))
    op.add_column("task", sa.Column("remind_at", Instant()))
    op.add_column("task", sa.Column("told", sa.Integer()))
    # What was told as overdue before is not told again; everything else is looked at once.
    op.execute("UPDATE task SET remind_at = opened_at WHERE NOT overdue_told")
    op.drop_column("task", "overdue_told")
    _partial("ix_notice_mail", "notice", ["mail_at", "employee_id"], TO_MAIL)
    _partial("ix_notice_failed", "notice", ["id"], FAILED)
    _partial("ix_task_remind", "task", ["remind_at"], OPEN)


def downgrade() -> None:
    """Go back."""
    for name, table in (
        ("ix_task_remind", "task"),
        ("ix_notice_failed", "notice"),
        ("ix_notice_mail", "notice"),
    ):
        op.drop_index(name, table)
    op.add_column(
        "task",
        sa.Column("overdue_told", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    for column in ("told", "remind_at"):
        op.drop_column("task", column)
    for column in ("failure", "attempts", "letter", "mail_at", "mail"):
        op.drop_column("notice", column)
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["employee.id"], name=op.f("fk_outbox_employee_id")
        ),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_outbox_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index("ix_outbox_sent_at", "outbox", ["sent_at"])


def _partial(name: str, table: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
