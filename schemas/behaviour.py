"""Perilaku kerja: one table row per aspect, told as STAR and scored in the band it earns (F-06)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from schemas.base import Guide
from schemas.facts import Band, Facts
from schemas.fields import FixedRow, LongText, Number, Record, Rows, WholeNumber, at
from schemas.fields.record import Path
from schemas.said import Said, listed, say

STAR = ("star_s", "star_t", "star_a", "star_r")

GROUPS: Mapping[str, str] = {
    "atasan": "Pejabat Penilai",
    "kolega": "Rekan kerja",
    "bawahan": "Bawahan",
    "sendiri": "Diri sendiri",
}
"""Rater groups as a page names them."""

STAR_GUIDE = Guide(
    "Menulis dengan STAR",
    (
        "Situasi: keadaan nyata yang dihadapi, kapan dan di mana.",
        "Tugas: apa yang harus dikerjakan saat itu.",
        "Aksi: apa yang benar-benar dilakukan atau dikatakan.",
        "Hasil: apa yang terjadi sesudahnya, dan bagi siapa.",
        "Hitung unsur yang terbukti memuaskan; jumlah itu menentukan rentang nilainya.",
        "Nilai tanpa satu pun STAR yang memuaskan tetap perlu cerita.",
    ),
)


def highest_score(facts: Facts) -> Decimal | None:
    """The best score an aspect can have; None where the facts name no bands."""
    return max((band.high for band in facts.star_bands.values()), default=None)


class AspectRow(Record):
    """One aspect: its story, how many STAR elements satisfy, and the score (R-050, R-051)."""

    star_s = LongText("Situasi", max=1500, rows=3, width="half")
    star_t = LongText("Tugas", max=1500, rows=3, width="half")
    star_a = LongText("Aksi", max=1500, rows=3, width="half")
    star_r = LongText("Hasil", max=1500, rows=3, width="half")
    star_count = WholeNumber(
        "Jumlah STAR yang memuaskan",
        min=0,
        max=lambda facts: max(facts.star_bands, default=0),
        required=True,
        width="third",
    )
    score = Number("Nilai", min=0, max=highest_score, required=True, width="third")

    def check(self, answers: dict[str, Any]) -> Iterable[tuple[Path, Said]]:
        """The story carries the count, and the count carries the score."""
        told = sum(bool(answers[each]) for each in STAR)
        count, score = answers["star_count"], answers["score"]
        if not told:
            yield at("star_s"), say("Tulis paling sedikit satu dari Situasi, Tugas, Aksi, Hasil.")
        elif told < count:
            yield (
                at("star_count"),
                say(
                    "Jumlah STAR {count}, tetapi baru {told} unsur ditulis.", count=count, told=told
                ),
            )
        band = self.facts.star_bands.get(count)
        if band and not band.low <= score <= band.high:
            yield (
                at("score"),
                say(
                    "Dengan {count} STAR memuaskan ({label}) nilai harus {low} sampai {high}.",
                    count=count,
                    label=band.label,
                    low=band.low,
                    high=band.high,
                ),
            )


def aspect_rows(facts: Facts, earlier: Sequence[Mapping[str, Any]] = ()) -> list[FixedRow]:
    """One given row per aspect, starting with what `earlier` rows said about it."""
    said = {str(row.get("aspect")): row for row in earlier}
    return [
        FixedRow(
            key=aspect.key,
            cells=(aspect.label, listed("; ", aspect.indicators)),
            start=_answers(said.get(aspect.key, {})),
        )
        for aspect in facts.aspects
    ]


def aspects(*, section: str, rows: Callable[[Facts], Sequence[FixedRow]] = aspect_rows) -> Rows:
    """The table of the aspects that the appraised post requires (R-049, R-052)."""
    return Rows(
        AspectRow,
        "Aspek perilaku kerja",
        fixed=rows,
        key="aspect",
        columns=("Aspek", "Yang diperhatikan"),
        section=section,
    )


def band_help(facts: Facts) -> Said:
    """Which score goes with which count, as one sentence."""
    bands = sorted(facts.star_bands.items(), reverse=True)
    return say(
        "Rentang nilai menurut jumlah STAR yang memuaskan: {bands}.",
        bands=listed("; ", [_band(count, band) for count, band in bands]),
    )


def _answers(row: Mapping[str, Any]) -> dict[str, Any]:
    names = (*STAR, "star_count", "score")
    return {name: row[name] for name in names if row.get(name) is not None}


def _band(count: int, band: Band) -> Said:
    reach = f"{band.low}–{band.high}"
    return say("{count} STAR {reach} ({label})", count=count, reach=reach, label=band.label)
