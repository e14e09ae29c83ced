"""The regulation profiles and the table of predikat that come with this release."""

from functools import lru_cache
from importlib.resources import files

from engine.bpmn.tables import Table, read
from engine.rules.profile import Profile, read_profile

__all__ = ["predikat_table", "profile_ids", "shipped_profile"]

_PROFILES = "siklus_kasn/profiles"


@lru_cache(maxsize=1)
def profile_ids() -> tuple[str, ...]:
    """Return the ids of all shipped profiles."""
    folder = files("processes").joinpath(_PROFILES)
    names = sorted(entry.name for entry in folder.iterdir())
    return tuple(name.removesuffix(".toml") for name in names if name.endswith(".toml"))


@lru_cache(maxsize=8)
def shipped_profile(profile_id: str) -> Profile:
    """Return a shipped profile; raises KeyError for an id that is not among `profile_ids`."""
    if profile_id not in profile_ids():
        raise KeyError(profile_id)
    path = files("processes").joinpath(_PROFILES, f"{profile_id}.toml")
    return read_profile(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def predikat_table() -> Table:
    """Return the decision table that names an NPK."""
    return read(files("processes").joinpath("final_rating/predikat.dmn").read_bytes())
