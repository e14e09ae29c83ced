"""Versions of diagrams and profiles: the files are seeds, the database holds what runs."""

from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files as package_files
from importlib.resources.abc import Traversable
from pathlib import PurePath
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from engine import clock
from engine.bpmn.check import Problem
from engine.bpmn.foreign import adopted
from engine.bpmn.onward import Onward
from engine.bpmn.parse import Specs, read
from engine.bpmn.xml import XmlError
from engine.errors import BadDefinition, UnknownProfile, VersionNotFound
from engine.models import Cycle, ProfileVersion, Version
from engine.rules.profile import Profile, read_profile
from engine.uploads import Checked, digest_of, outcomes
from engine.uploads import check_upload as check_upload
from engine.uploads import problems as problems
from schemas.said import Said, say

T = TypeVar("T")

SUFFIXES = (".bpmn", ".dmn", ".toml")


def shipped() -> dict[str, bytes]:
    """The diagrams and decision tables of this release, by path inside `processes/`."""
    return {
        path: content
        for path, content in _walk(package_files("processes"), "")
        if path.endswith((".bpmn", ".dmn"))
    }


def problems_with_context(files: Mapping[str, bytes]) -> list[Problem]:
    """The problems of some files, checked together with the shipped ones they may refer to.

    A given file takes the place of the shipped one of the same name. The diagrams are looked at
    in a child process, with limits. Profiles (.toml) are read.
    """
    drawn = {name: content for name, content in files.items() if not name.endswith(".toml")}
    given = {name.rpartition("/")[2] for name in drawn}
    context = {
        name: content for name, content in shipped().items() if name.rpartition("/")[2] not in given
    }
    found = [problem for problem in check_upload({**context, **drawn}) if problem.file in files]
    for name, content in files.items():
        if name.endswith(".toml"):
            found += _profile_problems(name, content)
    return sorted(found)


def as_taken_in(
    files: Mapping[str, bytes],
) -> tuple[dict[str, bytes], dict[str, tuple[Said, ...]]]:
    """Files as a draft would take them in, and what would be written anew in some of them."""
    taken, mends = dict(files), {}
    for name, content in files.items():
        if name.endswith(".bpmn"):
            try:
                found = adopted(content, PurePath(name).stem)
            except XmlError:
                continue  # the check says what is wrong with it
            taken[name] = found.content
            if found.mends:
                mends[name] = found.mends
    return taken, mends


def diagram_names() -> list[str]:
    """The names of this release's diagrams."""
    names = (path.rpartition("/")[2] for path in shipped())
    return [name.removesuffix(".bpmn") for name in names if name.endswith(".bpmn")]


def diagram_text(session: Session, name: str) -> str | None:
    """The XML of a diagram as the newest version has it; None if there is none of that name."""
    newest = _newest(session)
    files = (
        newest.files if newest else {path: content.decode() for path, content in shipped().items()}
    )
    found = (text for path, text in files.items() if path.rpartition("/")[2] == f"{name}.bpmn")
    return next(found, None)


def publish(session: Session, files: Mapping[str, bytes]) -> Version:
    """Store `files` as the newest version; what is the newest already changes nothing.

    Raises `BadDefinition` with all problems; then nothing is stored.
    """
    digest = digest_of(files)
    checked = Checked(digest, () if digest in _SOUND else tuple(problems(files)))
    if not checked.problems:
        _SOUND.add(digest)
    return publish_checked(session, files, checked)


#: What was found sound in this process is not looked at again.
_SOUND: set[str] = set()


def publish_checked(
    session: Session, files: Mapping[str, bytes], checked: Checked, **said: Any
) -> Version:
    """The same for files that were checked before; `said` are a version's author and words.

    Raises `BadDefinition`, also where other files were checked than these.
    """
    digest = digest_of(files)
    if checked.problems or checked.digest != digest:
        raise BadDefinition(checked.problems)
    newest = _newest(session)
    if newest is not None and newest.hash == digest:
        return newest
    number = newest.number + 1 if newest else 1
    texts = {name: content.decode() for name, content in sorted(files.items())}
    version = Version(number=number, hash=digest, files=texts, created_at=clock.now(), **said)
    session.add(version)
    session.flush()
    return version


