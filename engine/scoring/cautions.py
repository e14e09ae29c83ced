"""Warnings of a sheet: what was ignored, is missing or looks like a slip."""

from collections.abc import Iterator

from engine.rules.bands import in_any_star_band
from engine.rules.behaviour import BehaviourScore
from engine.rules.profile import Profile
from engine.rules.skp import ASPECTS, SkpScore
from engine.scoring.inputs import Inputs
from engine.scoring.words import GROUP_NAMES, ROW_ASPECT_NAMES, number

__all__ = ["of_behaviour", "of_skp"]


def of_skp(inputs: Inputs, skp: SkpScore) -> Iterator[str]:
    """Yield the warnings about rows, extra tasks and creativity; they name no rater."""
    if not inputs.rows:
        yield "Belum ada kegiatan SKP; nilai SKP belum dapat dihitung."
    for place, (row, scored) in enumerate(zip(inputs.rows, skp.rows, strict=True), start=1):
        for aspect in ASPECTS:
            if row.actual.of(aspect) is not None and not row.applies(aspect):
                name = ROW_ASPECT_NAMES[aspect]
                yield (
                    f"Kegiatan {place}: realisasi {name} diabaikan karena target {name} "
                    "tidak ada atau nol."
                )
        if scored.row is None:
            yield f"Kegiatan {place}: tanpa target, tidak ikut dihitung."
    for place, claim in enumerate(inputs.creativity, start=1):
        if not claim.certificate:
            yield f"Kreativitas {place}: tanpa sertifikat atau penghargaan, bernilai 0."


def of_behaviour(profile: Profile, inputs: Inputs, behaviour: BehaviourScore) -> Iterator[str]:
    """Yield the warnings about behaviour forms; some name a single score."""
    for group, score in behaviour.groups.items():
        if score.forms == 0:
            yield f"Tidak ada formulir perilaku dari {GROUP_NAMES[group]}."
        if score.forms > 1 and group in ("atasan", "sendiri"):
            yield f"Lebih dari satu formulir dari {GROUP_NAMES[group]}; dipakai rata-ratanya."
    for group in behaviour.groups:
        for place, form in enumerate(inputs.behaviour.get(group, ()), start=1):
            strays = [number(value) for value in form if not in_any_star_band(value)]
            if strays:
                yield (
                    f"Formulir {place} dari {GROUP_NAMES[group]}: nilai {', '.join(strays)} "
                    "berada di antara dua rentang nilai STAR."
                )
