"""What spares an act a look: dates by their token, own windows by a mark, requests by name."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0001"


def upgrade() -> None:
    """Go to this revision."""
    with op.batch_alter_table("cycle") as table:
        table.add_column(sa.Column("dates", sa.String(22), nullable=False, server_default=""))
    with op.batch_alter_table("appraisal") as table:
        table.add_column(
            sa.Column("dated", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("task") as table:
        table.add_column(sa.Column("request", sa.String(64), nullable=False, server_default=""))
        table.add_column(sa.Column("receipt", sa.String(40), nullable=False, server_default=""))
    _fill()


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


def downgrade() -> None:
    """Go back."""
    for name, columns in (
        ("task", ("receipt", "request")),
        ("appraisal", ("dated",)),
        ("cycle", ("dates",)),
    ):
        with op.batch_alter_table(name) as table:
            for column in columns:
                table.drop_column(column)
