"""Finds rows without an owner, and anything that could tell who wrote a 360 form."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKeyConstraint,
    Table,
    and_,
    func,
    inspect,
    select,
    text,
)
from sqlalchemy.orm import Session

from engine import policy
from engine.doctor.findings import Finding
from engine.models import Answer, Appraisal, Base, BehaviourAnswer, Draft, Instance, Notice, Task

#: The columns of a 360 answer; one more could lead to its writer.
UNSIGNED = frozenset({"id", "instance_id", "rater_group", "data"})


def strays(session: Session) -> Iterator[Finding]:
    """Each row that points at a row that is not there."""
    for child, constraint in _broken(session):
        yield from _dangling(session, child, constraint)
    yield from _lost_notices(session)


def leaks(session: Session) -> Iterator[Finding]:
    """What breaks the anonymity of the 360 (R-054)."""
    yield from _leaky_table(session)
    signed = (
        select(Instance.public_id, Answer.phase, Answer.step)
        .join(Instance, Instance.id == Answer.instance_id)
        .where(Answer.step.in_(policy.ANONYMOUS))
    )
    for here, phase, step in session.execute(signed):
        yield Finding("anonymous_answer", here, f"{phase}.{step}")
    kept = (
        select(Instance.public_id, Task.phase, Task.step, Task.id)
        .join(Task, Task.instance_id == Instance.id)
        .join(Draft, Draft.task_id == Task.id)
        .where(Task.step.in_(policy.ANONYMOUS), Task.state != "open")
    )
    for here, phase, step, task_id in session.execute(kept):
        yield Finding("anonymous_draft", here, f"{phase}.{step} {task_id}")
    yield from _counts(session)


def lost_notices() -> dict[str, ColumnElement[bool]]:
    """For each column of a notice that leads somewhere: the notices where it leads nowhere."""
    targets = {"task_id": Task.id, "appraisal_id": Appraisal.public_id}
    return {
        name: getattr(Notice, name).is_not(None) & getattr(Notice, name).not_in(select(target))
        for name, target in targets.items()
    }


def _lost_notices(session: Session) -> Iterator[Finding]:
    for name, lost in lost_notices().items():
        for number, value in session.execute(select(Notice.id, getattr(Notice, name)).where(lost)):
            yield Finding(
                "notice_dangling", "", f"notice {number}", {"column": name, "value": value}
            )


def _broken(session: Session) -> Iterator[tuple[Table, ForeignKeyConstraint]]:
    """The constraints to look at; SQLite knows by itself which of them are broken."""
    found: set[tuple[str, str]] | None = None
    if session.get_bind().dialect.name == "sqlite":
        rows = session.execute(text("PRAGMA foreign_key_check")).all()
        found = {(row[0], row[2]) for row in rows}
    for child in Base.metadata.sorted_tables:
        for constraint in sorted(child.foreign_key_constraints, key=lambda each: str(each.name)):
            if found is None or (child.name, constraint.referred_table.name) in found:
                yield child, constraint


def _dangling(
    session: Session, child: Table, constraint: ForeignKeyConstraint
) -> Iterator[Finding]:
    keys = constraint.elements
    parent = keys[0].column.table.alias("parent")
    there = and_(*(parent.c[key.column.name] == key.parent for key in keys))
    given = and_(*(key.parent.is_not(None) for key in keys))
    missing = (
        select(
            *child.primary_key.columns, *(key.parent.label(f"_{key.parent.name}") for key in keys)
        )
        .outerjoin(parent, there)
        .where(given, parent.c[keys[0].column.name].is_(None))
    )
    for row in session.execute(missing):
        identity, values = row[: -len(keys)], row[-len(keys) :]
        name = f"{child.name} {'/'.join(_plain(each) for each in identity)}"
        params = {
            "column": "/".join(key.parent.name for key in keys),
            "value": values[0] if len(keys) == 1 else "/".join(_plain(each) for each in values),
            "parent": keys[0].column.table.name,
        }
        yield Finding("dangling", "", name, params)


def _plain(value: Any) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def _leaky_table(session: Session) -> Iterator[Finding]:
    name = BehaviourAnswer.__tablename__
    columns = {each["name"] for each in inspect(session.connection()).get_columns(name)}
    for column in sorted(columns - UNSIGNED):
        yield Finding("anonymous_table", "", name, {"reason": f"kolom {column}"})
    if session.get_bind().dialect.name == "sqlite":
        made = session.scalar(
            text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": name}
        )
        if "WITHOUT ROWID" not in str(made).upper():
            yield Finding("anonymous_table", "", name, {"reason": "urutan pengiriman (rowid)"})


def _counts(session: Session) -> Iterator[Finding]:
    """As many 360 forms lie there as were sent, no matter by whom."""
    answers = (
        select(BehaviourAnswer.instance_id, func.count().label("number"))
        .group_by(BehaviourAnswer.instance_id)
        .subquery()
    )
    sent = (
        select(Task.instance_id, func.count().label("number"))
        .where(Task.step.in_(policy.ANONYMOUS), Task.state == "done")
        .group_by(Task.instance_id)
        .subquery()
    )
    lying, done = func.coalesce(answers.c.number, 0), func.coalesce(sent.c.number, 0)
    rows = session.execute(
        select(Instance.public_id, lying, done)
        .outerjoin(answers, answers.c.instance_id == Instance.id)
        .outerjoin(sent, sent.c.instance_id == Instance.id)
        .where(lying != done)
    )
    for here, number, tasks in rows:
        yield Finding(
            "anonymous_count", here, "behaviour_answer", {"answers": number, "tasks": tasks}
        )
