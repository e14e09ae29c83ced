"""A year lived in a minute: generated people, a driven clock, the public commands."""

from engine.rehearsal.rehearse import rehearse
from engine.rehearsal.result import Rehearsed, Result

__all__ = ["Rehearsed", "Result", "rehearse"]
