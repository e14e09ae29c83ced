"""Moves appraisals, and takes them back as long as nothing has happened since."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from engine import definitions, instances, notices, timeline
from engine.models import History, MovedInstance, Task, Version, table
from engine.moving.judging import Judge, Judgement, read

Left = dict[int, str]
"""Why appraisals were left where they are, by the id of the employee."""

LATER = "Sesudah pindah sudah ada yang terjadi pada penilaian ini."


def move(
    session: Session,
    judge: Judge,
    appraisal_ids: Collection[int],
    batch_id: int,
    by: int | None,
    why: str,
) -> Left:
    """Move those that can; the others are left as they are, each with its reason."""
    judged = judge.judge(appraisal_ids, hold=True)
    going = [each for each in judged if each.moves]
    if going:
        judge.edges.write([row for each in going for row in each.rows])
    _write(session, going, batch_id, ("moved", by, why))
    return {each.case.appraisal.employee_id: sentence(each) for each in judged if not each.moves}


def go_back(
    session: Session,
    judge: Judge,
    appraisal_ids: Sequence[int],
    batch_id: int,
    undoes: int,
    by: int | None,
) -> Left:
    """Take appraisals back to where a batch found them; not those on which something happened."""
    found = {each.case.instance.id: each for each in read(session, appraisal_ids)}
    rows = session.scalars(
        select(MovedInstance).where(
            MovedInstance.batch_id == undoes, MovedInstance.instance_id.in_(found)
        )
    )
    moved = {row.instance_id: row for row in rows}
    left: Left = {}
    going: list[Judgement] = []
    for instance_id, each in found.items():
        row, employee = moved.get(instance_id), each.case.appraisal.employee_id
        if row is None or row.blob is None or row.rev != each.case.instance.rev:
            left[employee] = LATER
            continue
        specs = definitions.specs_of(session, row.old_version_id)
        judged = judge.look(each, row.old_version_id, specs, row.blob, {}, {})
        if judged.moves:
            going.append(judged)
        else:
            left[employee] = sentence(judged)
    _write(session, going, batch_id, ("moved_back", by, ""))
    _remind_as_before(session, [moved[back.case.instance.id] for back in going], going)
    for back in going:
        moved[back.case.instance.id].blob = None
    session.flush()
    return left


def sentence(judged: Judgement) -> str:
    """Why an appraisal stays, in one line."""
    said = (why.template.format(**dict(why.params)) for why in judged.whys)
    return " ".join(said)[:200]


def _write(
    session: Session,
    going: Sequence[Judgement],
    batch_id: int,
    about: tuple[str, int | None, str],
) -> None:
    if not going:
        return
    act, by, why = about
    numbers = _numbers(session, going)
    lines = _seqs(session, [each.case.instance.id for each in going])
    moves = []
    for each in going:
        assert each.placed is not None  # noqa: S101 - for the type checker
        old, new = numbers[each.case.instance.version_id], numbers[each.placed.version_id]
        entry = instances.Entry(act, by, note=_note(why, each), title=f"{old} → {new}")
        moves.append((each.placed, entry, each.different))
    known = _remembered(session, going)
    session.connection().execute(
        insert(table(MovedInstance)), [_row(each, batch_id, lines, known) for each in going]
    )
    instances.place(session, moves)
    _tell(session, going, by)


def _numbers(session: Session, going: Iterable[Judgement]) -> Mapping[int, int]:
    ids = {each.case.instance.version_id for each in going}
    ids |= {each.placed.version_id for each in going if each.placed is not None}
    rows = session.execute(select(Version.id, Version.number).where(Version.id.in_(ids)))
    return {key: number for key, number in rows}


def _seqs(session: Session, instance_ids: Collection[int]) -> Mapping[int, int]:
    """The number that the next line of each history gets."""
    rows = session.execute(
        select(History.instance_id, func.max(History.seq) + 1)
        .where(History.instance_id.in_(instance_ids))
        .group_by(History.instance_id)
    )
    return {key: number for key, number in rows}


def _row(
    each: Judgement,
    batch_id: int,
    lines: Mapping[int, int],
    remembered: Mapping[str, list[Any]],
) -> dict[str, Any]:
    instance, placed = each.case.instance, each.placed
    assert placed is not None  # noqa: S101 - for the type checker
    return {
        "batch_id": batch_id,
        "instance_id": instance.id,
        "old_version_id": instance.version_id,
        "new_version_id": placed.version_id,
        "seq": lines.get(instance.id, 1),
        "rev": instance.rev + 1,
        "blob": instance.blob,
        "tasks": [remembered[one.task.id] for one in each.redated if one.task is not None],
        "dates": [
            [one.title, one.phase, _iso(one.old), _iso(one.new)]
            for one in each.redated
            if one.task is not None
        ],
    }


def _remembered(session: Session, going: Iterable[Judgement]) -> Mapping[str, list[Any]]:
    """What the tasks whose date moves know of their reminders, by id."""
    ids = [one.task.id for each in going for one in each.redated if one.task is not None]
    rows = session.execute(
        select(Task.id, Task.due_at, Task.remind_at, Task.told).where(Task.id.in_(ids))
    )
    return {key: [key, _iso(due), _iso(again), told] for key, due, again, told in rows}


def _remind_as_before(
    session: Session, moved: Iterable[MovedInstance], going: Iterable[Judgement]
) -> None:
    """A task that has its date back is reminded of as if it had never lost it."""
    back = {
        one.task.id: _iso(one.new) for each in going for one in each.redated if one.task is not None
    }
    known = [each for row in moved for each in row.tasks]
    instances.remind_as_before(
        session,
        [
            (key, _instant(again), told)
            for key, due, again, told in known
            if key in back and back[key] == due
        ],
    )


def _note(why: str, judged: Judgement) -> str:
    """The reason, and each date that moves."""
    zone = judged.case.cycle.zone
    days = [
        f"{one.title}: {_day(one.old, zone)} → {_day(one.new, zone)}"
        for one in judged.redated
        if one.task is not None
    ]
    return "\n".join(filter(None, [why, *dict.fromkeys(days)]))


def _tell(session: Session, going: Iterable[Judgement], by: int | None) -> None:
    """Tell whose open task has another date, or is another's now; nobody else."""
    notes = []
    for each in going:
        for one in each.different:
            row = one.row
            if row is None or one.task is None or row.assignee_id in (None, by):
                continue
            if not (one.redated or one.handed_on):
                continue
            params = {
                "title": row.title,
                "subject": each.case.appraisal.header["pegawai"]["name"],
                "due": _iso(row.due_at),
            }
            kind = "task" if one.handed_on else "redated"
            notes.append(notices.Note(row.assignee_id, kind, params, task_id=one.task.id))
    notices.tell(session, notes)


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _day(moment: datetime | None, zone: str) -> str:
    """The last day on which something is in time, as everybody reads it."""
    return "–" if moment is None else str(timeline.local_day(timeline.last_moment(moment), zone))
