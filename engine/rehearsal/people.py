"""The generated agency of a rehearsal: a small hierarchy of people that nobody is."""

from engine.commands import EmployeeRow

TOP, SECRETARY, OFFICERS = 1, 2, (3, 4)
#: Numbers below this one belong to those who are not appraised.
FIRST = 5
FAN_OUT = 4


def nip(number: int) -> str:
    """The fictitious NIP of the `number`-th person.

    >>> nip(5)
    '999900000000000005'
    """
    return f"9999{number:014d}"


def agency(count: int) -> list[EmployeeRow]:
    """Two at the top and two SDM officers, who are not appraised, and `count` who are.

    Nobody has more than four people directly below; whoever has any holds a structural post.
    """
    numbers = range(FIRST, FIRST + count)
    superiors = {number: _superior(number) for number in numbers}
    heads = set(superiors.values())
    return [
        _person(TOP, "Kepala Daerah", "Sekretariat", superior=0, appraised=False),
        _person(SECRETARY, "Sekretaris Daerah", "Sekretariat", superior=TOP, appraised=False),
        *(
            _person(officer, f"Petugas SDM {officer}", "SDM", superior=SECRETARY, appraised=False)
            for officer in OFFICERS
        ),
        *(
            _person(
                number,
                f"Pegawai {number}",
                f"Unit {_unit(number)}",
                superior=superiors[number],
                head=number in heads,
            )
            for number in numbers
        ),
    ]


def _superior(number: int) -> int:
    """Four below the secretary, four below each of them, and so on."""
    place = number - FIRST
    return SECRETARY if place < FAN_OUT else FIRST + (place - FAN_OUT) // FAN_OUT


def _unit(number: int) -> int:
    """Each of the four at the head has a unit with all below him."""
    above = _superior(number)
    return number - FIRST + 1 if above == SECRETARY else _unit(above)


def _person(
    number: int,
    name: str,
    unit: str,
    *,
    superior: int,
    head: bool = True,
    appraised: bool = True,
) -> EmployeeRow:
    return EmployeeRow(
        nip=nip(number),
        name=name,
        position=name,
        unit=unit,
        superior_nip=nip(superior) if superior else "",
        appraisal_class="structural" if head else "functional",
        appraised=appraised,
        roles=("sdm",) if number in OFFICERS else (),
    )
