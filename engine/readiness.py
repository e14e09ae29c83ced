"""Who can start a cycle, and why somebody cannot (R-008, R-009)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.models import Appraisal, Cycle, Employee, ProfileVersion


@dataclass(frozen=True)
class Candidate:
    """An employee who is to be appraised; `reason` says why he cannot start, or is empty."""

    employee: Employee
    reason: str


def candidates(session: Session, year: int, profile: str) -> list[Candidate]:
    """All active employees who are appraised, each with what keeps him from starting."""
    people = {person.id: person for person in session.scalars(select(Employee))}
    started = already_started(session, year, profile)
    return [
        Candidate(
            person,
            "Sudah punya penilaian pada siklus ini."
            if person.id in started
            else why_not(person, people),
        )
        for person in sorted(people.values(), key=lambda person: (person.unit_id, person.name))
        if person.active and person.appraised
    ]


def already_started(session: Session, year: int, profile: str) -> set[int]:
    """The ids of those who have an appraisal in that year's cycle of that profile."""
    rows = session.scalars(
        select(Appraisal.employee_id)
        .join(Cycle, Cycle.id == Appraisal.cycle_id)
        .join(ProfileVersion, ProfileVersion.id == Cycle.profile_id)
        .where(Cycle.year == year, ProfileVersion.name == profile)
    )
    return set(rows)


def why_not(person: Employee, people: Mapping[int, Employee]) -> str:
    """Why `person` cannot be appraised as the organisation stands; empty if he can."""
    if person.superior_id is None:
        return "Belum punya atasan langsung (Pejabat Penilai Kinerja)."
    if person.superior_id == person.id:
        return "Atasan langsungnya adalah dirinya sendiri."
    chain = _chain(person, people)
    if chain is None:
        return "Garis atasannya berputar: seseorang menjadi atasan dari atasannya sendiri."
    superior = people[person.superior_id]
    if not superior.active:
        return f"Atasan langsungnya, {superior.name}, tidak aktif."
    if superior.superior_id is None:
        return (
            f"Atasan langsungnya, {superior.name}, tidak punya atasan, "
            "sehingga keberatan tidak dapat diputus."
        )
    if not people[superior.superior_id].active:
        return f"Atasan Pejabat Penilai Kinerja, {people[superior.superior_id].name}, tidak aktif."
    return ""


def blocked_among(
    chosen: Iterable[int], all_candidates: Sequence[Candidate]
) -> list[tuple[str, str]]:
    """(name, reason) of the chosen people who cannot start."""
    known = {candidate.employee.id: candidate for candidate in all_candidates}
    blocked = []
    for employee_id in chosen:
        candidate = known.get(employee_id)
        if candidate is None:
            blocked.append((f"Pegawai {employee_id}", "Tidak aktif atau tidak dinilai."))
        elif candidate.reason:
            blocked.append((candidate.employee.name, candidate.reason))
    return blocked


def _chain(person: Employee, people: Mapping[int, Employee]) -> list[int] | None:
    """The ids from the superior to the top; None if the line runs in a circle."""
    seen: list[int] = []
    current = person.superior_id
    while current is not None:
        if current in seen or current == person.id:
            return None
        seen.append(current)
        current = people[current].superior_id
    return seen
