"""What Bagian SDM writes into a calendar of working days; no task asks for it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from schemas.base import Form
from schemas.fields import Choice, Day, Text, YesNo
from schemas.fields.record import Path
from schemas.said import Said, say

KINDS = {
    "holiday": "Libur nasional",
    "shared_leave": "Cuti bersama",
    "local": "Libur instansi atau daerah",
    "worked": "Hari masuk kerja",
}
#: The days a calendar can hold.
FIRST, LAST = date(2015, 1, 1), date(2102, 12, 31)


class SpecialDay(Form):
    """A day off, half a day off, or a day worked although its weekday is free."""

    title = "Tulis hari pada kalender"
    lead = "Sebelum disimpan Anda melihat tanggal siklus mana yang akan berbeda."
    submit = "Lihat akibatnya"

    day = Day("Tanggal", required=True, first=FIRST, last=LAST, width="half")
    name = Text("Nama hari", required=True, max=200)
    kind = Choice("Jenis", KINDS, required=True)
    half = YesNo(
        "Setengah hari",
        help="Kantor tutup lebih awal, tetapi tetap dihitung sebagai hari kerja.",
    )
    estimate = YesNo("Perkiraan", help="Belum ditetapkan dengan keputusan resmi.")

    def check(self, answers: dict[str, Any]) -> Iterable[tuple[Path, Said]]:
        """Nobody estimates on which days his own people work."""
        if answers["kind"] == "worked" and answers["estimate"]:
            yield ("estimate",), say("Hari masuk kerja ditetapkan sendiri; hapus tanda perkiraan.")


class ChangeOfCalendar(Form):
    """Why a calendar is changed."""

    title = "Ubah kalender"
    lead = "Perubahan disimpan sebagai versi baru; versi lama tetap ada."
    submit = "Simpan sebagai versi baru"

    note = Text("Dasar perubahan", max=200, help="Misalnya nomor surat keputusan bersama.")
