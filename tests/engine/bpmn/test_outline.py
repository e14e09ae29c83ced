"""The text twin tells a diagram in the order in which it happens."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from engine.bpmn.outline import Line, Outline, outline
from engine.bpmn.parse import read
from engine.definitions import shipped

FILES = {
    path.rpartition("/")[2].removesuffix(".bpmn"): content
    for path, content in shipped().items()
    if path.endswith(".bpmn")
}


def told(name: str) -> Outline:
    return outline(FILES[name])


def by_id(name: str) -> Mapping[str, Line]:
    return {line.id: line for line in told(name).lines}


@pytest.mark.parametrize("name", FILES)
def test_every_element_is_told_once(name: str) -> None:
    specs = read(shipped())
    flows = {flow for (owner, *_), flow in specs.flows.items() if specs.owner[owner] == name}
    lines = [line.id for line in told(name).lines]
    assert sorted(lines) == sorted(specs.elements[name] - flows)


@pytest.mark.parametrize("name", FILES)
def test_names_roles_and_forms_are_those_the_engine_reads(name: str) -> None:
    steps = {step.id: step for step in read(shipped()).steps.values() if step.process == name}
    tasks = {line.id: line for line in told(name).lines if line.kind == "task"}
    assert tasks.keys() == steps.keys()
    for key, step in steps.items():
        line = tasks[key]
        assert (line.name, line.role, line.form) == (step.name, step.role, step.form)
        assert line.properties == step.props


def test_coaching_week_is_told_from_its_opening_to_its_ends() -> None:
    lines = [line.id for line in told("coaching_week").lines]
    assert lines[:5] == ["start", "together", "inventory", "schedule_coaching", "again"]
    assert lines.index("held") < lines.index("closes") < lines.index("close_coaching")


def test_a_question_says_its_answers() -> None:
    yes, no = by_id("coaching_week")["confirmed"].ways
    assert (yes.name, yes.to, yes.condition) == (
        "Ya",
        "receive_coaching",
        "coaching_week_confirmation == 'setuju'",
    )
    assert (no.name, no.to, no.otherwise) == ("Tidak, perlu perbaikan", "again", True)


def test_what_merges_is_no_question() -> None:
    assert by_id("coaching_week")["again"].kind == "merge"


def test_a_deadline_stands_behind_what_it_ends() -> None:
    lines = told("keberatan").lines
    names = [line.id for line in lines]
    inside = [line.id for line in lines if line.depth == 1]
    assert inside[0] == "window_start"
    assert by_id("keberatan")["closes"].at == "keberatan_window"
    assert by_id("keberatan")["closes"].text == "due('closes')"
    assert names.index("keberatan_window") < names.index(inside[0]) < names.index("closes")


def test_the_year_says_its_windows() -> None:
    line = by_id("siklus_kasn")["plan_week"]
    assert (line.kind, line.calls) == ("call", "plan_week")
    assert line.properties["closes"] == "7 Februari"


UNFINISHED = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">
<process id="p"><userTask id="alone" name="Sendiri"/><startEvent id="s"/>
<sequenceFlow id="f" sourceRef="s" targetRef="gone"/></process></definitions>"""


def test_an_unfinished_drawing_is_told_as_far_as_it_goes() -> None:
    found = outline(UNFINISHED)
    assert [line.id for line in found.lines] == ["s", "alone"]
    assert found.lines[0].ways[0].to_name == ""


def test_a_file_without_a_process_has_no_lines() -> None:
    assert outline(b"<definitions/>") == Outline("", "", "", (), ())


def test_a_phase_says_which_steps_ask_for_an_edge_of_its_window() -> None:
    assert told("coaching_week").asks == {
        "receive": ("Terima dokumen coaching",),
        "closes": ("Coaching Week ditutup",),
        "close": ("Tutup coaching yang belum selesai",),
    }
    assert told("siklus_kasn").asks == {}  # it names the windows that it calls itself
