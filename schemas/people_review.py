"""People Review: prepare, present, challenge, and sign a rating beside the legal one (F-10b)."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from schemas import matrix
from schemas.base import Form, Guide, Section
from schemas.facts import Facts, Person, Window
from schemas.fields import Choice, LongText, Moment, PersonChoice, Record, Rows, Text, YesNo, at
from schemas.fields.record import Path
from schemas.heading import with_help
from schemas.said import Said, say

ROLES: Mapping[str, str] = {
    "chairman": "Ketua rapat",
    "evaluator": "Evaluator",
    "lead_facilitator": "Fasilitator utama",
    "assisting_facilitator": "Fasilitator pendamping",
}
MEETING = "Rapat"
PEOPLE = "Peran dalam rapat"
PRESENTATION = "Paparan"
MATRIX = "Letak dalam matriks"
PROPOSAL = "Usulan"
DECISION = "Keputusan"

FAIR_MEETING = Guide(
    "Peran dalam rapat",
    (
        "Ketua mengarahkan pada perilaku dan rating yang tepat.",
        "Evaluator memaparkan pegawai secara utuh dan mengusulkan rating.",
        "Evaluator lain menguji usulan dengan bukti.",
        "Fasilitator utama menjaga rapat tetap adil dan meminta bukti yang kuat.",
        "Fasilitator pendamping mencatat risalah dan memperhatikan sebaran seluruhnya.",
    ),
)
NO_QUOTA = Guide(
    "Rating People Review",
    (
        "Rating ini berdiri di samping nilai prestasi kerja dan tidak mengubahnya.",
        "Sebaran ditampilkan sebagai bahan pikir; tidak ada kuota.",
        "Rating yang berbeda dari predikat memerlukan sanggahan dengan bukti, risalah, dan "
        "pengesahan ketua.",
    ),
)


def officials(facts: Facts) -> list[Person]:
    """Who may be named: the officials of the facts and the two superiors, each once."""
    everyone = (facts.pejabat_penilai, facts.atasan_pejabat_penilai, *facts.people)
    return list({each.id: each for each in everyone if each.id}.values())


class PrepareReview(Form):
    """SDM sets up the meeting of one evaluatee (R-091).

    Without an evaluator it is the pejabat penilai, so that many appraisals can be prepared
    with the same answers. Nobody holds two roles; the evaluatee holds none; the pejabat
    penilai does not chair the review of his own rating.
    """

    title = "Siapkan People Review"
    lead = "Tetapkan siapa yang memimpin, memaparkan dan mencatat, serta kapan rapat diadakan."
    guide = (FAIR_MEETING,)
    bulk = True
    minutes = 5
    submit = "Simpan persiapan"
    shows = ("sheet", "ratings")
    decides = frozenset(
        {"people_review_chairman", "people_review_evaluator", "people_review_assisting"}
    )

    chairman = PersonChoice(
        ROLES["chairman"], officials, required=True, section=PEOPLE, width="half"
    )
    evaluator = PersonChoice(
        ROLES["evaluator"],
        officials,
        help="Kosongkan bila Pejabat Penilai sendiri yang memaparkan.",
        section=PEOPLE,
        width="half",
    )
    lead_facilitator = PersonChoice(
        ROLES["lead_facilitator"],
        officials,
        required=True,
        section=PEOPLE,
        width="half",
    )
    assisting_facilitator = PersonChoice(
        ROLES["assisting_facilitator"],
        officials,
        required=True,
        section=PEOPLE,
        width="half",
    )
    meeting_at = Moment(
        "Waktu rapat", window=lambda f: _meeting_window(f), required=True, section=MEETING
    )
    place = Text("Tempat", max=200, required=True, section=MEETING)

    def check(self, answers: dict[str, Any]) -> Iterable[tuple[Path, Said]]:
        """One person, one role; and no judge in one's own matter."""
        taken: dict[int, str] = {}
        for role, person in self._roles(answers).items():
            if person == self.facts.subject.id:
                yield at(role), say("Pegawai yang ditinjau tidak memegang peran dalam rapatnya.")
            elif person in taken:
                yield at(role), say("Sudah memegang peran {role}.", role=ROLES[taken[person]])
            taken.setdefault(person, role)
        if answers["chairman"] == self.facts.pejabat_penilai.id:
            yield at("chairman"), say("Pejabat Penilai tidak memimpin tinjauan atas penilaiannya.")

    def outcome(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Who presents, who writes the minutes, who signs."""
        roles = self._roles(answers)
        return {
            "people_review_chairman": roles["chairman"],
            "people_review_evaluator": roles["evaluator"],
            "people_review_assisting": roles["assisting_facilitator"],
        }

    def _roles(self, answers: Mapping[str, Any]) -> dict[str, int]:
        roles = {role: answers[role] for role in ROLES}
        return roles | {"evaluator": roles["evaluator"] or self.facts.pejabat_penilai.id}


class PresentEvaluatee(Form):
    """The evaluator presents the evaluatee and proposes cell, rating and action (R-092)."""

    title = "Paparkan pegawai"
    lead = "Paparkan pegawai secara utuh, lalu usulkan letak, rating dan pengembangannya."
    guide = (FAIR_MEETING, NO_QUOTA)
    minutes = 30
    submit = "Kirim paparan"
    shows = ("sheet", "results", "ratings")
    reads = ("prepare_review",)
    layout: ClassVar[Mapping[str, str]] = {
        PRESENTATION: "",
        MATRIX: "Kedua sumbu dihitung dari nilai SKP dan nilai perilaku kerja.",
        PROPOSAL: "",
    }

    presentation = LongText(
        "Paparan", required=True, min=20, max=8000, rows=8, section=PRESENTATION
    )
    target_axis = Choice(
        "Pencapaian target kinerja",
        matrix.target_levels,
        initial=matrix.target_level,
        required=True,
        section=MATRIX,
        width="half",
    )
    behaviour_axis = Choice(
        "Perilaku kepemimpinan",
        matrix.behaviour_levels,
        initial=matrix.behaviour_level,
        required=True,
        section=MATRIX,
        width="half",
    )
    proposed_cell = Choice(
        "Usulan letak dalam matriks",
        matrix.CELLS,
        initial=matrix.cell,
        required=True,
        section=MATRIX,
    )
    proposed_rating = Choice(
        "Usulan rating",
        matrix.ratings,
        initial=lambda f: f.sheet.get("predikat"),
        required=True,
        section=PROPOSAL,
    )
    development_action = LongText(
        "Usulan pengembangan", required=True, min=10, max=2000, section=PROPOSAL
    )

    def warnings(self, answers: Mapping[str, Any]) -> list[Said]:
        """Another rating than the predikat will need evidence."""
        if matrix.differs(self.facts, answers["proposed_rating"]):
            return [say("Rating yang berbeda dari predikat memerlukan sanggahan dengan bukti.")]
        return []


class ChallengeRow(Record):
    """One challenge: who, with which evidence, and what was answered."""

    by = PersonChoice("Oleh", officials, required=True)
    evidence = LongText("Bukti", required=True, min=10, max=2000, rows=3)
    response = LongText("Tanggapan", max=2000, rows=3)


class RecordChallenges(Form):
    """The assisting facilitator writes challenges and minutes (R-092)."""

    title = "Catat sanggahan dan risalah"
    lead = "Catat setiap sanggahan dengan buktinya, dan tulis risalah rapat."
    guide = (FAIR_MEETING,)
    minutes = 20
    submit = "Kirim kepada ketua rapat"
    shows = ("sheet", "ratings")
    reads = ("present_evaluatee",)

    challenges = Rows(
        ChallengeRow,
        "Sanggahan",
        help="Boleh kosong bila usulan tidak disanggah.",
        max=30,
        add="Tambah sanggahan",
    )
    minutes_text = LongText("Risalah", required=True, min=20, max=8000, rows=8)


class SignReview(Form):
    """The chairman decides cell and rating and signs (R-094); NPK and predikat stay."""

    title = "Sahkan hasil People Review"
    lead = "Tetapkan letak, rating dan pengembangan pegawai, lalu sahkan risalahnya."
    guide = (NO_QUOTA,)
    minutes = 10
    submit = "Sahkan"
    confirm = "Hasil People Review disahkan dan tidak dapat diubah lagi."
    shows = ("sheet", "ratings")
    reads = ("present_evaluatee", "record_challenges")
    decides = frozenset({"people_review_rating"})

    decided_cell = Choice(
        "Letak dalam matriks",
        matrix.CELLS,
        initial=lambda f: f.said("present_evaluatee", "proposed_cell"),
        required=True,
        section=DECISION,
    )
    decided_rating = Choice(
        "Rating People Review",
        matrix.ratings,
        initial=lambda f: f.sheet.get("predikat"),
        required=True,
        section=DECISION,
    )
    development_action = LongText(
        "Pengembangan",
        initial=lambda f: f.said("present_evaluatee", "development_action"),
        required=True,
        min=10,
        max=2000,
        section=DECISION,
    )
    signed = YesNo(
        "Saya mengesahkan risalah dan keputusan rapat",
        must=say("Sahkan risalah dan keputusan rapat."),
        section=DECISION,
    )

    def sections(self) -> tuple[Section, ...]:
        """The decision, under the rating that stands without it."""
        legal = self.facts.sheet.get("predikat")
        words = say("Predikat dari nilai prestasi kerja: {legal}.", legal=legal) if legal else ""
        return with_help(super().sections(), DECISION, words)

    def check(self, answers: dict[str, Any]) -> Iterable[tuple[Path, Said]]:
        """Another rating than the predikat stands on evidence and minutes."""
        if not matrix.differs(self.facts, answers["decided_rating"]):
            return
        if not self._evidence() or not self.facts.said("record_challenges", "minutes_text"):
            yield (
                at("decided_rating"),
                say(
                    "Rating yang berbeda dari predikat {legal} memerlukan paling sedikit satu "
                    "sanggahan dengan bukti, dan risalah.",
                    legal=self.facts.sheet["predikat"],
                ),
            )

    def outcome(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The rating of the meeting, beside NPK and predikat (R-094)."""
        return {"people_review_rating": answers["decided_rating"]}

    def _evidence(self) -> list[str]:
        challenges = self.facts.said("record_challenges", "challenges") or []
        return [each["evidence"] for each in challenges if each.get("evidence")]


def _meeting_window(facts: Facts) -> Window:
    """The phase's window; once it has passed, any time from its opening on."""
    window = facts.windows.get("people_review", Window())
    late = window.closes is not None and window.closes <= facts.now
    return Window(opens=window.opens) if late else window
