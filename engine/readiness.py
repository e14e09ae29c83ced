"""Who can start a cycle, who is in it already, and why somebody cannot start (R-008, R-009)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from engine.models import Appraisal, Cycle, Employee, ProfileVersion
from engine.plain import PlainEmployee, columns
from schemas.said import Said, say

ALREADY_IN = say("Sudah ada dalam siklus ini.")
NOT_APPRAISED = say("Tidak aktif atau tidak dinilai.")


@dataclass(frozen=True)
class Candidate:
    """An employee who is to be appraised: in the cycle already, kept from it, or ready.

    `reason` says what keeps him from starting; None for who is ready and for who is in it.
    """

    employee: Employee
    in_cycle: bool
    reason: Said | None

    @property
    def ready(self) -> bool:
        """Whether the cycle can be opened for him now."""
        return not self.in_cycle and self.reason is None


def candidates(session: Session, year: int, profile: str) -> list[Candidate]:
    """Who is in that cycle, and all active employees who are appraised and are not.

    Who is in it keeps the relations of the day on which he started: neither his line of superiors
    nor whether he is still active matters to it.
    """
    people = {person.id: person for person in session.scalars(select(Employee))}
    started = already_started(session, year, profile)
    return [
        Candidate(person, True, None)
        if person.id in started
        else Candidate(person, False, why_not(person, people))
        for person in sorted(people.values(), key=lambda person: (person.unit_id, person.name))
        if person.id in started or (person.active and person.appraised)
    ]


def blocked_among(
    session: Session, year: int, profile: str, chosen: Sequence[int]
) -> list[tuple[str, Said]]:
    """(name, reason) of the chosen people who cannot start, or are in the cycle already.

    Only they and their lines of superiors are looked at: one may join a year of thousands.
    """
    started = {
        person_id
        for some in _few(chosen)
        for person_id in session.scalars(
            _started_in(year, profile).where(Appraisal.employee_id.in_(some))
        )
    }
    people = _with_superiors(session, chosen)
    blocked: list[tuple[str, Said]] = []
    for employee_id in chosen:
        person = people.get(employee_id)
        if employee_id in started and person is not None:
            blocked.append((person.name, ALREADY_IN))
        elif person is None or not (person.active and person.appraised):
            blocked.append((say("Pegawai {id}", id=employee_id), NOT_APPRAISED))
        elif reason := why_not(person, people):
            blocked.append((person.name, reason))
    return blocked


def _with_superiors(session: Session, employee_ids: Sequence[int]) -> dict[int, PlainEmployee]:
    """People and all above them."""
    known: dict[int, PlainEmployee] = {}
    for some in _few(employee_ids):
        lines = select(*_COLUMNS).where(Employee.id.in_(some)).cte(recursive=True)
        above = select(*_COLUMNS).join(lines, lines.c.superior_id == Employee.id)
        # UNION leaves out who is there already, so a circle ends.
        rows = session.execute(select(lines.union(above)))
        known |= {row.id: PlainEmployee(*row) for row in rows}
    return known


_COLUMNS = columns(PlainEmployee, Employee)
#: Databases take only so many parameters.
_FEW = 5_000


def _few(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[first : first + _FEW] for first in range(0, len(ids), _FEW))


def already_started(session: Session, year: int, profile: str) -> set[int]:
    """The ids of those who have an appraisal in that year's cycle of that profile."""
    return set(session.scalars(_started_in(year, profile)))


def _started_in(year: int, profile: str) -> Select[int]:
    return (
        select(Appraisal.employee_id)
        .join(Cycle, Cycle.id == Appraisal.cycle_id)
        .join(ProfileVersion, ProfileVersion.id == Cycle.profile_id)
        .where(Cycle.year == year, ProfileVersion.name == profile)
    )


Person = Employee | PlainEmployee


def why_not(person: Person, people: Mapping[int, Person]) -> Said | None:
    """Why `person` cannot be appraised as the organisation stands; None if he can."""
    if person.superior_id is None:
        return say("Belum punya atasan langsung (Pejabat Penilai Kinerja).")
    if person.superior_id == person.id:
        return say("Atasan langsungnya adalah dirinya sendiri.")
    if _runs_in_a_circle(person, people):
        return say("Garis atasannya berputar: seseorang menjadi atasan dari atasannya sendiri.")
    superior = people[person.superior_id]
    if not superior.active:
        return say("Atasan langsungnya, {who}, tidak aktif.", who=superior.name)
    if superior.superior_id is None:
        return say(
            "Atasan langsungnya, {who}, tidak punya atasan, sehingga keberatan tidak dapat "
            "diputus.",
            who=superior.name,
        )
    above = people[superior.superior_id]
    if not above.active:
        return say("Atasan Pejabat Penilai Kinerja, {who}, tidak aktif.", who=above.name)
    return None


def _runs_in_a_circle(person: Person, people: Mapping[int, Person]) -> bool:
    """Whether the line of superiors comes back to somebody it has passed."""
    passed = {person.id}
    current = person.superior_id
    while current is not None:
        if current in passed:
            return True
        passed.add(current)
        current = people[current].superior_id
    return False
