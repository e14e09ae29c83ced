"""Calendars of working days in three layers and their versions; each window says which it used."""

import secrets
from dataclasses import asdict

import sqlalchemy as sa
from alembic import op

from engine import clock
from engine.columns import Instant
from engine.timeline import national_days, source

revision = "0011"
down_revision = "0010"

YEARS = (2015, 2102)
FIRST = "nasional 1"


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "calendar_version",
        sa.Column("layer", sa.String(10), nullable=False),
        sa.Column("unit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("layer", "unit_id", "number", name=op.f("pk_calendar_version")),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["employee.id"], name=op.f("fk_calendar_version_employee_id")
        ),
    )
    op.create_table(
        "calendar_day",
        sa.Column("layer", sa.String(10), nullable=False),
        sa.Column("unit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("since", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("half", sa.Boolean(), nullable=False),
        sa.Column("estimate", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("layer", "unit_id", "day", "since", name=op.f("pk_calendar_day")),
        sa.ForeignKeyConstraint(
            ["layer", "unit_id", "since"],
            ["calendar_version.layer", "calendar_version.unit_id", "calendar_version.number"],
            name=op.f("fk_calendar_day_version"),
        ),
    )
    _seed()
    with op.batch_alter_table("window") as table:
        table.add_column(sa.Column("calendar", sa.String(200), nullable=False, server_default=""))
    # What is counted so far was counted on the same list.
    for name in ("window", "cycle"):
        counted = sa.table(name, sa.column("calendar"))
        op.execute(sa.update(counted).values(calendar=FIRST))


def _seed() -> None:
    """The days of this release become the nation's version 1."""
    first = {"layer": "national", "unit_id": 0}
    version = sa.table(
        "calendar_version",
        *(sa.column(name) for name in ("layer", "unit_id", "number", "note")),
        sa.column("at", Instant()),
    )
    op.bulk_insert(version, [first | {"number": 1, "at": clock.now(), "note": source()}])
    names = ("layer", "unit_id", "since", "name", "kind", "half", "estimate")
    day = sa.table("calendar_day", *(sa.column(name) for name in names), sa.column("day", sa.Date))
    rows = [first | {"since": 1} | asdict(each) for each in national_days(*YEARS)]
    op.bulk_insert(day, rows)
    setting = sa.table("setting", sa.column("name"), sa.column("value"))
    op.bulk_insert(setting, [{"name": "calendars", "value": secrets.token_urlsafe(12)}])


def downgrade() -> None:
    """Go back."""
    op.execute("DELETE FROM setting WHERE name = 'calendars'")
    with op.batch_alter_table("window") as table:
        table.drop_column("calendar")
    op.drop_table("calendar_day")
    op.drop_table("calendar_version")
