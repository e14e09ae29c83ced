"""Fewer bytes for each act: ids as bytes, answers by their place, shorter paths."""

import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

from engine import ids
from engine.columns import Passed, names_passed

revision = "0009"
down_revision = "0008"

#: Every column that holds a public id.
_IDS = {
    "task": ("id",),
    "draft": ("task_id",),
    "incident": ("task_id", "public_id"),
    "notice": ("task_id", "appraisal_id"),
    "behaviour_answer": ("id",),
    "cycle": ("public_id",),
    "instance": ("public_id",),
    "appraisal": ("public_id",),
    "batch": ("public_id",),
}
_NAMING_TASKS = ("draft", "incident")
_UNIQUE = "uq_answer_instance_id_phase_step_item_revision"
_REVISION = ["instance_id", "phase", "step", "item", "revision"]


def upgrade() -> None:
    """Go to this revision."""
    if op.get_bind().dialect.name == "postgresql":
        _shorten_on_postgresql()
    else:
        _shorten_on_sqlite()
    _group("state = 'open' AND assignee_id IS NULL")
    # Nobody is reminded of what is done.
    op.execute("UPDATE task SET remind_at = NULL WHERE state <> 'open'")


def downgrade() -> None:
    """Go back."""
    if op.get_bind().dialect.name == "postgresql":
        _lengthen_on_postgresql()
    else:
        _lengthen_on_sqlite()
    _group("state = 'open'")


def _group(where: str) -> None:
    op.drop_index("ix_task_group", "task")
    condition = sa.text(where)
    columns = ["role", "due_at"]
    op.create_index(
        "ix_task_group", "task", columns, sqlite_where=condition, postgresql_where=condition
    )


# ---- PostgreSQL: columns change their types where they stand ----------------------------------


def _shorten_on_postgresql() -> None:
    uuid = "encode(decode(translate({0}, '-_', '+/') || '==', 'base64'), 'hex')::uuid"
    _retype_ids("uuid", uuid)
    op.execute("ALTER TABLE task ALTER request DROP DEFAULT")
    _retype("task", "request", "bytea", "decode(request, 'hex')")
    _retype("history", "passed", "text", """trim(translate(passed::text, '[]",', '    '))""")
    op.execute("ALTER TABLE answer DROP CONSTRAINT pk_answer")
    op.drop_constraint(_UNIQUE, "answer")
    op.execute("ALTER TABLE answer ALTER id DROP DEFAULT")
    op.execute("DROP SEQUENCE answer_id_seq")
    # A column that is dropped would leave a mark in each row.
    op.execute("ALTER TABLE answer RENAME id TO seq")
    _number("seq", "PARTITION BY instance_id ORDER BY seq")
    op.create_primary_key("pk_answer", "answer", ["instance_id", "seq"])


def _lengthen_on_postgresql() -> None:
    op.execute("ALTER TABLE answer DROP CONSTRAINT pk_answer")
    op.execute("ALTER TABLE answer RENAME seq TO id")
    _number("id", "ORDER BY at, instance_id, id")
    op.execute("CREATE SEQUENCE answer_id_seq OWNED BY answer.id")
    op.execute("SELECT setval('answer_id_seq', (SELECT coalesce(max(id), 0) + 1 FROM answer))")
    op.execute("ALTER TABLE answer ALTER id SET DEFAULT nextval('answer_id_seq')")
    op.create_primary_key("pk_answer", "answer", ["id"])
    op.create_unique_constraint(_UNIQUE, "answer", _REVISION)
    _write_lists()
    _retype("history", "passed", "json", "passed::json")
    _retype("task", "request", "varchar(32)", "encode(request, 'hex')")
    op.execute("ALTER TABLE task ALTER request SET DEFAULT ''")
    base64 = "encode(decode(replace({0}::text, '-', ''), 'hex'), 'base64')"
    _retype_ids("varchar(22)", f"rtrim(translate({base64}, '+/', '-_'), '=')")


def _retype_ids(kind: str, how: str) -> None:
    for name in _NAMING_TASKS:
        op.drop_constraint(f"fk_{name}_task_id", name)
    for name, columns in _IDS.items():
        for column in columns:
            _retype(name, column, kind, how.format(column))
    for name in _NAMING_TASKS:
        op.create_foreign_key(f"fk_{name}_task_id", name, "task", ["task_id"], ["id"])


