"""The diagrams of a version as they are drawn, for whoever shows somebody on them."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from engine import definitions
from engine.actor import Actor
from engine.bpmn.outline import Outline, outline
from engine.errors import PhaseNotFound, VersionNotFound


def drawing(session: Session, _actor: Actor, number: int, name: str) -> str:
    """The text of a published diagram, for whoever tracks. Raises `VersionNotFound`."""
    for path, text in definitions.find(session, number).files.items():
        if path.endswith(".bpmn") and path.rpartition("/")[2] == name:
            return str(text)
    raise VersionNotFound


def drawings_of(session: Session, number: int, digest: str = "") -> Mapping[str, Outline]:
    """The outlines of a version's diagrams, by path; read once per process.

    Who knows the version's hash spares the look at it.
    """
    digest = digest or definitions.hash_of(session, number)
    if digest not in _READ:
        texts = definitions.find(session, number).files
        _READ[digest] = {
            path: outline(text.encode()) for path, text in texts.items() if path.endswith(".bpmn")
        }
    return _READ[digest]


_READ: dict[str, Mapping[str, Outline]] = {}


def drawn_at(drawings: Mapping[str, Outline], process: str, phase: str) -> Outline:
    """The diagram of the year, or of what one of its calls calls."""
    known = {each.process: each for each in drawings.values()}
    year = known[process]
    if not phase:
        return year
    called = {line.id: line.calls for line in year.lines if line.kind == "call"}
    if called.get(phase) not in known:
        raise PhaseNotFound
    return known[called[phase]]


def name_of(drawings: Mapping[str, Outline], process: str, phase: str) -> str:
    """What the year calls a phase: that is said in both languages."""
    year = next(each for each in drawings.values() if each.process == process)
    return next((line.name for line in year.lines if line.id == phase), "")


def path_of(drawings: Mapping[str, Outline], drawn: Outline) -> str:
    """The path of a diagram among the files of its version."""
    return next(path for path, each in drawings.items() if each.process == drawn.process)
