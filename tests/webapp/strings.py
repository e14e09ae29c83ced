"""Every sentence the pages can say, and where it was found."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

from jinja2 import Environment, nodes

import engine.errors
import schemas
from engine import letters
from engine.bpmn import moving
from engine.doctor import SENTENCES
from engine.moving import judging
from engine.moving.writing import LATER
from engine.queries.cycles import REGISTER_ANSWERS, REGISTER_HEADING
from engine.rules.bands import QUALITY_BANDS, STAR_BANDS
from engine.rules.behaviour import aspects_of
from engine.rules.profile import CREATIVITY_SCOPES
from engine.scoring.shipped import shipped_profile
from engine.scoring.words import GROUP_NAMES, ROW_ASPECT_NAMES
from schemas import behaviour
from schemas.base import Form
from schemas.fields import Record, Rows
from schemas.realisation import BENEFITS
from webapp import errors, listing, notices, page, problems, proposals, tasks, wording

ROOT = Path(__file__).parents[2]
SAYING = {"say", "say_html", "cite", "Said", "_", "_html"}
WORDS = ("label", "help", "placeholder", "unit", "add", "lacking", "must")
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
#: What nobody reads on a page: roles are said by their codes, processes by their phases.
UNSAID = [
    f"{BPMN}{kind}" for kind in ("process", "lane", "participant", "property", "inputDataItem")
]

Found = tuple[str, str]


def all_strings() -> dict[str, str]:
    """Each message id with the place where it is said first."""
    found: dict[str, str] = {}
    for walk in (
        templates,
        python,
        tables,
        forms,
        refusals,
        reasons,
        diagrams,
        decisions,
        profiles,
    ):
        for text, where in walk():
            if any(letter.isalpha() for letter in text):
                found.setdefault(text, where)
    return found


def templates() -> Iterator[Found]:
    """What templates say: arguments of `_`, constants filtered by `said` or listed in tuples."""
    parser = Environment(autoescape=True)
    for path in sorted((ROOT / "webapp" / "templates").rglob("*.html")):
        tree = parser.parse(path.read_text(encoding="utf-8"))
        where = str(path.relative_to(ROOT))
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name in SAYING:
                yield from ((text, where) for text in _constants(call.args[:1]))
        for listed in tree.find_all((nodes.Tuple, nodes.List)):
            texts = _constants(listed.items)
            yield from ((text, where) for text in texts if text[:1].isupper())


def python() -> Iterator[Found]:
    """What the code of the rooms says."""
    for call, where in sayings():
        text = call.args[0]
        if isinstance(text, ast.Constant) and isinstance(text.value, str):
            yield text.value, where


def sayings(*rooms: str) -> Iterator[tuple[ast.Call, str]]:
    """Where the code of the rooms (all, or files and folders) says something."""
    for room in rooms or ("engine", "schemas", "webapp"):
        whole = ROOT / room
        for path in sorted(whole.rglob("*.py")) if whole.is_dir() else [whole]:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and _name(node.func) in SAYING and node.args:
                    yield node, f"{path.relative_to(ROOT)}:{node.lineno}"


def tables() -> Iterator[Found]:
    """Words that the pages keep in tables."""
    for words in (
        wording.ROLES,
        proposals.DONE,
        wording.STATES,
        wording.HEALTHS,
        wording.COACHINGS,
        wording.GROUPS,
        wording.EVENTS,
        wording.EDGES,
        wording.HABITS,
        wording.STANDING,
        wording.REASONS,
        wording.VERDICTS,
        wording.BEHAVIOURS,
        wording.STUCK,
        wording.LOST,
        wording.INTERVENTIONS,
        wording.INTERVENED,
        wording.LEFT_ALONE,
        wording.HINDRANCES,
    ):
        yield from ((text, "webapp/wording.py") for text in words.values())
    yield from ((text, "webapp/errors.py") for text in errors.HEADINGS.values())
    yield from ((text, "webapp/errors.py") for text in errors.ADVICE.values())
    yield from ((text, "webapp/errors.py") for text in (errors.CSRF, errors.AWAY))
    yield from (
        (text, "webapp/appraisals.py")
        for text in (column.label for column in listing.COLUMNS.values())
    )
    yield tasks.CHANGED, "webapp/tasks.py"
    yield from ((text, "webapp/problems.py") for text in problems.TITLES.values())
    yield from ((text, "webapp/problems.py") for text in problems.DETAILS.values())
    yield from ((text, "webapp/notices.py") for text in notices.SENTENCES.values())
    yield from ((text, "engine/letters.py") for text in letters.SAID)
    yield from ((text, "webapp/page.py") for text in page.HISTORY.values())
    yield from ((text, "engine/doctor/findings.py") for text in SENTENCES.values())
    yield from ((text, "engine/bpmn/moving.py") for text in moving.SENTENCES.values())
    yield from ((text, "engine/moving") for text in (*judging.SENTENCES.values(), LATER))
    yield from ((band.label, "engine/rules/bands.py") for band in (*QUALITY_BANDS, *STAR_BANDS))
    yield from ((text.lower(), "schemas/realisation.py") for text in BENEFITS.values())
    for text in behaviour.GROUPS.values():
        yield from ((each, "schemas/behaviour.py") for each in (text, text.lower()))
    for words in (GROUP_NAMES, ROW_ASPECT_NAMES):
        yield from ((text, "engine/scoring/words.py") for text in words.values())
    yield from ((text, "engine/rules/profile.py") for text in CREATIVITY_SCOPES)
    yield from (
        (text, "engine/queries/cycles.py")
        for text in (*REGISTER_HEADING, *REGISTER_ANSWERS.values())
    )


def forms() -> Iterator[Found]:
    """Titles, labels, help, guides, choices and headings of every form."""
    for module in _modules(schemas):
        for form in vars(module).values():
            if _is_form(form) and form.__module__ == module.__name__:
                where = f"{module.__name__}.{form.__name__}"
                yield from ((text, where) for text in _words_of(form))


def refusals() -> Iterator[Found]:
    """The docstrings of the engine's errors are their sentences."""
    pending: list[type[engine.errors.EngineError]] = [engine.errors.EngineError]
    while pending:
        error = pending.pop()
        pending += error.__subclasses__()
        yield inspect.cleandoc(error.__doc__ or ""), error.__name__


