"""What one officer proposes and another does: dates, moves and calendars in one table."""

import json

import sqlalchemy as sa
from alembic import op

from engine.columns import Instant, PublicId

revision = "0020"
down_revision = "0019"

_COMMON = (
    *("public_id", "cycle_id", "reason", "letter", "at", "by", "state"),
    *("decided_at", "decided_by", "answer", "change_id"),
)
_NAMES = ", ".join(f'"{each}"' for each in _COMMON)
_VALUES = ", ".join(f":{each}" for each in _COMMON)


def upgrade() -> None:
    """Go to this revision."""
    op.add_column("version", sa.Column("running", sa.String(5), nullable=False, server_default=""))
    _table("proposal", cycle_null=True)
    connection = op.get_bind()
    old = sa.text(
        f"SELECT {_NAMES}, edge, rule, scope, unit_id, nip FROM date_proposal ORDER BY id"
    )
    new = sa.text(f"INSERT INTO proposal (kind, wish, {_NAMES}) VALUES ('dates', :wish, {_VALUES})")
    for row in connection.execute(old).mappings().all():
        asked = {name: row[name] for name in ("edge", "rule", "scope", "nip")}
        wish = json.dumps(asked | {"unit": row["unit_id"]})
        connection.execute(new, {**row, "wish": wish})
    op.drop_table("date_proposal")


def downgrade() -> None:
    """Go back; what is no change of dates is lost."""
    _table("date_proposal", cycle_null=False)
    connection = op.get_bind()
    old = sa.text(f"SELECT {_NAMES}, wish FROM proposal WHERE kind = 'dates' ORDER BY id")
    new = sa.text(
        f"INSERT INTO date_proposal (edge, rule, scope, unit_id, nip, {_NAMES}) "
        f"VALUES (:edge, :rule, :scope, :unit, :nip, {_VALUES})"
    )
    for row in connection.execute(old).mappings().all():
        wish = json.loads(row["wish"]) if isinstance(row["wish"], str) else row["wish"]
        connection.execute(new, {**row, **wish})
    op.drop_table("proposal")
    op.drop_column("version", "running")


def _table(name: str, *, cycle_null: bool) -> None:
    asked: list[sa.Column[object]] = [
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("wish", sa.JSON(), nullable=False),
    ]
    if not cycle_null:
        asked = [
            sa.Column("edge", sa.String(121), nullable=False),
            sa.Column("rule", sa.String(200), nullable=False),
            sa.Column("scope", sa.String(10), nullable=False),
            sa.Column("unit_id", sa.Integer(), nullable=True),
            sa.Column("nip", sa.String(18), nullable=False),
        ]
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", PublicId(), nullable=False),
        *asked,
        sa.Column("cycle_id", sa.Integer(), nullable=cycle_null),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("letter", sa.String(120), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=True),
        *(
            sa.ForeignKeyConstraint([column], [f"{there}.id"], name=op.f(f"fk_{name}_{column}"))
            for column, there in (
                ("cycle_id", "cycle"),
                *(() if cycle_null else (("unit_id", "unit"),)),
                ("by", "employee"),
                ("decided_by", "employee"),
                ("change_id", "date_change"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{name}_public_id")),
    )
    op.create_index(op.f(f"ix_{name}_cycle_id"), name, ["cycle_id"])
    op.create_index(op.f(f"ix_{name}_change_id"), name, ["change_id"])