def current(session: Session) -> Version:
    """The newest version; on a new store the diagrams of this release become version 1."""
    return _newest(session) or publish(session, shipped())


def number_of(session: Session, version_id: int) -> int:
    """The number people know a version by."""
    return session.get_one(Version, version_id).number


def find(session: Session, number: int) -> Version:
    """A version by its number. Raises `VersionNotFound`, also for one that no store could hold."""
    return _one(session, select(Version), number)


def hash_of(session: Session, number: int) -> str:
    """What names a version's content, without reading it. Raises `VersionNotFound`."""
    return _one(session, select(Version.hash), number)


def _one(session: Session, wanted: Select[T], number: int) -> T:
    found = None
    if number <= _LARGEST:
        found = session.scalar(wanted.where(Version.number == number))
    if found is None:
        raise VersionNotFound
    return found


_LARGEST = 2**31 - 1


def specs_of(session: Session, version_id: int, digest: str = "") -> Specs:
    """The prepared specs of a version, shared by all its instances in this process.

    They are parsed once per process; who knows the version's hash spares the look at its row.
    """
    digest = digest or session.scalars(select(Version.hash).where(Version.id == version_id)).one()
    known = _SPECS.get(digest)
    if known is None:
        texts = session.get_one(Version, version_id).files
        with _READING:  # who comes meanwhile waits for the first
            known = _SPECS.get(digest)
            if known is None:
                known = read({name: text.encode() for name, text in texts.items()})
                _SPECS[digest] = known
    return known


def onward_of(session: Session, version_id: int) -> Onward:
    """What a version reads and writes on from wherever a process stands; read at each call."""
    texts = session.get_one(Version, version_id).files
    return Onward({name: text.encode() for name, text in texts.items()}, outcomes)


def shipped_profiles() -> dict[str, Profile]:
    """The regulation profiles of this release, by id."""
    return {profile.id: profile for profile, _ in _shipped_profiles().values()}


def use_profile(session: Session, name: str) -> ProfileVersion:
    """The stored version of a shipped profile; from its first use on it is immutable (R-196)."""
    known = _shipped_profiles()
    if name not in known:
        raise UnknownProfile(profile=name, known=", ".join(sorted(known)))
    _, text = known[name]
    digest = sha256(text.encode()).hexdigest()
    stored = session.scalar(select(ProfileVersion).where(ProfileVersion.hash == digest))
    if stored is None:
        stored = ProfileVersion(name=name, hash=digest, text=text, created_at=clock.now())
        session.add(stored)
        session.flush()
    return stored


def profile_of(session: Session, profile_id: int, digest: str = "") -> Profile:
    """A stored profile, read once per process; its hash spares the look at its row."""
    known = _PROFILES.get(digest)
    if known is None:
        stored = session.get_one(ProfileVersion, profile_id)
        known = _PROFILES.setdefault(stored.hash, read_profile(stored.text))
    return known


def read_open(session: Session) -> None:
    """Read what the open cycles run on, before somebody waits for it."""
    open_ones = select(Cycle.version_id, Cycle.profile_id).where(Cycle.closed_at.is_(None))
    for version_id, profile_id in session.execute(open_ones.distinct()):
        specs_of(session, version_id)
        profile_of(session, profile_id)


_SPECS: dict[str, Specs] = {}
_READING = Lock()
_PROFILES: dict[str, Profile] = {}


def _newest(session: Session) -> Version | None:
    return session.scalar(select(Version).order_by(Version.number.desc()).limit(1))


@lru_cache(maxsize=1)
def _shipped_profiles() -> dict[str, tuple[Profile, str]]:
    texts = [
        content.decode()
        for path, content in _walk(package_files("processes"), "")
        if path.endswith(".toml")
    ]
    return {profile.id: (profile, text) for text in texts for profile in [read_profile(text)]}


def _walk(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.is_dir():
            found += _walk(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(SUFFIXES):
            found.append((f"{prefix}{entry.name}", entry.read_bytes()))
    return found


def _profile_problems(name: str, content: bytes) -> list[Problem]:
    try:
        read_profile(content.decode())
    except (ValueError, UnicodeDecodeError) as error:
        key = str(error).split(":")[0]
        # Only who writes a profile reads this, on a terminal.
        return [Problem(name, 1, key, "profile", say("{problem}", problem=str(error)))]
    return []
