"""The conventions of the house; a failure names the file to write or the line to mend.

Imports against the doors between the rooms are `lint-imports`' to find.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from configparser import ConfigParser
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from pathlib import Path
from xml.etree import ElementTree

import pytest

from engine import definitions
from schemas import UnknownForm, form

ROOT = Path(__file__).parent.parent
ROOMS = ("engine", "processes", "schemas", "webapp")
STEMS = sorted(
    folder.name
    for folder in (ROOT / "processes").iterdir()
    if folder.is_dir() and not folder.name.startswith("_")
)
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
FORM_KEY = "{http://camunda.org/schema/1.0/bpmn}formKey"

stem = pytest.mark.parametrize("stem", STEMS)
room = pytest.mark.parametrize("room", ROOMS)


# ---- one phase, one stem ----------------------------------------------------------------------


@stem
def test_a_phase_is_a_diagram_of_its_own_name(stem: str) -> None:
    file = ROOT / "processes" / stem / f"{stem}.bpmn"
    assert file.is_file(), f"draw processes/{stem}/{stem}.bpmn"
    ids = [process.get("id") for process in ElementTree.parse(file).iter(f"{BPMN}process")]
    assert stem in ids, f"{stem}.bpmn has the processes {ids}; one must have the id '{stem}'"


@stem
def test_a_phase_is_told_as_a_story(stem: str) -> None:
    story = f"tests/phases/test_{stem}.py"
    assert (ROOT / story).is_file(), f"{stem} is drawn but not told; write {story}"


@stem
def test_every_user_task_has_its_form(stem: str) -> None:
    wrong = [problem for step in user_tasks(stem) for problem in form_problems(stem, step)]
    assert not wrong, "\n".join(wrong)


@dataclass(frozen=True)
class Step:
    """A user task as it is drawn: its id and its form key."""

    id: str
    form_key: str

    @property
    def form_name(self) -> str:
        return "".join(word.capitalize() for word in self.id.split("_"))


def user_tasks(stem: str) -> list[Step]:
    return [
        Step(task.get("id", ""), task.get(FORM_KEY, ""))
        for file in (ROOT / "processes" / stem).glob("*.bpmn")
        for task in ElementTree.parse(file).iter(f"{BPMN}userTask")
    ]


def form_problems(stem: str, step: Step) -> Iterator[str]:
    """What is wrong with the form of `step`; a generic form of schemas/umum.py fits any step."""
    where, right = f"{stem}.bpmn: task '{step.id}'", f"{stem}.{step.form_name}"
    if step.form_key != right and not step.form_key.startswith("umum."):
        yield f"{where} has the form key '{step.form_key}'; make it '{right}'"
    try:
        form(step.form_key or right)
    except UnknownForm as error:
        yield f"{where} wants {step.form_name}; write it in schemas/{stem}.py ({error})"


def test_the_deploy_check_finds_nothing_in_what_we_ship() -> None:
    assert definitions.problems(definitions.shipped()) == []


# ---- what a room may lean on ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("folder", "allowed"),
    [("engine/rules", {"engine.rules"}), ("schemas", {"schemas", "marshmallow"})],
)
def test_rules_and_forms_lean_on_the_standard_library(folder: str, allowed: set[str]) -> None:
    strangers = [
        f"{file.relative_to(ROOT)}:{line} imports {name}"
        for file in sources(folder)
        for line, name in imports(file)
        if name.split(".")[0] not in sys.stdlib_module_names
        and not any(f"{name}.".startswith(f"{package}.") for package in allowed)
    ]
    assert not strangers, "\n".join(strangers)


def test_the_api_asks_and_acts_and_holds_no_rule() -> None:
    doors = ("engine.commands", "engine.queries", "engine.errors", "engine.actor")
    inside = [
        f"{file.relative_to(ROOT)}:{line} imports {name}; ask a query or act with a command"
        for file in sources("webapp/api")
        for line, name in imports(file)
        if name.startswith("engine.") and not any(f"{name}.".startswith(f"{d}.") for d in doors)
    ]
    assert not inside, "\n".join(inside)


@room
def test_every_package_a_room_imports_is_declared(room: str) -> None:
    declared = {normal(name) for name in requirements()}
    owners = packages_distributions()
    undeclared = {
        f"{file.relative_to(ROOT)}:{line} imports {name}; declare it in setup.cfg"
        for file in sources(room)
        for line, name in imports(file)
        if (top := name.split(".")[0]) not in sys.stdlib_module_names
        and top not in ROOMS
        and not declared & {normal(owner) for owner in owners.get(top, ())}
    }
    assert not undeclared, "\n".join(sorted(undeclared))


@room
def test_no_dependency_brings_a_room_of_its_own(room: str) -> None:
    owners = set(packages_distributions().get(room, ()))
    assert owners <= {"timbang"}, f"{owners - {'timbang'}} also installs a package named '{room}'"


CLOCKS = {
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
    ("func", "now"),
    ("func", "current_date"),
    ("func", "current_timestamp"),
}


def test_only_the_clock_reads_the_time() -> None:
    readers = [
        f"{file.relative_to(ROOT)}:{node.lineno} reads {owner}.{node.attr}; call engine.clock"
        for room in ROOMS
        for file in sources(room)
        if file != ROOT / "engine" / "clock.py"
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Attribute)
        and ((owner := last_name(node.value)), node.attr) in CLOCKS
    ]
    assert not readers, "\n".join(readers)


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "manager", "base_service", "misc"])
def test_no_module_is_named_after_nothing(name: str) -> None:
    found = [str(file.relative_to(ROOT)) for room in ROOMS for file in sources(room)]
    homeless = [file for file in found if name in Path(file).with_suffix("").parts]
    assert not homeless, f"name it after its noun: {homeless}"


def sources(folder: str) -> list[Path]:
    return sorted((ROOT / folder).glob("**/*.py"))


def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(), file)


def imports(file: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of every absolute import of `file`."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.lineno, node.module


def last_name(node: ast.expr) -> str:
    """`datetime` of both `datetime` and `datetime.datetime`."""
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def requirements() -> list[str]:
    setup = ConfigParser()
    setup.read(ROOT / "setup.cfg")
    lines = setup["options"]["install_requires"].split("\n")
    lines += setup["options.extras_require"]["cluster"].split("\n")
    return [match[0] for line in lines if (match := re.match(r"[\w-]+", line))]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


# ---- words ------------------------------------------------------------------------------------


@room
def test_every_room_says_what_belongs_and_what_was_decided(room: str) -> None:
    file = ROOT / room / "README.md"
    assert file.is_file(), f"write {room}/README.md: what belongs, how to add one more, decisions"
    headings = re.findall(r"^#+ +(.+?) *$", file.read_text(), re.MULTILINE)
    assert headings[-1:] == ["Decisions"], f"{room}/README.md must end with '## Decisions'"


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "NOTICE"])
def test_the_front_door_has_its_papers(name: str) -> None:
    assert (ROOT / name).is_file(), f"write {name}"


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("a path of one machine", r"(?<![\w.])/(?:home|root|Users|work)/\w|[A-Z]:\\Users"),
        ("a package index", r"(?:pypi|pythonhosted|npmjs)\.org|--(?:extra-)?index-url|find-links"),
        ("a NIP that may be a person's", r"(?<![\w.])(?!9999)\d{18}(?![\w.])"),
    ],
)
def test_nothing_here_names(what: str, pattern: str) -> None:
    found = [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for file in texts()
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if file != Path(__file__) and re.search(pattern, line)
    ]
    assert not found, f"these name {what}:\n" + "\n".join(found)


def texts() -> list[Path]:
    """Our own text files, also where there is no git to ask."""
    found = []
    for folder, folders, names in os.walk(ROOT):
        path = Path(folder)
        folders[:] = [name for name in folders if not is_foreign(path / name)]
        found += [path / name for name in names if Path(name).suffix in TEXT or "." not in name]
    return sorted(found)


TEXT = {
    ".bpmn", ".cfg", ".css", ".csv", ".dmn", ".html", ".js", ".json", ".lock", ".mako", ".md",
    ".po", ".py", ".svg", ".toml", ".txt", ".yaml", ".yml",
}  # fmt: skip


def is_foreign(folder: Path) -> bool:
    made = folder.name in {"__pycache__", "build", "dist", "node_modules", "var", "vendor"}
    hidden = folder.name.startswith(".") and folder.name != ".ci"
    return made or hidden or folder.suffix == ".egg-info" or (folder / "pyvenv.cfg").exists()


# ---- the tests themselves ---------------------------------------------------------------------


def test_ci_lets_nothing_be_skipped(tmp_path: Path) -> None:
    skipping = tmp_path / "test_skipping.py"
    skipping.write_text("import pytest\n\ndef test_nothing():\n    pytest.skip('no reason')\n")
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider"]

    def run(ci: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, "-c", ROOT / "setup.cfg", "--rootdir", tmp_path, skipping],
            cwd=ROOT,
            env=os.environ | {"CI": ci},
            capture_output=True,
            text=True,
        )

    assert "1 skipped" in run("").stdout
    strict = run("true")
    assert strict.returncode == 1
    assert "CI=true allows no skip" in strict.stdout
