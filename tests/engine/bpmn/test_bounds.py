"""What no check has seen still stops: each bound is met by a diagram that the check refuses."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count, pairwise
from time import perf_counter

import pytest

from engine import clock
from engine.bpmn import step
from engine.bpmn.check import check
from engine.bpmn.errors import BpmnError
from engine.bpmn.parse import Specs, read
from tests.engine.bpmn.conftest import Pen
from tests.engine.bpmn.walking import SEAL, World
from tests.engine.bpmn.zoo import outcomes

Files = dict[str, bytes]


@pytest.fixture
def unchecked() -> Callable[..., Specs]:
    """Read a version that the check would not let in."""

    def unchecked(*files: bytes) -> Specs:
        version = {f"{name}.bpmn": content for name, content in zip("pqr", files, strict=False)}
        assert check(version, lambda _: None, outcomes=outcomes), "the check lets this pass"
        return read(version)

    return unchecked


def start(specs: Specs) -> step.Outcome:
    return step.start(specs, "p", {}, World(seed=1), SEAL)


def refusal(specs: Specs) -> BpmnError:
    """What a start comes to; it must not take long to find out."""
    began = perf_counter()
    with pytest.raises(BpmnError) as failed:
        start(specs)
    assert perf_counter() - began < 10
    return failed.value


# ---- rounds and steps -------------------------------------------------------------------------


def turning(pen: Pen, *inside: str) -> bytes:
    """A loop that waits for nobody and never ends."""
    way = " -> ".join(["again", *inside, "which"])
    return pen.file(
        pen.script("zero", "p_x = 0"),
        pen.choice("again"),
        *(pen.script(name, "p_x = p_x + 1") for name in inside),
        pen.choice("which", "which_to_again"),
        pen.flow(f"start -> zero -> {way} -> [p_x < 0] end", "which -> again"),
    )


def test_a_loop_that_waits_for_nobody_ends_after_200_rounds(
    pen: Pen, unchecked: Callable[..., Specs]
) -> None:
    failed = refusal(unchecked(turning(pen, "add")))
    assert failed.element in ("again", "add", "which")
    assert failed.reason == "dilalui lebih dari 200 kali tanpa menunggu siapa pun."


def test_an_action_takes_2000_steps(
    pen: Pen, unchecked: Callable[..., Specs], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "spent", lambda: 0.0)  # on however slow a machine
    failed = refusal(unchecked(turning(pen, *(f"add_{n}" for n in range(20)))))
    assert failed.element.startswith("add_")
    assert failed.reason == "lebih dari 2000 langkah tanpa menunggu siapa pun."


def test_branches_that_double_at_each_round_stop_too(
    pen: Pen, unchecked: Callable[..., Specs]
) -> None:
    bomb = pen.file(
        pen.parallel("split"),
        pen.choice("again"),
        pen.flow("start -> again -> split", "split -> again", "split -> end"),
        pen.script("one", "p_x = 1"),
        pen.flow("split -> one -> again"),
    )
    assert "tanpa menunggu siapa pun" in refusal(unchecked(bomb)).reason


def test_rounds_with_a_person_in_them_are_not_counted_together(pen: Pen) -> None:
    specs = read(
        {
            "p.bpmn": pen.file(
                pen.choice("again"),
                pen.task("a", camunda__formKey="p.Again"),
                pen.choice("which", "which_to_again"),
                pen.flow("start -> again -> a -> which -> [p_again == False] end"),
                pen.flow("which -> again"),
            )
        }
    )
    world, outcome = World(seed=1), start(specs)
    for _ in range(250):
        (task,) = outcome.tasks
        values = {"p_again": True}
        outcome = step.complete(specs, outcome.blob, task.id, values, world, SEAL)
    assert [task.step.id for task in outcome.tasks] == ["a"]


# ---- time -------------------------------------------------------------------------------------


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which every look at the clock is a tenth of a second later."""
    ticks = count()
    monkeypatch.setattr(clock, "spent", lambda: next(ticks) / 10)


@pytest.mark.usefixtures("slow")
def test_an_action_takes_two_seconds(pen: Pen) -> None:
    names = [f"s{n}" for n in range(30)]
    scripts = (pen.script(name, "p_x = 1") for name in names)
    specs = read({"p.bpmn": pen.file(*scripts, pen.flow(" -> ".join(["start", *names, "end"])))})
    failed = refusal(specs)
    assert failed.element.startswith("s")
    assert failed.reason == "lebih dari 2 detik tanpa menunggu siapa pun."


# ---- how many at once -------------------------------------------------------------------------


class Raters(World):
    """A phase with as many raters as its seed says."""

    def functions(self, phase: str) -> dict[str, Callable[..., object]]:
        return {"raters": lambda: [f"kolega:{n}" for n in range(self.seed)]}


