"""What came of a rehearsal; the same for the same seed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.models import Appraisal, Employee, History, Notice, Task


@dataclass(frozen=True)
class Rehearsed:
    """One appraisal at the end of its year: `tasks` is how many were done."""

    id: str
    state: str
    npk: str | None
    predikat: str | None
    tasks: int
    keberatan: bool


@dataclass(frozen=True)
class Result:
    """Everybody's year, what no appraisal reached, and how many messages were sent."""

    people: tuple[Rehearsed, ...]
    unreached: tuple[str, ...]
    messages: int

    def to_json(self) -> dict[str, Any]:
        """As `timbang rehearse --json` prints it."""
        return {
            "people": [asdict(person) for person in self.people],
            "unreached": list(self.unreached),
            "messages": self.messages,
        }

    def summary(self) -> Sequence[str]:
        """As `timbang rehearse` prints it, line by line."""
        states = Counter(person.state for person in self.people)
        ratings = Counter(person.predikat or "belum dinilai" for person in self.people)
        return [
            f"{len(self.people)} penilaian, {sum(each.tasks for each in self.people)} tugas, "
            f"{self.messages} pesan.",
            "Status: " + _counts(states),
            "Predikat: " + _counts(ratings),
            f"Keberatan: {sum(person.keberatan for person in self.people)}",
            f"Tidak tercapai: {', '.join(self.unreached) or 'tidak ada'}",
        ]


def result_of(session: Session, reachable: set[str]) -> Result:
    """Read a store at the end of its year."""
    done = dict(
        session.execute(
            select(Task.instance_id, func.count())
            .where(Task.state == "done")
            .group_by(Task.instance_id)
        ).all()
    )
    rows = session.execute(
        select(Employee.nip, Appraisal)
        .join(Appraisal, Appraisal.employee_id == Employee.id)
        .order_by(Employee.nip)
    )
    passed = {element for row in session.scalars(select(History.passed)) for element in row}
    return Result(
        people=tuple(
            Rehearsed(
                id=nip,
                state=appraisal.state,
                npk=None if appraisal.npk is None else str(appraisal.npk),
                predikat=appraisal.predikat,
                tasks=done.get(appraisal.instance_id, 0),
                keberatan=appraisal.keberatan,
            )
            for nip, appraisal in rows
        ),
        unreached=tuple(sorted(reachable - passed)),
        messages=session.scalar(select(func.count()).select_from(Notice)) or 0,
    )


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counter.items()))
