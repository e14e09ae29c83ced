"""Dialog Day: the final rating is told, a plan proposed, the pegawai reacts (F-10)."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from schemas import guides
from schemas.base import Form, Guide, Section
from schemas.facts import Facts
from schemas.fields import Day, LongText, Record, Rows, Scale, Text
from schemas.heading import with_help
from schemas.said import Said, say

PLAN = "Kekuatan dan rencana pengembangan"
FEEDBACK = "Umpan balik OILS"
REACTION = "Tanggapan Anda"

WHAT_TO_SAY = Guide(
    "Kalimat pembuka",
    (
        "“Berdasarkan hasil People Review rating final Anda …”",
        "“Kekuatan Anda adalah …”",
        "“Rencana pengembangan untuk Anda saya usulkan …”",
    ),
)


class DevelopmentAction(Record):
    """One step of the plan for the coming year."""

    what = Text("Apa yang dikembangkan", max=500, min=5, required=True)
    method = Text("Caranya", max=500, min=5, required=True)
    by_when = Day(
        "Paling lambat", first=lambda facts: date(facts.year + 1, 1, 1), required=True, width="half"
    )
    owner = Text("Penanggung jawab", max=200, required=True, width="half")


class HoldDialogDay(Form):
    """The pejabat penilai tells rating, strengths and the plan (R-095, R-097)."""

    title = "Adakan Dialog Day"
    lead = "Sampaikan rating final, kekuatan pegawai, dan rencana pengembangan yang Anda usulkan."
    guide = (WHAT_TO_SAY, guides.OILS)
    minutes = 45
    submit = "Kirim kepada pegawai"
    shows = ("sheet",)
    layout: ClassVar[Mapping[str, str]] = {
        PLAN: "",
        FEEDBACK: "Boleh kosong. Tuliskan umpan balik dalam urutan OILS.",
    }

    strengths = LongText(
        "Kekuatan pegawai",
        required=True,
        min=20,
        initial=lambda facts: _answered(facts, "final_dialog.hold_final_dialog", "strengths"),
        section=PLAN,
    )
    development_actions = Rows(
        DevelopmentAction,
        "Rencana pengembangan",
        min=1,
        max=20,
        initial=lambda facts: _proposed_actions(facts),
        add="Tambah rencana",
        section=PLAN,
    )
    oils_observation = LongText(
        "Observasi", max=2000, help="Apa yang benar-benar Anda lihat.", section=FEEDBACK
    )
    oils_impact = LongText(
        "Dampak",
        max=2000,
        help="Dampaknya pada Anda, orang lain, atau tujuan bersama.",
        section=FEEDBACK,
    )
    oils_listen = LongText(
        "Mendengarkan",
        max=2000,
        help="Diam sejenak; apa pertanyaan atau tanggapannya?",
        section=FEEDBACK,
    )
    oils_suggestion = LongText(
        "Saran", max=2000, help="Pemecahan masalah, pengakuan, atau dorongan.", section=FEEDBACK
    )

    def sections(self) -> tuple[Section, ...]:
        """The groups; the rating to be told stands on top."""
        return with_help(super().sections(), PLAN, rating(self.facts))


class ReactDialogDay(Form):
    """The pegawai signs the plan and answers two questions about it (R-095)."""

    title = "Tanggapi rencana pengembangan"
    lead = "Baca rencana pengembangan Anda dan jawab dua pernyataan."
    guide = (guides.OILS,)
    minutes = 5
    submit = "Tanda tangani"
    shows = ("sheet",)
    reads = ("hold_dialog_day",)

    evaluatee_trust_plan = Scale(
        "Saya percaya terhadap rencana pengembangan yang diberikan atasan",
        ends=("tidak setuju", "sangat setuju"),
        required=True,
        section=REACTION,
    )
    evaluatee_feels_cared = Scale(
        "Saya merasa atasan saya peduli terhadap pengembangan saya",
        ends=("tidak setuju", "sangat setuju"),
        required=True,
        section=REACTION,
    )
    note = LongText("Catatan Anda", max=2000, help="Boleh kosong.", section=REACTION)

    def sections(self) -> tuple[Section, ...]:
        """The two statements, under the rating they belong to."""
        return with_help(super().sections(), REACTION, rating(self.facts))


def rating(facts: Facts) -> Said | str:
    """The final rating in words, with that of the People Review where one was held; or ""."""
    legal = facts.sheet.get("predikat")
    reviewed = _answered(facts, "people_review.sign_review", "decided_rating")
    if legal and reviewed:
        return say(
            "Predikat: {legal}. Rating People Review: {reviewed}.", legal=legal, reviewed=reviewed
        )
    return say("Predikat: {legal}.", legal=legal) if legal else ""


def _proposed_actions(facts: Facts) -> list[dict[str, str]] | None:
    decided = _answered(facts, "people_review.sign_review", "development_action")
    return [{"what": decided}] if decided else None


def _answered(facts: Facts, step: str, name: str) -> str:
    return str(facts.earlier.get(step, {}).get(name) or "")
