"""Generic forms: two that any diagram may use for a new task, one that needs no task at all."""

from collections.abc import Mapping
from typing import Any

from schemas import guides
from schemas.base import Form
from schemas.conversation import ACTIONS, CONVERSATION, SECTIONS, Conversation
from schemas.fields import LongText, Moment, Text, YesNo
from schemas.said import say

MEETING = "Pertemuan"


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


class CoachingInformal(Conversation, Form):
    """The pejabat penilai records a coaching outside the two weeks, at any time (R-034)."""

    title = "Catat coaching informal"
    lead = "Catat pertemuan di luar Coaching Week; pegawai dapat membacanya pada berkasnya."
    guide = guides.FOR_COACH
    minutes = 20
    submit = "Simpan catatan"
    shows = ("skp",)
    layout = {  # noqa: RUF012 - never changed
        MEETING: "",
        CONVERSATION: SECTIONS[CONVERSATION],
        ACTIONS: SECTIONS[ACTIONS],
    }

    coaching_at = Moment("Waktu pertemuan", required=True, section=MEETING, width="half")
    place = Text("Tempat", max=200, required=True, section=MEETING, width="half")
