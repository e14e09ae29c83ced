"""Call activities, their windows, and the people of user tasks; ids and references."""

from collections.abc import Callable
from typing import Any

import pytest

from engine.bpmn.check import Problem

Look = Callable[..., list[Problem]]


def said(found: list[Problem]) -> set[tuple[str, str]]:
    return {(problem.element, problem.code) for problem in found}


def year(pen: Any, *calls: str) -> bytes:
    """A diagram p that calls phases one after the other."""
    names = [call.split('id="')[1].split('"')[0] for call in calls]
    return bytes(pen.file(*calls, pen.flow(f"start -> {' -> '.join(names)} -> end")))


def phase(pen: Any, *parts: str, path: str = "start -> fill -> end", **task: str) -> bytes:
    """A diagram `phase` with one task `fill` and what else is given."""
    return bytes(pen.file(pen.task("fill", **task), *parts, pen.flow(path), process="phase"))


# ---- calls ------------------------------------------------------------------------------------


def test_a_called_process_is_among_the_files(pen: Any, problems: Look) -> None:
    diagram = year(pen, pen.call("one", "phase"))
    assert problems(diagram, {"phase.bpmn": phase(pen)}) == []
    assert said(problems(diagram)) == {("one", "unknown-process")}


def test_a_process_never_calls_itself(pen: Any, problems: Look) -> None:
    assert said(problems(year(pen, pen.call("one", "p")))) == {("one", "recursive-call")}
    other = pen.file(pen.call("two", "p"), pen.flow("start -> two -> end"), process="phase")
    found = problems(year(pen, pen.call("one", "phase")), {"phase.bpmn": other})
    assert said(found) == {("one", "recursive-call"), ("two", "recursive-call")}


def test_calls_go_five_levels_deep(pen: Any, problems: Look) -> None:
    def chain(length: int) -> list[Problem]:
        files = {
            f"q{n}.bpmn": pen.file(
                pen.call("next", f"q{n + 1}") if n < length else pen.task("next"),
                pen.flow("start -> next -> end"),
                process=f"q{n}",
            )
            for n in range(1, length + 1)
        }
        return problems(year(pen, pen.call("one", "q1")), files)

    assert chain(5) == []
    assert said(chain(6)) == {("p", "too-deep")}


def test_calls_that_branch_and_meet_again_are_followed_once(pen: Any, problems: Look) -> None:
    files = {
        f"q{n}.bpmn": pen.file(
            pen.call("one", f"q{n + 1}"),
            pen.call("two", f"q{n + 2}"),
            pen.flow("start -> one -> two -> end"),
            process=f"q{n}",
        )
        for n in range(1, 60)
    }
    codes = {problem.code for problem in problems(year(pen, pen.call("one", "q1")), files)}
    assert codes == {"too-deep", "unknown-process"}


# ---- windows ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ({"opens": "1 Mei", "closes": "7 Mei"}, None),
        ({"opens": "1 Mei", "closes": "7 Mei", "state": "planned"}, None),
        ({"opens": "1 Mei", "closes": "7 Mei", "closes_not_before": "diterima + 7 hari"}, None),
        ({"opens": "1 Mei", "closes": "7 Mei", "receive": "one.closes + 3 hari"}, None),
        ({"opens": "kapan-kapan", "closes": "7 Mei"}, "bad-date-rule"),
        ({"opens": "1 Mei", "closes": "7 Mei", "receive": "kapan-kapan"}, "bad-date-rule"),
        ({"opens": "1 Mei"}, "missing-window"),
        ({"closes": "1 Mei"}, "missing-window"),
        ({"opens": "1 Mei", "closes": "7 Mei", "recieve": "1 Mei"}, "unknown-property"),
        ({"opens": "1 Mei", "closes": "7 Mei", "Receive": "1 Mei"}, "unknown-property"),
        (
            {"opens": "1 Mei", "closes": "7 Mei", "register_not_before": "1 Mei"},
            "unknown-property",
        ),
        ({"opens": "1 Mei", "closes": "7 Mei", "state": "Sudah direncanakan"}, "bad-property"),
    ],
)
def test_a_window_has_dates_that_somebody_uses(
    properties: dict[str, str], code: str | None, pen: Any, problems: Look
) -> None:
    due = "receive" if "receive" in properties else "closes"
    called = pen.file(
        pen.task("fill", pen.properties(due=due)),
        pen.flow("start -> fill -> end"),
        process="phase",
    )
    found = problems(year(pen, pen.call("one", "phase", **properties)), {"phase.bpmn": called})
    assert {each for each in said(found) if each[0] == "one"} == (
        {("one", code)} if code else set()
    )


