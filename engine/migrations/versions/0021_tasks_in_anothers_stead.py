"""A task can be done by another in the stead of whoever holds it."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

_HOLDER = "fk_intervention_holder_id_employee"


def upgrade() -> None:
    """Go to this revision."""
    for table in ("task", "history"):
        op.add_column(table, sa.Column("in_stead_of_id", sa.Integer()))
    op.add_column("intervened", sa.Column("tasks", sa.JSON()))
    with op.batch_alter_table("intervention") as change:
        change.add_column(sa.Column("holder_id", sa.Integer()))
        change.create_foreign_key(op.f(_HOLDER), "employee", ["holder_id"], ["id"])


def downgrade() -> None:
    """Go back; what was lent lies with whoever it was lent by again."""
    op.execute(
        "UPDATE task SET assignee_id = in_stead_of_id "
        "WHERE in_stead_of_id IS NOT NULL AND state IN ('open', 'held')"
    )
    with op.batch_alter_table("intervention") as change:
        change.drop_constraint(op.f(_HOLDER), type_="foreignkey")
        change.drop_column("holder_id")
    op.drop_column("intervened", "tasks")
    for table in ("history", "task"):
        op.drop_column(table, "in_stead_of_id")
