"""A file from outside may hang, grow or break whatever reads it: it costs a sentence."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine import apart, definitions, uploads
from engine.apart import Limits, Lost
from engine.bpmn.check import Problem

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
FEW = Limits(seconds=1)


def target(name: str) -> str:
    return f"tests.engine.misbehaving:{name}"


# ---- the child --------------------------------------------------------------------------------


def test_a_child_returns_what_the_function_returns() -> None:
    assert apart.run(target("echo"), {"a": [1, "é"]}, FEW) == {"a": [1, "é"]}


@pytest.mark.parametrize(
    ("deed", "why"),
    [("sleep", "slow"), ("toil", "slow"), ("swallow", "large"), ("crash", "failed"),
     ("leave", "failed")],
)  # fmt: skip
def test_a_child_that_misbehaves_is_lost_with_its_last_word(deed: str, why: str) -> None:
    begun = time.perf_counter()
    with pytest.raises(Lost) as lost:
        apart.run(target(deed), ["p.bpmn", 7, "fill"], FEW)
    assert (lost.value.why, lost.value.last) == (why, ["p.bpmn", 7, "fill"])
    assert time.perf_counter() - begun < 10


def test_a_child_that_never_gets_ready_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "PATIENCE", -0.5)
    with pytest.raises(Lost, match="slow"):
        apart.run(target("sleep"), None, FEW)


def test_a_child_does_not_know_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMBANG_KEY", "rahasia")
    assert apart.run(target("settings"), None, FEW) == []


# ---- files ------------------------------------------------------------------------------------


def wide(name: str, branches: int = 20) -> bytes:
    """So many branches side by side that playing them takes a while."""
    tasks = "".join(
        f'<userTask id="t{n}" />'
        f'<sequenceFlow id="a{n}" sourceRef="split" targetRef="t{n}" />'
        f'<sequenceFlow id="b{n}" sourceRef="t{n}" targetRef="join" />'
        for n in range(branches)
    )
    return (
        f'<definitions xmlns="{BPMN}">\n<process id="{name}"><startEvent id="start" />'
        '<sequenceFlow id="s" sourceRef="start" targetRef="split" /><parallelGateway id="split" />'
        f'{tasks}<parallelGateway id="join" /><endEvent id="end" />'
        '<sequenceFlow id="e" sourceRef="join" targetRef="end" /></process></definitions>'
    ).encode()


def small(inner: str) -> bytes:
    return f'<definitions xmlns="{BPMN}"><process id="p">{inner}</process></definitions>'.encode()


DEEP_DATA = small(
    '<dataObject id="box" /><subProcess id="one"><subProcess id="two">'
    '<dataObjectReference id="odd" dataObjectRef="box" /></subProcess></subProcess>'
)

FILES: dict[str, dict[str, bytes]] = {
    "what we ship": definitions.shipped(),
    "a data object two levels down": {"p.bpmn": DEEP_DATA},
    "ten thousand levels": {"p.bpmn": b"<a>" * 10_000 + b"</a>" * 10_000},
    "five megabytes of levels": {"p.bpmn": b"<a>" * 700_000 + b"</a>" * 700_000},
    "a laugh": {
        "p.bpmn": b'<!DOCTYPE a [<!ENTITY x "x"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>',
        "q.dmn": b"<a/>",
    },
    "200,000 elements": {"p.bpmn": small("<task />" * 200_000)},
    "a number without end": {"p.bpmn": small('<task id="' + "9" * 4_000_000 + '" />')},
    "nothing": {},
    "no XML": {"p.bpmn": b"\x00\xff", "q.dmn": b"{}"},
    "a table and a diagram that are wrong": {"p.bpmn": small("<task />"), "q.dmn": b"<a/>"},
}


@pytest.mark.parametrize("told", FILES)
def test_the_verdict_is_that_of_a_check_in_this_process(told: str) -> None:
    begun = time.perf_counter()
    assert definitions.check_upload(FILES[told]) == definitions.problems(FILES[told])
    assert time.perf_counter() - begun < 10


def test_what_takes_too_long_is_a_sentence_that_names_the_place() -> None:
    files = {f"w{n:02}.bpmn": wide(f"w{n:02}") for n in range(60)}
    begun = time.perf_counter()
    (problem,) = definitions.check_upload(files)
    assert time.perf_counter() - begun < 10
    assert (problem.code, problem.line) == ("check-slow", 2)
    assert problem.file == f"{problem.element}.bpmn"
    assert problem.file in files
    assert "2 detik" in problem.message


@pytest.mark.parametrize(("size", "seconds"), [(10, 2), (uploads.SMALL + 1, 5)])
def test_a_child_gets_two_seconds_and_a_huge_file_five(
    size: int, seconds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Limits] = []

    def limited(_target: str, _files: Any, limits: Limits) -> list[Any]:
        given.append(limits)
        return []

    monkeypatch.setattr(apart, "run", limited)
    assert uploads.check_upload({"a.bpmn": b" " * size}) == []
    assert [each.seconds for each in given] == [seconds]


@pytest.mark.parametrize(
    ("why", "last", "place"),
    [
        ("large", ["a.bpmn", 3, "fill"], ("a.bpmn", 3, "fill")),
        ("failed", None, ("a.bpmn", 1, "")),
    ],
)
def test_each_way_of_being_lost_has_its_sentence(
    why: str, last: Any, place: tuple[str, int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*given: Any) -> None:
        raise Lost(why, last)

    monkeypatch.setattr(apart, "run", lost)
    (problem,) = uploads.check_upload({"b.bpmn": b"", "a.bpmn": b""})
    assert (problem.file, problem.line, problem.element) == place
    assert problem.code == f"check-{why}"


def test_the_same_texts_are_checked_once_until_a_verdict_was_reached(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun: list[str] = []
    run = apart.run

    def slow(target: str, *given: Any) -> Any:
        begun.append("slow")
        raise Lost("slow", None)

    def counted(target: str, *given: Any) -> Any:
        begun.append("run")
        return run(target, *given)

    files = {"once.bpmn": b"<definitions/>"}
    monkeypatch.setattr(apart, "run", slow)
    assert uploads.checked(files).problems[0].code == "check-slow"
    monkeypatch.setattr(apart, "run", counted)
    first = uploads.checked(files)
    assert uploads.checked(dict(files)) == first
    assert first.problems == tuple(uploads.problems(files))
    assert begun == ["slow", "run"]
    assert uploads.checked({"other.bpmn": b"<definitions/>"}) != first


def test_a_path_on_the_command_line_is_looked_at_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from webapp.cli import main

    looked: list[int] = []
    check: Callable[..., list[Problem]] = definitions.check_upload
    monkeypatch.setattr(
        definitions, "check_upload", lambda files: looked.append(len(files)) or check(files)
    )
    file = tmp_path / "p.bpmn"
    file.write_bytes(DEEP_DATA)
    assert main(["check", str(file)]) == 1
    assert looked == [len(definitions.shipped()) + 1]
    line = next(each for each in capsys.readouterr().out.splitlines() if ": odd: " in each)
    assert line.startswith(f"{file}:1: odd: Objek data")
    assert line.endswith(" [unknown-element]")
