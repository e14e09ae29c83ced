"""What may be said: one form per user task, found by the form key of its diagram."""

import importlib
import re

from schemas.base import Form

__all__ = ["Form", "UnknownForm", "form"]


class UnknownForm(LookupError):
    """No such form; write the class into the module of its phase in schemas/."""


def form(key: str) -> type[Form]:
    """The form class of a key such as "skp_agreement.DraftSkp"; raises UnknownForm."""
    found = re.fullmatch(r"([a-z][a-z0-9_]*)\.([A-Z][A-Za-z0-9]*)", key)
    if not found:
        raise UnknownForm(f"{key!r} is not a form key; write it as phase.ClassName")
    stem, name = found.groups()
    try:
        module = importlib.import_module(f"schemas.{stem}")
    except ModuleNotFoundError as error:
        if error.name != f"schemas.{stem}":
            raise
        raise UnknownForm(f"{key}: schemas/{stem}.py is missing") from None
    cls = getattr(module, name, None)
    if not (isinstance(cls, type) and issubclass(cls, Form) and cls.__module__ == module.__name__):
        raise UnknownForm(f"{key}: write class {name} in schemas/{stem}.py")
    return cls
