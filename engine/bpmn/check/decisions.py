"""Decision tables among the files of a version: readable, one of each name, without holes."""

from collections.abc import Iterator, Mapping

from engine.bpmn import tables
from engine.bpmn.check import signs
from engine.bpmn.check.problem import EMPTY, Place, Problem
from engine.bpmn.tables import Table, TableError
from engine.bpmn.xml import XmlError, read_xml
from schemas.said import cite


def read_tables(files: Mapping[str, bytes], at: Place) -> tuple[dict[str, Table], list[Problem]]:
    """Read all .dmn files; return the tables by id and what is wrong with them."""
    found: dict[str, Table] = {}
    problems: list[Problem] = []
    for file, content in sorted(files.items()):
        if not file.endswith(".dmn"):
            continue
        at(file, 1, "")
        problems += _signs(file, content)
        try:
            table = tables.read(content)
        except TableError as error:
            problems.append(Problem(file, error.line, error.element, "bad-table", error.message))
            continue
        if not table.id or table.id in found:
            message = cite(
                "Id tabel {table} harus ada dan hanya dipakai sekali.", table=table.id or EMPTY
            )
            problems.append(Problem(file, table.line, table.id, "duplicate-id", message))
        problems += _flaws(file, table)
        found[table.id] = table
    return found, problems


def _signs(file: str, content: bytes) -> list[Problem]:
    try:
        return list(signs.problems(file, read_xml(content)))
    except XmlError:
        return []  # a problem of its own


def _flaws(file: str, table: Table) -> Iterator[Problem]:
    for flaw in table.problems():
        yield Problem(file, flaw.line, flaw.element, flaw.code, flaw.message)