def _retype(name: str, column: str, kind: str, how: str) -> None:
    op.execute(f"ALTER TABLE {name} ALTER {column} TYPE {kind} USING {how}")


def _number(column: str, order: str) -> None:
    found = f"SELECT ctid AS place, row_number() OVER ({order}) AS number FROM answer"
    op.execute(
        f"UPDATE answer SET {column} = number FROM ({found}) AS found WHERE answer.ctid = place"
    )


# ---- SQLite: it keeps what it is given, whatever a column is called ---------------------------


def _shorten_on_sqlite() -> None:
    op.execute("PRAGMA defer_foreign_keys = ON")
    _convert_ids(ids.bytes_of)
    _rewrite_request(sa.LargeBinary(16), bytes.fromhex, sa.text("''"))
    with op.batch_alter_table("history") as table:
        table.alter_column("passed", type_=Passed(), existing_type=sa.JSON())
    _convert("history", "passed", lambda text: " ".join(json.loads(text)))
    _renumber("seq", "PARTITION BY instance_id ORDER BY id", ["instance_id", "seq"])


def _lengthen_on_sqlite() -> None:
    op.execute("PRAGMA defer_foreign_keys = ON")
    _renumber("id", "ORDER BY at, instance_id, seq", ["id"])
    _write_lists()
    with op.batch_alter_table("history") as table:
        table.alter_column("passed", type_=sa.JSON(), existing_type=Passed())
    _rewrite_request(sa.String(32), bytes.hex, sa.text("''"))
    _convert_ids(ids.text_of)


def _convert_ids(how: Callable[[Any], Any]) -> None:
    for name, columns in _IDS.items():
        for column in columns:
            _convert(name, column, how)


def _convert(name: str, column: str, how: Callable[[Any], Any]) -> None:
    connection = op.get_bind().connection.dbapi_connection
    assert connection is not None  # noqa: S101 - for the type checker
    connection.create_function("converted", 1, how)
    op.execute(f"UPDATE {name} SET {column} = converted({column}) WHERE {column} IS NOT NULL")


def _rewrite_request(kind: sa.types.TypeEngine[Any], how: Callable[[Any], Any], empty: Any) -> None:
    # Built anew, the table would take those that name it along.
    op.add_column("task", sa.Column("rewritten", kind, nullable=False, server_default=empty))
    op.execute("UPDATE task SET rewritten = request")
    _convert("task", "rewritten", how)
    op.drop_column("task", "request")
    op.execute("ALTER TABLE task RENAME rewritten TO request")


def _renumber(column: str, order: str, key: list[str]) -> None:
    """Build the answers anew, under another key."""
    bind, old = op.get_bind(), "_numbered_answer"
    op.execute(f"CREATE TABLE {old} AS SELECT *, row_number() OVER ({order}) AS n FROM answer")
    op.drop_table("answer")
    op.create_table(
        "answer",
        sa.Column("instance_id", sa.Integer(), nullable=False),
        sa.Column(column, sa.Integer(), nullable=False),
        sa.Column("phase", sa.String(60), nullable=False),
        sa.Column("step", sa.String(60), nullable=False),
        sa.Column("item", sa.String(40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(80), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name="fk_answer_employee_id"),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name="fk_answer_instance_id"),
        sa.PrimaryKeyConstraint(*key, name="pk_answer"),
        *([sa.UniqueConstraint(*_REVISION, name=_UNIQUE)] if key == ["id"] else []),
    )
    names = "instance_id, phase, step, item, revision, form, data, employee_id, at, late"
    bind.execute(
        sa.text(f"INSERT INTO answer ({column}, {names}) SELECT n, {names} FROM {old} ORDER BY n")
    )
    op.drop_table(old)


# ---- both -------------------------------------------------------------------------------------


def _write_lists() -> None:
    """Write the names of `passed` as the lists they were."""
    history = sa.table("history", sa.column("passed", sa.Text()))
    store = op.get_bind()
    for (text,) in store.execute(sa.select(history.c.passed).distinct()).all():
        names = json.dumps(names_passed(text))
        store.execute(sa.update(history).where(history.c.passed == text).values(passed=names))
