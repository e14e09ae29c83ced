"""Incidents have a name to ask for, a count, the form that was sent, and who let it go on."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Go to this revision."""
    with op.batch_alter_table("incident") as table:
        table.add_column(sa.Column("public_id", sa.String(22), nullable=True))
        table.add_column(sa.Column("task_id", sa.String(22), nullable=True))
        table.add_column(sa.Column("container", sa.String(80), nullable=False, server_default=""))
        table.add_column(sa.Column("attempts", sa.Integer(), nullable=False, server_default="1"))
        table.add_column(sa.Column("resolved_by", sa.Integer(), nullable=True))
        table.create_index(op.f("ix_incident_task_id"), ["task_id"])
    _fill()
    with op.batch_alter_table("incident") as table:
        table.alter_column("public_id", existing_type=sa.String(22), nullable=False)
        table.create_unique_constraint(op.f("uq_incident_public_id"), ["public_id"])
        table.create_foreign_key(op.f("fk_incident_task_id"), "task", ["task_id"], ["id"])
        table.create_foreign_key(
            op.f("fk_incident_resolved_by"), "employee", ["resolved_by"], ["id"]
        )


def _fill() -> None:
    store = op.get_bind()
    incident = sa.table("incident", sa.column("id"), sa.column("public_id"))
    for (number,) in store.execute(sa.select(incident.c.id)).all():
        name = secrets.token_urlsafe(16)
        store.execute(sa.update(incident).where(incident.c.id == number).values(public_id=name))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("incident") as table:
        table.drop_constraint(op.f("fk_incident_resolved_by"), type_="foreignkey")
        table.drop_constraint(op.f("fk_incident_task_id"), type_="foreignkey")
        table.drop_constraint(op.f("uq_incident_public_id"), type_="unique")
        table.drop_index(op.f("ix_incident_task_id"))
        for name in ("resolved_by", "attempts", "container", "task_id", "public_id"):
            table.drop_column(name)
