"""Compares two versions of the diagrams: what an officer would want to hear, in words."""

from collections.abc import Iterator, Mapping

from engine.bpmn.compare.change import Change, Kind, differences
from engine.bpmn.compare.drawing import Drawing, Thing, drawing
from engine.bpmn.compare.table import table_changes
from engine.bpmn.compare.words import NAME, REST
from engine.bpmn.xml import XmlError
from schemas.said import Said, say

__all__ = ["Change", "Kind", "compare", "compare_file"]


def compare(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> tuple[Change, ...]:
    """What differs between two sets of files, by file; () when they mean the same.

    Files are the same by their last name, wherever they lie. A file that is no XML is said to
    be so; nothing is raised.
    """
    old, new = _by_name(before), _by_name(after)
    found: list[Change] = []
    for name in sorted({*old, *new}):
        if name not in old:
            found.append(Change(name, (), "added", say("Berkas {file} ditambahkan.", file=name)))
        elif name not in new:
            found.append(Change(name, (), "removed", say("Berkas {file} dihapus.", file=name)))
        else:
            found += compare_file(name, old[name], new[name])
    return tuple(found)


def compare_file(name: str, before: bytes, after: bytes) -> tuple[Change, ...]:
    """What differs between two contents of one file (.bpmn, .dmn)."""
    if before == after:
        return ()
    try:
        if name.endswith(".dmn"):
            return tuple(table_changes(name, before, after))
        return tuple(_drawn(name, drawing(before), drawing(after)))
    except XmlError as error:
        said = say("Berkas {file} tidak dapat dibaca: {reason}", file=name, reason=error.message)
        return (Change(name, (), "changed", said),)


def _drawn(file: str, old: Drawing, new: Drawing) -> Iterator[Change]:
    for id_, thing in new.things.items():
        if id_ in old.things:
            for said in _changed(old, new, id_):
                yield Change(file, (id_,), "changed", said)
        else:
            said = say("{what} “{name}” ditambahkan.", what=thing.what, name=new.name(id_))
            yield Change(file, (id_,), "added", said)
    for id_, thing in old.things.items():
        if id_ not in new.things:
            said = say("{what} “{name}” dihapus.", what=thing.what, name=old.name(id_))
            yield Change(file, (id_,), "removed", said)
    moved = [id_ for id_, place in old.places.items() if new.places.get(id_, place) != place]
    if moved:
        said = say("Tata letak {n} elemen berubah.", n=len(moved))
        yield Change(file, tuple(moved), "layout", said)


def _changed(before: Drawing, after: Drawing, id_: str) -> Iterator[Said]:
    old, new, name = before.things[id_], after.things[id_], after.name(id_)
    if old.what != new.what:
        yield say("{old} “{name}” menjadi {new}.", old=old.what, name=name, new=new.what)
    ends = _referred(before, old), _referred(after, new)
    facets = {**old.facets, **old.references}, {**new.facets, **new.references}
    for facet, what in differences(*facets):
        if facet == REST:
            yield say("{what} “{name}”: rincian lain berubah.", what=new.what, name=name)
        elif facet == NAME and old.name and new.name:
            yield say("{what} “{old}” sekarang bernama “{new}”.",
                      what=new.what, old=old.name, new=new.name)  # fmt: skip
        else:
            named = dict(differences(*ends)).get(facet, what)
            yield say("{what} “{name}”: {facet} {how}.",
                      what=new.what, name=name, facet=facet, how=named)  # fmt: skip


def _referred(of: Drawing, thing: Thing) -> dict[Said, str]:
    """What a thing refers to, by the names that people see."""
    return {facet: of.name(id_) for facet, id_ in thing.references.items() if id_}


def _by_name(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {path.rpartition("/")[2]: content for path, content in files.items()}
