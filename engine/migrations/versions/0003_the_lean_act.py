"""What spares an act looks and bytes: dates by token, own windows by a mark, short instants."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Go to this revision."""
    with op.batch_alter_table("cycle") as table:
        table.add_column(sa.Column("dates", sa.String(22), nullable=False, server_default=""))
    with op.batch_alter_table("appraisal") as table:
        table.add_column(
            sa.Column("dated", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("task") as table:
        table.add_column(sa.Column("request", sa.String(32), nullable=False, server_default=""))
        table.add_column(sa.Column("receipt", sa.String(40), nullable=False, server_default=""))
    _fill()
    if op.get_bind().dialect.name == "sqlite":
        _write_instants_as_numbers()


def _fill() -> None:
    store = op.get_bind()
    cycle = sa.table("cycle", sa.column("id"), sa.column("dates"))
    for (number,) in store.execute(sa.select(cycle.c.id)).all():
        token = secrets.token_urlsafe(12)
        store.execute(sa.update(cycle).where(cycle.c.id == number).values(dates=token))
    window = sa.table("window", sa.column("scope"), sa.column("scope_id"))
    own = sa.select(window.c.scope_id).where(window.c.scope == "appraisal")
    appraisal = sa.table("appraisal", sa.column("id"), sa.column("dated"))
    store.execute(sa.update(appraisal).where(appraisal.c.id.in_(own)).values(dated=sa.true()))


#: The instants of the first tables. SQLite keeps what it is given, whatever a column is called.
_INSTANTS = {
    "answer": ("at",),
    "appraisal": ("finalised_at", "entered_at"),
    "cycle": ("opened_at", "closed_at"),
    "draft": ("saved_at",),
    "first_link": ("expires_at",),
    "happening": ("at",),
    "history": ("at",),
    "incident": ("at", "resolved_at"),
    "notice": ("at", "read_at", "mail_at"),
    "profile_version": ("created_at",),
    "sheet": ("at",),
    "signed_in": ("started_at", "expires_at"),
    "task": ("due_at", "opened_at", "done_at", "remind_at"),
    "timer": ("due_at",),
    "version": ("created_at",),
    "window": ("due_at",),
}


def _write_instants_as_numbers() -> None:
    """From "2026-01-05 02:00:00.000000" to microseconds since 1970."""
    for table, columns in _INSTANTS.items():
        for column in columns:
            seconds, rest = f"strftime('%s', {column})", f"CAST(substr({column}, 21, 6) AS INTEGER)"
            number: sa.ColumnElement[int] = sa.literal_column(f"{seconds} * 1000000 + {rest}")
            is_text = sa.literal_column(f"typeof({column}) = 'text'", sa.Boolean)
            rows = sa.table(table, sa.column(column))
            op.get_bind().execute(sa.update(rows).where(is_text).values({column: number}))


def downgrade() -> None:
    """Go back, by ALTER TABLE: a table that others refer to cannot be written anew."""
    for name, columns in (
        ("task", ("receipt", "request")),
        ("appraisal", ("dated",)),
        ("cycle", ("dates",)),
    ):
        for column in columns:
            op.drop_column(name, column)