def reasons() -> Iterator[Found]:
    """What became of one task of many."""
    for path in (ROOT / "engine" / "commands" / "tasks.py",):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        written = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
        pieces = {id(part) for node in written for part in node.values}
        saying = [
            node for node in ast.walk(tree) if isinstance(node, ast.Return | ast.Call | ast.IfExp)
        ]
        said = [part for node in saying for part in ast.iter_child_nodes(node)]
        for part in said:
            text = part.value if isinstance(part, ast.Constant) and id(part) not in pieces else None
            if isinstance(text, str) and " " in text:
                yield text, str(path.relative_to(ROOT))


def decisions() -> Iterator[Found]:
    """The ratings that decision tables give as people read them."""
    for path in sorted((ROOT / "processes").rglob("*.dmn")):
        for element in ElementTree.parse(path).iter():
            label = (element.text or "").strip().strip('"')
            if element.tag.endswith("}text") and label[:1].isupper():
                yield label, str(path.relative_to(ROOT))


def diagrams() -> Iterator[Found]:
    """Names of all that is drawn: a process can stop anywhere, and then SDM reads where."""
    for path in sorted((ROOT / "processes").rglob("*.bpmn")):
        for element in ElementTree.parse(path).iter():
            name = " ".join(element.get("name", "").split())
            if name and element.tag.startswith(BPMN) and element.tag not in UNSAID:
                yield name, str(path.relative_to(ROOT))


def profiles() -> Iterator[Found]:
    """Titles of the regulation profiles, their aspects, and until when each lets one object."""
    for path in sorted((ROOT / "processes").rglob("profiles/*.toml")):
        profile, where = shipped_profile(path.stem), str(path.relative_to(ROOT))
        yield profile.title, where
        for aspect in aspects_of(profile, "structural"):
            yield from ((text, where) for text in (aspect.label, *aspect.indicators))
        yield " ".join(profile.keberatan_limit.split()), where


def _words_of(form: type[Form]) -> Iterator[str]:
    yield from (form.title, form.lead, form.submit, form.confirm)
    for guide in form.guide:
        yield from (guide.title, *guide.lines)
    for title, help in form.layout.items():
        yield from (title, help)
    yield from _words_in(form._declared_fields)


def _words_in(fields: Mapping[str, Any]) -> Iterator[str]:
    for field in fields.values():
        for name in WORDS:
            text = getattr(field, name, "")
            if isinstance(text, str):
                yield getattr(text, "template", text)
        yield getattr(field, "section", "")
        choices = getattr(field, "choices", None)
        if isinstance(choices, Mapping):
            yield from choices.values()
        if isinstance(field, Rows):
            yield from field.columns
            row: type[Record] = field._row
            yield from _words_in(row._declared_fields)


def _is_form(candidate: object) -> bool:
    return isinstance(candidate, type) and issubclass(candidate, Form) and candidate is not Form


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for path in sorted(Path(str(package.__file__)).parent.glob("*.py")):
        if path.stem != "__init__":
            yield importlib.import_module(f"{package.__name__}.{path.stem}")


def _constants(expressions: list[nodes.Expr]) -> Iterator[str]:
    for expression in expressions:
        for constant in [expression, *expression.find_all(nodes.Const)]:
            if isinstance(constant, nodes.Const) and isinstance(constant.value, str):
                yield constant.value


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
