"""The windows of other diagrams than a cycle runs on, as changes of its dates."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from engine import timeline
from engine.bpmn.outline import Outline, outline
from engine.rules.profile import Profile
from engine.windows import Edge
from schemas.said import Said, say


@dataclass(frozen=True)
class Otherwise:
    """A rule that other diagrams have for a date; `why` says why no change can bring it."""

    edge: Edge
    rule: str
    why: Said | None = None


def year_in(texts: Mapping[str, str], process: str) -> Outline | None:
    """A year's diagram among some files, by path; None if none is it."""
    for path, text in sorted(texts.items()):
        if path.endswith(".bpmn"):
            drawn = outline(text.encode())
            if drawn.process == process:
                return drawn
    return None


def otherwise(
    drawn: Mapping[Edge, str],
    rules: Mapping[Edge, str],
    profile: Profile,
    names: Collection[str],
    taken: Collection[Edge],
) -> Iterator[Otherwise]:
    """Where `rules` are not those by which a cycle was `drawn`; `taken` are said elsewhere.

    What was changed since, and is drawn as before, is no difference: an extension stands. `names`
    are the windows of the cycle.
    """
    for edge, rule in rules.items():
        if edge in taken or _same(rule, drawn.get(edge)):
            continue
        known = edge in drawn and edge[0] in names
        yield Otherwise(edge, rule, _why_not(edge, known=known, profile=profile))
    for edge, rule in drawn.items():
        if edge not in rules and edge not in taken and edge[0] in names:
            yield Otherwise(edge, rule, say("Diagram itu tidak punya tanggal ini."))


def _same(rule: str, drawn: str | None) -> bool:
    if drawn is None:
        return False
    try:
        return timeline.parse(rule) == timeline.parse(drawn)
    except timeline.RuleError:
        return rule == drawn


def _why_not(edge: Edge, *, known: bool, profile: Profile) -> Said | None:
    if not known:
        return say("Siklus ini tidak punya tanggal ini.")
    if f"{edge[0]}.{edge[1].removesuffix(timeline.LOWER_BOUND)}" in profile.windows:
        return say("Profil siklus ini menetapkan tanggal ini sendiri.")
    if edge[1].endswith(timeline.LOWER_BOUND):
        return say("Batas “paling cepat” tidak dapat diubah pada siklus yang berjalan.")
    return None
