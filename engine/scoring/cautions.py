"""Warnings of a sheet: what was ignored, is missing or looks like a slip."""

from collections.abc import Iterator

from engine.rules.bands import in_any_star_band
from engine.rules.behaviour import BehaviourScore
from engine.rules.profile import Profile
from engine.rules.skp import ASPECTS, SkpScore
from engine.scoring.inputs import Inputs
from engine.scoring.words import GROUP_NAMES, ROW_ASPECT_NAMES, number
from schemas.said import Said, listed, say

__all__ = ["of_behaviour", "of_skp"]


def of_skp(inputs: Inputs, skp: SkpScore) -> Iterator[Said]:
    """Yield the warnings about rows, extra tasks and creativity; they name no rater."""
    if not inputs.rows:
        yield say("Belum ada kegiatan SKP; nilai SKP belum dapat dihitung.")
    for place, (row, scored) in enumerate(zip(inputs.rows, skp.rows, strict=True), start=1):
        for aspect in ASPECTS:
            if row.actual.of(aspect) is not None and not row.applies(aspect):
                yield say(
                    "Kegiatan {place}: realisasi {aspect} diabaikan karena target {aspect} tidak "
                    "ada atau nol.",
                    place=place,
                    aspect=ROW_ASPECT_NAMES[aspect],
                )
        if scored.row is None:
            yield say("Kegiatan {place}: tanpa target, tidak ikut dihitung.", place=place)
    for place, claim in enumerate(inputs.creativity, start=1):
        if not claim.certificate:
            yield say(
                "Kreativitas {place}: tanpa sertifikat atau penghargaan, bernilai 0.", place=place
            )


def of_behaviour(profile: Profile, inputs: Inputs, behaviour: BehaviourScore) -> Iterator[Said]:
    """Yield the warnings about behaviour forms; some name a single score."""
    for group, score in behaviour.groups.items():
        name = GROUP_NAMES[group]
        if score.forms == 0:
            yield say("Tidak ada formulir perilaku dari {group}.", group=name)
        if score.forms > 1 and group in ("atasan", "sendiri"):
            yield say("Lebih dari satu formulir dari {group}; dipakai rata-ratanya.", group=name)
    for group in behaviour.groups:
        for place, form in enumerate(inputs.behaviour.get(group, ()), start=1):
            strays = [number(value) for value in form if not in_any_star_band(value)]
            if strays:
                yield say(
                    "Formulir {place} dari {group}: nilai {scores} berada di antara dua rentang "
                    "nilai STAR.",
                    place=place,
                    group=GROUP_NAMES[group],
                    scores=listed(", ", strays),
                )
