"""Generic forms that any diagram may use for a new task."""

from collections.abc import Mapping
from typing import Any

from schemas.base import Form
from schemas.fields import LongText, YesNo
from schemas.said import say


class Konfirmasi(Form):
    """Somebody states that a task is done."""

    title = "Konfirmasi"
    lead = "Nyatakan bahwa tugas ini telah Anda lakukan."
    minutes = 2
    submit = "Kirim konfirmasi"

    confirmed = YesNo(
        "Saya menyatakan tugas ini telah dilakukan",
        must=say("Beri centang bila tugas ini telah dilakukan."),
    )
    note = LongText("Catatan", max=2000)

    def comment(self, answers: Mapping[str, Any]) -> str:
        """The note, if any."""
        return str(answers["note"])


class Catatan(Form):
    """Somebody writes a note for the file."""

    title = "Tulis catatan"
    lead = "Tuliskan catatan untuk berkas penilaian ini."
    minutes = 5
    submit = "Simpan catatan"

    note = LongText("Catatan", required=True)

    def comment(self, answers: Mapping[str, Any]) -> str:
        """The note itself."""
        return str(answers["note"])
