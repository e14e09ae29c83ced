"""What a rehearsal tells: who was stuck and why, what came late, what nobody reached, notices."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import clock
from engine.bpmn.outline import outline
from engine.models import Appraisal, Employee, History, Incident, Instance, Notice, Task, Timer
from engine.rehearsal.script import Script
from engine.rehearsal.year import Year

Told = dict[str, Any]
"""Plain JSON."""

#: So many people are named for each place.
NAMED = 20
#: Messages to Bagian SDM that say how many of a kind there are.
_DIGESTS = "_many"


# ---- one part, read in the child --------------------------------------------------------------


def part_of(session: Session, possible: set[str], script: Script, year: Year) -> Told:
    """What one part of the people came to, read from its store at the end of the year."""
    passed = {element for row in session.scalars(select(History.passed)) for element in row}
    rows = session.execute(select(Appraisal.state, Appraisal.predikat, Appraisal.keberatan)).all()
    return {
        "people": len(rows),
        "tasks": session.scalar(select(func.count()).select_from(Task).where(Task.state == "done")),
        "states": Counter(row.state for row in rows),
        "ratings": Counter(row.predikat or "" for row in rows),
        "keberatan": sum(row.keberatan for row in rows),
        "stuck": _stuck(session, script, year),
        "overdue": _overdue(session),
        "unreached": sorted(possible - passed),
        "notices": _notices(session),
    }


def _stuck(session: Session, script: Script, year: Year) -> list[list[Any]]:
    """Each appraisal that did not come to its end: place, title, reason, detail, whose."""
    rows = session.execute(
        select(Appraisal.instance_id, Appraisal.employee_id, Appraisal.entered_at, Instance.state)
        .join(Instance, Instance.id == Appraisal.instance_id)
        .where((Instance.state != "done") | Appraisal.entered_at.is_(None))
        .order_by(Appraisal.employee_id)
    ).all()
    return [
        [*_why(session, row.instance_id, row.state, script, year), row.employee_id] for row in rows
    ]


def _why(
    session: Session, instance_id: int, state: str, script: Script, year: Year
) -> tuple[str, str, str, str]:
    incident = session.scalars(
        select(Incident)
        .where(Incident.instance_id == instance_id, Incident.resolved_at.is_(None))
        .order_by(Incident.id)
    ).first()
    if incident is not None:
        place = f"{incident.container}:{incident.element}"
        return place, incident.element, "failed", incident.reason
    if state == "done":
        return _last(session, instance_id), "", "ended", ""
    task = session.execute(
        select(Task.id, Task.process, Task.step, Task.title, Employee.nip)
        .outerjoin(Employee, Employee.id == Task.assignee_id)
        .where(Task.instance_id == instance_id, Task.state == "open")
        .order_by(Task.opened_at, Task.step, Task.item)
    ).first()
    if task is not None:
        reason, detail = _undone(task.id, task.nip, script, year)
        return f"{task.process}:{task.step}", task.title, reason, detail
    timer = session.scalars(select(Timer).where(Timer.instance_id == instance_id)).first()
    if timer is not None:
        return _last(session, instance_id), "", "timer", ""
    return _last(session, instance_id), "", "dead_end", ""


def _undone(task_id: str, nip: str | None, script: Script, year: Year) -> tuple[str, str]:
    """Why nobody did a task."""
    if nip in year.gone:
        return "left", ""
    if nip is not None and script.behaviours.get(nip) == "absent":
        return "absent", ""
    error = year.refused.get(task_id)
    if error is not None:
        return "refused", str(error)
    return "waits", ""


def _last(session: Session, instance_id: int) -> str:
    """The last element an instance passed."""
    rows = session.scalars(
        select(History.passed)
        .where(History.instance_id == instance_id)
        .order_by(History.seq.desc())
    )
    return next((row[-1] for row in rows if row), ":")


def _overdue(session: Session) -> list[list[Any]]:
    """Of each step how many were done late, and how many never though they were due."""
    rows = session.execute(
        select(
            *(Task.process, Task.step, Task.title),
            func.count().filter(Task.state == "done", Task.done_at >= Task.due_at),
            # What is withdrawn has the hour of that in `done_at`.
            func.count().filter(
                Task.state != "done", func.coalesce(Task.done_at, clock.now()) >= Task.due_at
            ),
            func.count(),
        )
        .where(Task.due_at.is_not(None))
        .group_by(Task.process, Task.step, Task.title)
        .order_by(Task.process, Task.step, Task.title)
    )
    return [
        [f"{process}:{step}", title, late, never, whole]
        for process, step, title, late, never, whole in rows
    ]


def _notices(session: Session) -> list[list[Any]]:
    """Every notice: day, kind, title, to whom, about whom (0: nobody), due when, how many."""
    rows = session.execute(
        select(Notice.at, Notice.kind, Notice.params, Notice.employee_id).order_by(Notice.id)
    )
    # A rehearsed day is lived at nine in the morning: the same date in UTC.
    return [
        [
            at.date().isoformat(),
            kind,
            params.get("title", ""),
            to,
            _number(params.get("subject", "")),
            params.get("due", ""),
            params.get("count", 0),
        ]
        for at, kind, params, to in rows
    ]


def _number(name: str) -> int:
    """Of "Pegawai 17" the 17: nobody has another name here."""
    number = name.rpartition(" ")[2]
    return int(number) if number.isdigit() else 0


# ---- all parts, in whose process it was asked for ---------------------------------------------


def whole(parts: Sequence[Told], files: Mapping[str, bytes]) -> tuple[Told, list[list[Any]]]:
    """The result of all parts, and every notice; the same however many parts there were."""
    drawn = _drawn(files)
    notices = _one_digest(row for part in parts for row in part["notices"])
    result = {
        "people": sum(part["people"] for part in parts),
        "left_out": parts[0]["left_out"],
        "tasks": sum(part["tasks"] for part in parts),
        "messages": len(notices),
        "states": _added(parts, "states"),
        "ratings": _added(parts, "ratings"),
        "keberatan": sum(part["keberatan"] for part in parts),
        "stuck": _places(row for part in parts for row in _waiting(part["stuck"], drawn)),
        "overdue": _sums(row for part in parts for row in part["overdue"]),
        "weeks": _weeks(notices),
        "examples": _examples(notices),
    }
    for each in result["stuck"] + result["overdue"]:
        each["title"] = each["title"] or drawn.names.get(each["place"], ("", ""))[0]
    unreached = set.intersection(*(set(part["unreached"]) for part in parts))
    elements = [
        {"place": place, "name": drawn.names[place][0], "kind": drawn.names[place][1]}
        for place in sorted(unreached)
        if place in drawn.names
    ]
    result |= {
        "unreached": elements,
        "flows": sorted(unreached - drawn.names.keys()),
        "files": dict(sorted(drawn.files.items())),
    }
    return result, notices


def summary(result: Told) -> list[str]:
    """As `timbang rehearse` prints it, line by line."""
    overdue = sum(each["late"] + each["never"] for each in result["overdue"])
    lines = [
        f"{result['people']} penilaian, {result['tasks']} tugas, {result['messages']} pesan, "
        f"{overdue} melewati batas.",
        "Status: " + ", ".join(f"{name} {count}" for name, count in result["states"].items()),
    ]
    lines += [
        f"Macet: {each['count']} di {each['place']} ({each['reason']})" for each in result["stuck"]
    ]
    unreached = [each["place"] for each in result["unreached"]] + result["flows"]
    return [*lines, f"Tidak tercapai: {', '.join(unreached) or 'tidak ada'}"]


def _waiting(rows: Iterable[list[Any]], drawn: "_Drawn") -> Iterator[list[Any]]:
    """Whoever passed a flow last waits where it leads to."""
    return ([drawn.targets.get(row[0], row[0]), *row[1:]] for row in rows)


def _one_digest(rows: Iterable[list[Any]]) -> list[list[Any]]:
    """All notices in order; each part has counted its own, whoever is told is told the sum."""
    found: list[list[Any]] = []
    counted: Counter[tuple[Any, ...]] = Counter()
    for *key, count in rows:
        if key[1].endswith(_DIGESTS):
            counted[tuple(key)] += count
        else:
            found.append([*key, count])
    return sorted(found + [[*key, count] for key, count in counted.items()])


def _added(parts: Sequence[Told], name: str) -> dict[str, int]:
    whole: Counter[str] = Counter()
    for part in parts:
        whole.update(part[name])
    return dict(sorted(whole.items()))


def _places(rows: Iterable[list[Any]]) -> list[Told]:
    """Who was stuck, by place and reason, where most are first."""
    people: dict[tuple[str, str, str, str], list[int]] = defaultdict(list)
    for place, title, reason, detail, employee in rows:
        people[place, title, reason, detail].append(employee)
    found = [
        {
            "place": place,
            "title": title,
            "reason": reason,
            "detail": detail,
            "count": len(ids),
            "people": sorted(ids)[:NAMED],
        }
        for (place, title, reason, detail), ids in people.items()
    ]
    return sorted(found, key=lambda each: (-each["count"], each["place"], each["reason"]))


def _sums(rows: Iterable[list[Any]]) -> list[Told]:
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for place, title, *numbers in rows:
        sums[place, title] = [a + b for a, b in zip(sums[place, title], numbers, strict=True)]
    found = [
        {"place": place, "title": title, "late": late, "never": never, "tasks": tasks}
        for (place, title), (late, never, tasks) in sums.items()
        if late or never
    ]
    return sorted(found, key=lambda each: (-each["never"] - each["late"], each["place"]))


def _weeks(notices: Iterable[list[Any]]) -> list[Told]:
    """How many of each kind in each week; a week is named by its Monday."""
    weeks: dict[str, Counter[str]] = defaultdict(Counter)
    for day, kind, *_ in notices:
        when = date.fromisoformat(day)
        monday = date.fromordinal(when.toordinal() - when.weekday())
        weeks[monday.isoformat()][kind] += 1
    return [
        {"week": week, "kinds": dict(sorted(kinds.items()))}
        for week, kinds in sorted(weeks.items())
    ]


def _examples(notices: Iterable[list[Any]]) -> list[Told]:
    """Of each kind how many there were, and the first of them."""
    found: dict[str, Told] = {}
    for day, kind, title, to, about, due, count in notices:
        if kind not in found:
            found[kind] = {
                "kind": kind,
                "messages": 0,
                "day": day,
                "title": title,
                "to": to,
                "about": about,
                "due": due,
                "count": count,
            }
        found[kind]["messages"] += 1
    return sorted(found.values(), key=lambda each: (-each["messages"], each["kind"]))


@dataclass
class _Drawn:
    """What the diagrams say of places: names and kinds, where flows lead to, files."""

    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    targets: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)


def _drawn(files: Mapping[str, bytes]) -> _Drawn:
    drawn = _Drawn()
    for path, content in files.items():
        if not path.endswith(".bpmn"):
            continue
        found = outline(content)
        drawn.files[found.process] = path.rpartition("/")[2]
        for line in found.lines:
            drawn.names[f"{found.process}:{line.id}"] = line.name, line.kind
            for way in line.ways:
                drawn.targets[f"{found.process}:{way.flow}"] = f"{found.process}:{way.to}"
    return drawn