@pytest.mark.parametrize(
    ("properties", "part"),
    [
        ({"opens": "1 Mei", "closes": "kapan-kapan"}, "closes"),
        ({"opens": "1 Mei"}, "closes"),
        ({"opens": "1 Mei", "closes": "7 Mei", "recieve": "1 Mei"}, "recieve"),
    ],
)
def test_a_fault_of_a_window_names_the_date_it_is_about(
    properties: dict[str, str], part: str, pen: Any, problems: Look
) -> None:
    found = problems(year(pen, pen.call("one", "phase", **properties)), {"phase.bpmn": phase(pen)})
    assert [each.part for each in found] == [part]


@pytest.mark.parametrize("where", ["timer", "due"])
def test_an_edge_exists_on_every_call(where: str, pen: Any, problems: Look) -> None:
    def using(edge: str) -> list[Problem]:
        if where == "timer":
            called = phase(
                pen, pen.catch("when", f"due('{edge}')"), path="start -> when -> fill -> end"
            )
        else:
            called = pen.file(
                pen.task("when", pen.properties(due=edge)),
                pen.flow("start -> when -> end"),
                process="phase",
            )
        window = {"opens": "1 Mei", "closes": "7 Mei"}
        calls = [
            pen.call("one", "phase", **window, receive="9 Mei"),
            pen.call("two", "phase", **window),
        ]
        return [p for p in problems(year(pen, *calls), {"phase.bpmn": called})
                if p.file == "phase.bpmn"]  # fmt: skip

    assert using("closes") == []
    assert said(using("receive")) == {("when", "unknown-edge")}
    assert said(using("state")) == {("when", "unknown-edge")}
    if where == "timer":
        assert using("one.receive") == []
        assert said(using("two.receive")) == {("when", "unknown-edge")}
        assert said(using("three.opens")) == {("when", "unknown-edge")}


def test_a_process_that_nobody_calls_has_opens_and_closes_only(pen: Any, problems: Look) -> None:
    def waiting(edge: str) -> list[Problem]:
        return problems(
            pen.file(pen.catch("when", f"due('{edge}')"), pen.flow("start -> when -> end"))
        )

    assert waiting("opens") == []
    assert said(waiting("receive")) == {("when", "unknown-edge")}


def test_runs_names_a_phase(pen: Any, problems: Look) -> None:
    def asking(key: str) -> list[Problem]:
        return problems(
            pen.file(
                pen.call("one", "phase"),
                pen.choice("which", "which_to_end"),
                pen.flow("start -> which -> end", f"which -> [runs('{key}')] one -> end"),
            ),
            {"phase.bpmn": phase(pen)},
        )

    assert asking("one") == []
    assert said(asking("phase")) == {("which_to_one", "unknown-phase")}


# ---- user tasks -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("attributes", "code"),
    [
        ({}, None),
        ({"camunda__candidateGroups": "", "camunda__assignee": "p_chairman"}, None),
        ({"camunda__candidateGroups": "penilai", "camunda__assignee": "rater(p_rater)"}, None),
        ({"name": ""}, "no-name"),
        ({"name": " \n"}, "no-name"),
        ({"camunda__formKey": ""}, "no-form"),
        ({"camunda__formKey": "p.Missing"}, "unknown-form"),
        ({"camunda__candidateGroups": ""}, "no-person"),
        ({"camunda__candidateGroups": "penilai"}, "no-person"),
        ({"camunda__candidateGroups": "pr_chairman"}, "no-person"),
        ({"camunda__candidateGroups": "direktur"}, "unknown-role"),
        ({"camunda__candidateGroups": "sdm,pegawai"}, "unknown-role"),
    ],
)
def test_a_task_has_a_name_a_form_and_a_person(
    attributes: dict[str, str], code: str | None, pen: Any, problems: Look
) -> None:
    found = problems(pen.file(pen.task("fill", **attributes), pen.flow("start -> fill -> end")))
    assert said(found) == ({("fill", code)} if code else set())


