"""Words above a group of questions that only the facts of a task can tell."""

from dataclasses import replace

from schemas.base import Section


def with_help(sections: tuple[Section, ...], title: str, words: str) -> tuple[Section, ...]:
    """The same sections, with `words` as the help of the one called `title`."""
    return tuple(replace(each, help=words) if each.title == title else each for each in sections)
