"""The people of the demo agency: position titles for names, NIPs that nobody has."""

from engine.commands import EmployeeRow

PASSWORD = "timbang-demo"  # noqa: S105 - printed at every start, on purpose
SETDA, SDM = "Sekretariat Daerah", "Bagian SDM dan Umum"
INSPECTORATE, PUBLIC_WORKS = "Inspektorat", "Dinas Pekerjaan Umum"


def nip(number: int) -> str:
    """The fictitious NIP of the `number`-th person.

    >>> nip(3)
    '999900000000000003'
    """
    return f"9999{number:014d}"


BUPATI, SEKDA, INSPEKTUR, KEPALA_DPU, KEPALA_SDM = (nip(number) for number in range(1, 6))

_UTAMA_MUDA, _PEMBINA, _PENATA = "Pembina Utama Muda (IV/c)", "Pembina (IV/a)", "Penata (III/c)"


def _official(number: int, position: str, unit: str, rank: str, superior: str) -> EmployeeRow:
    return _person(number, position, unit, rank, superior, "structural")


def _specialist(number: int, position: str, unit: str, superior: str) -> EmployeeRow:
    return _person(number, position, unit, _PENATA, superior, "functional")


def _person(
    number: int,
    position: str,
    unit: str,
    rank: str,
    superior: str,
    appraisal_class: str,
) -> EmployeeRow:
    return EmployeeRow(
        nip=nip(number),
        name=position,
        position=position,
        unit=unit,
        rank=rank,
        superior_nip=superior,
        appraisal_class=appraisal_class,
        appraised=number > 2,
        roles=("sdm",) if unit == SDM else (),
        password=PASSWORD,
    )


PEOPLE = (
    _official(1, "Bupati", SETDA, "", ""),
    _official(2, "Sekretaris Daerah", SETDA, "Pembina Utama Madya (IV/d)", BUPATI),
    _official(3, "Inspektur", INSPECTORATE, _UTAMA_MUDA, SEKDA),
    _official(4, "Kepala Dinas Pekerjaan Umum", PUBLIC_WORKS, _UTAMA_MUDA, SEKDA),
    _official(5, "Kepala Bagian SDM dan Umum", SDM, _PEMBINA, SEKDA),
    _specialist(6, "Analis SDM Aparatur Ahli Muda", SDM, KEPALA_SDM),
    _specialist(7, "Pranata SDM Aparatur Mahir", SDM, KEPALA_SDM),
    _official(8, "Kepala Dinas Kesehatan", "Dinas Kesehatan", _UTAMA_MUDA, SEKDA),
    _official(9, "Kepala Dinas Pendidikan", "Dinas Pendidikan", _UTAMA_MUDA, SEKDA),
    _official(10, "Kepala Bappeda", "Bappeda", _UTAMA_MUDA, SEKDA),
    _official(11, "Sekretaris Inspektorat", INSPECTORATE, _PEMBINA, INSPEKTUR),
    _official(12, "Inspektur Pembantu I", INSPECTORATE, _PEMBINA, INSPEKTUR),
    _official(13, "Inspektur Pembantu II", INSPECTORATE, _PEMBINA, INSPEKTUR),
    _specialist(14, "Auditor Ahli Muda", INSPECTORATE, INSPEKTUR),
    _official(15, "Sekretaris Dinas Pekerjaan Umum", PUBLIC_WORKS, _PEMBINA, KEPALA_DPU),
    _official(16, "Kepala Bidang Bina Marga", PUBLIC_WORKS, _PEMBINA, KEPALA_DPU),
    _official(17, "Kepala Bidang Pengairan", PUBLIC_WORKS, _PEMBINA, KEPALA_DPU),
    _specialist(18, "Teknik Jalan dan Jembatan Ahli Muda", PUBLIC_WORKS, KEPALA_DPU),
)