def test_a_lane_is_a_role_and_agrees_with_the_task(pen: Any, problems: Look) -> None:
    def in_lane(lane: str, node: str = "fill") -> set[tuple[str, str]]:
        lanes = (
            f'<bpmn:laneSet id="lanes"><bpmn:lane id="lane" name="{lane}">'
            f"<bpmn:flowNodeRef>{node}</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>"
        )
        return said(problems(pen.file(lanes, pen.task("fill"), pen.flow("start -> fill -> end"))))

    assert in_lane("pegawai") == set()
    assert in_lane("sdm") == {("fill", "unknown-role")}
    assert in_lane("Bagian SDM", node="start") == {("lane", "unknown-role")}
    assert in_lane("pegawai", node="nobody") == {("lane", "dangling-reference")}


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ({"state": "filed", "event": "diajukan", "hard_deadline": "false"}, None),
        ({"deadline": "closes"}, "unknown-property"),
        ({"hard_deadline": "ya"}, "bad-property"),
        ({"state": "Diajukan!"}, "bad-property"),
        ({"event": ""}, "bad-property"),
    ],
)
def test_a_task_carries_known_properties(
    properties: dict[str, str], code: str | None, pen: Any, problems: Look
) -> None:
    task = pen.task("fill", pen.properties(**properties))
    found = problems(pen.file(task, pen.flow("start -> fill -> end")))
    assert said(found) == ({("fill", code)} if code else set())


# ---- ids --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ident", "code"),
    [
        ("End", "reserved-id"),
        ("Start", "reserved-id"),
        ("Root", "reserved-id"),
        ("root", "reserved-id"),
        ("p.EndJoin", "reserved-id"),
        ("x.BoundaryEventSplit", "reserved-id"),
        ("x.BoundaryEventJoin", "reserved-id"),
        ("x [child]", "reserved-id"),
        ("Activity_0abc12", "bad-id"),
        ("isi-skp", "bad-id"),
        ("isi skp", "bad-id"),
        ("1st", "bad-id"),
        ("é", "bad-id"),
        ("x" * 81, "bad-id"),
        ("", "missing-id"),
    ],
)
def test_an_id_is_plain_and_free(ident: str, code: str, pen: Any, problems: Look) -> None:
    diagram = pen.file(pen.task("fill"), pen.flow("start -> fill -> end"))
    renamed = diagram.replace(b'"fill"', f'"{ident}"'.encode())
    assert (ident, code) in said(problems(renamed))


def test_an_id_is_used_once(pen: Any, problems: Look) -> None:
    twice = pen.file(pen.task("fill"), pen.task("fill"), pen.flow("start -> fill -> end"))
    assert ("fill", "duplicate-id") in said(problems(twice))
    shape = '<bpmndi:BPMNDiagram id="fill" />'
    drawn = pen.file(pen.task("fill"), pen.flow("start -> fill -> end"), extra=shape)
    assert said(problems(drawn)) == {("fill", "duplicate-id")}


def test_a_sub_process_shares_its_id_with_no_process(pen: Any, problems: Look) -> None:
    inner = pen.sub("phase", pen.task("do"), pen.flow("start_in -> do -> end_in"))
    found = problems(pen.file(inner, pen.flow("start -> phase -> end")), {"phase.bpmn": phase(pen)})
    assert {problem.code for problem in found} == {"duplicate-id"}


def test_a_process_is_called_as_its_file(pen: Any, problems: Look) -> None:
    diagram = pen.file(pen.task("fill"), pen.flow("start -> fill -> end"), process="other")
    assert said(problems(diagram)) == {("other", "process-id")}
    two = diagram.replace(b"</bpmn:definitions>", b'<bpmn:process id="p" /></bpmn:definitions>')
    assert ("", "one-process") in said(problems(two))
    pool = '<bpmn:collaboration id="c"><bpmn:participant id="pool" /></bpmn:collaboration>'
    alone = pen.file(pen.task("fill"), pen.flow("start -> fill -> end"), extra=pool)
    assert said(problems(alone)) == {("pool", "one-process")}


def test_incoming_and_outgoing_name_their_flows(pen: Any, problems: Look) -> None:
    def ends(incoming: str) -> set[tuple[str, str]]:
        inner = f"<bpmn:incoming>{incoming}</bpmn:incoming>"
        return said(problems(pen.file(pen.task("fill", inner), pen.flow("start -> fill -> end"))))

    assert ends("start_to_fill") == set()
    assert ends("fill_to_end") == {("fill", "dangling-reference")}
    assert ends("nowhere") == {("fill", "dangling-reference")}


# ---- all together -----------------------------------------------------------------------------


def test_problems_are_sorted_and_carry_their_line(pen: Any, problems: Look) -> None:
    diagram = pen.file(
        pen.task("fill", name=""),
        "",
        pen.task("more", camunda__formKey=""),
        pen.flow("start -> fill -> more -> end"),
    )
    found = problems(diagram, {"a.dmn": b""})
    assert [(p.file, p.line, p.element) for p in found] == [
        ("a.dmn", 1, ""),
        ("p.bpmn", 7, "fill"),
        ("p.bpmn", 9, "more"),
    ]
    assert found == sorted(found)