def for_each(pen: Pen) -> Specs:
    return read(
        {
            "p.bpmn": pen.file(
                pen.script("list", "p_raters = raters()"),
                pen.task("rate", pen.repeat()),
                pen.flow("start -> list -> rate -> end"),
            )
        }
    )


def test_a_task_is_given_to_200_at_once_and_no_more(pen: Pen) -> None:
    specs = for_each(pen)
    outcome = step.start(specs, "p", {}, Raters(seed=200), SEAL)
    assert len(outcome.tasks) == 200
    with pytest.raises(BpmnError) as failed:
        step.start(specs, "p", {}, Raters(seed=201), SEAL)
    assert (failed.value.element, failed.value.reason) == (
        "rate",
        "dibagikan lebih dari 200 kali.",
    )


def cardinal(number: int, sequential: str) -> str:
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{sequential}"><bpmn:loopCardinality>'
        f"{number}</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
    )


@pytest.mark.parametrize(
    ("sequential", "said"),
    # The library wants a whole number where our language has a Decimal.
    [("true", "diulang lebih dari 200 kali."), ("false", "kesalahan tak terduga (TypeError).")],
)
def test_a_billion_times_is_refused_before_it_fills_the_memory(
    pen: Pen, unchecked: Callable[..., Specs], sequential: str, said: str
) -> None:
    loop = cardinal(10**9, sequential)
    inner = pen.sub("each", loop, pen.flow("start_each -> end_each"))
    failed = refusal(unchecked(pen.file(inner, pen.flow("start -> each -> end"))))
    assert failed.reason == said


def repeated(pen: Pen, maximum: str = "") -> bytes:
    """A script that is repeated as long as its count is small enough."""
    loop = (
        f'<bpmn:standardLoopCharacteristics testBefore="false" {maximum}><bpmn:loopCondition>'
        "p_x &lt; 400</bpmn:loopCondition></bpmn:standardLoopCharacteristics>"
    )
    body = f"<bpmn:script>p_x = p_x + 1</bpmn:script>{loop}"
    return pen.file(
        pen.script("zero", "p_x = 0"),
        pen.node("scriptTask", "add", body),
        pen.flow("start -> zero -> add -> end"),
    )


def test_a_repeated_task_is_repeated_200_times(pen: Pen, unchecked: Callable[..., Specs]) -> None:
    failed = refusal(unchecked(repeated(pen)))
    assert (failed.element, failed.reason) == ("add", "diulang lebih dari 200 kali.")


def test_a_repeated_task_is_repeated_more_often_where_the_diagram_says_so(
    pen: Pen, unchecked: Callable[..., Specs]
) -> None:
    outcome = start(unchecked(repeated(pen, 'loopMaximum="500"')))
    assert outcome.ended
    assert outcome.data["p_x"] == 400


# ---- how deep ---------------------------------------------------------------------------------


def test_a_process_that_calls_itself_goes_five_levels_deep(
    pen: Pen, unchecked: Callable[..., Specs]
) -> None:
    failed = refusal(unchecked(pen.file(pen.call("again", "p"), pen.flow("start -> again -> end"))))
    assert failed.element == "again"
    assert failed.reason == "memanggil lebih dari 5 tingkat ke dalam."


def test_two_that_call_each_other_are_no_deeper(pen: Pen, unchecked: Callable[..., Specs]) -> None:
    def calling(process: str, other: str) -> bytes:
        return pen.file(
            pen.script(f"{process}_script", f"{process}_x = 1"),
            pen.sub(
                f"{process}_inside",
                pen.call(f"to_{other}", other),
                pen.flow(f"start_in -> to_{other} -> end_in"),
            ),
            pen.flow(f"start -> {process}_script -> {process}_inside -> end"),
            process=process,
        )

    failed = refusal(unchecked(calling("p", "q"), calling("q", "p")))
    assert failed.element == "to_p"
    assert failed.reason == "memanggil lebih dari 5 tingkat ke dalam."


def test_five_levels_are_allowed(pen: Pen) -> None:
    names = "pqrstu"
    files = {
        f"{name}.bpmn": pen.file(
            pen.call(f"to_{below}", below), pen.flow(f"start -> to_{below} -> end"), process=name
        )
        for name, below in pairwise(names)
    }
    files["u.bpmn"] = pen.file(pen.task("a"), pen.flow("start -> a -> end"), process="u")
    assert [task.step.id for task in start(read(files)).tasks] == ["a"]


# ---- how large --------------------------------------------------------------------------------


def test_a_state_is_as_large_as_a_megabyte(pen: Pen) -> None:
    specs = read(
        {"p.bpmn": pen.file(pen.task("a"), pen.task("b"), pen.flow("start -> a -> b -> end"))}
    )
    outcome = start(specs)
    (task,) = outcome.tasks
    with pytest.raises(BpmnError, match="keadaan proses melebihi 1000 kB"):
        step.complete(specs, outcome.blob, task.id, {"p_x": "x" * 10**6}, World(seed=1), SEAL)
