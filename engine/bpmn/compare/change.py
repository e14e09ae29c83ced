"""One difference between two versions of the diagrams, said in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from schemas.said import Said, say

Kind = Literal["added", "removed", "changed", "layout"]


@dataclass(frozen=True)
class Change:
    """In which file, which elements, what kind, and the sentence (Indonesian).

    No element: the whole file. Elements that were removed are those of the older version.
    """

    file: str
    elements: tuple[str, ...]
    kind: Kind
    said: Said


Facets = Mapping[Said, str]
"""What is told of one thing, by its name in words; "" is the same as nothing."""


def differences(before: Facets, after: Facets) -> Iterator[tuple[Said, Said]]:
    """What differs: the name of a facet, and what happened to it."""
    for facet in dict.fromkeys([*before, *after]):
        old, new = before.get(facet, ""), after.get(facet, "")
        if old == new:
            continue
        if not old:
            yield facet, say("“{new}” ditambahkan", new=new)
        elif not new:
            yield facet, say("“{old}” dihapus", old=old)
        else:
            yield facet, say("“{old}” menjadi “{new}”", old=old, new=new)
