"""States that earlier releases wrote are read, and finished, by this one; broken ones are not."""

from __future__ import annotations

from itertools import groupby

import pytest

from engine.bpmn import step
from engine.bpmn.errors import BlobRefused
from engine.bpmn.frontier import FORMAT
from engine.bpmn.parse import read
from tests.engine.bpmn.kept import State, answers, folder, states
from tests.engine.bpmn.walking import SEAL, Restarting, World, waits_for, walk

STATES = {name: list(group) for name, group in groupby(states(), lambda each: each.animal)}


class GoingOn(Restarting):
    """Begins with a kept blob instead of a new instance."""

    def __init__(self, state: State) -> None:
        specs = read(state.files)
        super().__init__(lambda: specs, "p", World(seed=1))
        self.blob, self.waiting = state.blob, state.waiting

    def start(self) -> step.Outcome:
        outcome = self.fire()
        assert waits_for(outcome) == self.waiting
        return outcome


def test_states_of_every_format_are_kept() -> None:
    lacking = [number for number in range(1, FORMAT + 1) if not folder(number).is_dir()]
    assert not lacking, "run python -m tests.engine.bpmn.kept"
    assert len(STATES) >= 31
    assert sum(map(len, STATES.values())) > 60


@pytest.mark.parametrize("name", STATES)
def test_a_kept_state_goes_on_to_its_end(name: str) -> None:
    for state in STATES[name]:
        for seed in range(3):
            assert walk(GoingOn(state), seed, answers)


# ---- what is not loaded -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def state() -> State:
    return max((each for kept in STATES.values() for each in kept), key=lambda each: len(each.blob))


def refused(state: State, blob: bytes) -> str:
    with pytest.raises(BlobRefused) as caught:
        step.fire(read(state.files), blob, World(seed=1), SEAL)
    return caught.value.reason


def test_a_state_with_any_byte_changed_is_refused(state: State) -> None:
    specs, world = read(state.files), World(seed=1)
    for place in range(len(state.blob)):
        broken = bytearray(state.blob)
        broken[place] ^= 1
        with pytest.raises(BlobRefused):
            step.fire(specs, bytes(broken), world, SEAL)


def test_a_state_that_was_cut_or_lengthened_is_refused(state: State) -> None:
    specs, world = read(state.files), World(seed=1)
    for blob in (*(state.blob[:end] for end in range(len(state.blob))), state.blob + b"\0"):
        with pytest.raises(BlobRefused):
            step.fire(specs, blob, world, SEAL)


@pytest.mark.parametrize("number", [0, FORMAT + 1, 255])
def test_a_state_of_a_format_we_do_not_know_is_refused(state: State, number: int) -> None:
    assert "format" in refused(state, b"TB" + bytes([number]) + state.blob[3:])


def test_a_state_of_a_key_we_do_not_know_is_refused(state: State) -> None:
    assert "format" in refused(state, state.blob[:3] + b"\x01" + state.blob[4:])


def test_a_state_whose_task_left_the_diagram_is_refused(state: State) -> None:
    gone = state.waiting[0].encode()
    files = {
        name: content.replace(b'"' + gone, b'"other').replace(b"_to_" + gone, b"_to_other")
        for name, content in state.files.items()
    }
    with pytest.raises(BlobRefused, match="tidak ada pada versi"):
        step.fire(read(files), state.blob, World(seed=1), SEAL)
