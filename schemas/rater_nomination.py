"""Rater nomination: the pegawai proposes kolega and bawahan, the pejabat penilai approves."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from schemas.base import Form, Guide
from schemas.facts import Facts, Person
from schemas.fields import Choice, LongText, PersonChoice, When, YesNo, at
from schemas.fields.record import Path
from schemas.said import Said, say

WHOM = Guide(
    "Siapa yang diusulkan",
    (
        "Kolega: rekan setingkat yang mengenal pekerjaan Anda; bukan Anda sendiri, atasan, atau "
        "bawahan Anda.",
        "Bawahan: orang yang melapor kepada Anda, langsung atau tidak langsung.",
        "Nilai suatu kelompok baru ditampilkan bila cukup banyak yang mengisi, sehingga jawaban "
        "perorangan tidak pernah terlihat.",
    ),
)


def _related(relation: str) -> Callable[[Facts], list[Person]]:
    def people(facts: Facts) -> list[Person]:
        nobody = {facts.subject.id, facts.pejabat_penilai.id, facts.atasan_pejabat_penilai.id}
        return [
            each.person
            for each in facts.candidates
            if each.relation == relation and each.person.id not in nobody
        ]

    return people


class NominateRaters(Form):
    """The pegawai proposes who rates his perilaku kerja (R-044, R-045, R-046)."""

    title = "Usulkan penilai 360"
    lead = "Pilih kolega dan bawahan yang akan menilai perilaku kerja Anda."
    guide = (WHOM,)
    minutes = 10
    submit = "Ajukan penilai"

    kolega = PersonChoice(
        "Kolega",
        _related("kolega"),
        many=True,
        max=lambda facts: facts.max_raters,
        required=True,
        lacking=say("Usulkan paling sedikit satu kolega."),
        help="Sebaiknya tiga atau lebih.",
    )
    bawahan = PersonChoice(
        "Bawahan",
        _related("bawahan"),
        many=True,
        max=lambda facts: facts.max_raters,
        help="Sebaiknya tiga atau lebih.",
    )
    no_bawahan = YesNo("Saya tidak memiliki bawahan")

    def absent(self, facts: Facts) -> Iterable[str]:
        """Only structural posts are rated by bawahan."""
        return () if facts.appraisal_class == "structural" else ("bawahan", "no_bawahan")

    def check(self, answers: dict[str, Any]) -> Iterable[tuple[Path, Said]]:
        """Somebody below, or the statement that there is nobody; nobody in two groups."""
        if "bawahan" not in self.inputs:
            return
        if not answers["bawahan"] and not answers["no_bawahan"]:
            yield (
                at("bawahan"),
                say("Usulkan paling sedikit satu bawahan, atau nyatakan tidak memilikinya."),
            )
        if answers["no_bawahan"] and (answers["bawahan"] or self.facts.has_bawahan):
            yield at("no_bawahan"), say("Anda memiliki bawahan; usulkan paling sedikit satu.")
        if set(answers["kolega"]) & set(answers["bawahan"]):
            yield at("bawahan"), say("Seseorang hanya dapat menilai sebagai kolega atau bawahan.")

    def warnings(self, answers: Mapping[str, Any]) -> list[Said]:
        """Groups so small that their result stays hidden."""
        return [
            say(
                "Anda mengusulkan {count} {group}. Hasil kelompok ini baru ditampilkan bila "
                "paling sedikit {least} orang mengisi.",
                count=len(answers[group]),
                group=group,
                least=self.facts.min_group,
            )
            for group in ("kolega", "bawahan")
            if 0 < len(answers.get(group, ())) < self.facts.min_group
        ]

    def returned(self) -> str:
        """The note with which the pejabat penilai sent the list back."""
        return str(self.facts.said("approve_raters", "note") or "")


class ApproveRaters(Form):
    """The pejabat penilai approves the list, or sends it back with a note (R-044)."""

    title = "Setujui penilai 360"
    lead = "Periksa usulan penilai; setelah disetujui daftar ini tidak berubah lagi."
    guide = (WHOM,)
    afresh = ("decision", "note")
    minutes = 5
    submit = "Kirim keputusan"
    reads = ("nominate_raters",)
    decides = frozenset({"rater_nomination_decision"})

    decision = Choice(
        "Keputusan",
        {"setujui": "Setujui", "kembalikan": "Kembalikan untuk perbaikan"},
        required=True,
    )
    note = LongText(
        "Catatan",
        max=2000,
        required_when=When("decision", "kembalikan"),
        lacking=say("Tuliskan apa yang perlu diperbaiki."),
        help="Wajib bila daftar dikembalikan.",
    )

    def outcome(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Approved, or round again."""
        return {"rater_nomination_decision": answers["decision"]}

    def comment(self, answers: Mapping[str, Any]) -> str:
        """Why it came back."""
        return str(answers["note"])
