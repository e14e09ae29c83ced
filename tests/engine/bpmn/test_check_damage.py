"""Diagrams damaged at random: never an exception, and what still passes can be read and run."""

import re
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.bpmn.check import check
from engine.bpmn.errors import BpmnError
from engine.bpmn.parse import read
from tests.engine.bpmn.conftest import Pen
from tests.engine.bpmn.walking import InMemory, Restarting, World, walk
from tests.engine.bpmn.zoo import FORMS, animals, outcomes

ZOO = animals(Pen())


def damaged(text: str, chance: Random) -> str:
    """The same with one to three pieces moved, doubled, lost, renamed or made another kind."""
    pieces = re.split(r"(?<=>)", text)
    for _ in range(chance.randint(1, 3)):
        one, other = chance.randrange(len(pieces)), chance.randrange(len(pieces))
        names = chance.choices(re.findall(r'"([a-z_0-9]+)"', text), k=2)
        kinds = chance.choices(re.findall(r"<bpmn:(\w+)", text), k=2)
        match chance.randrange(6):
            case 0:
                pieces[one], pieces[other] = pieces[other], pieces[one]
            case 1:
                pieces.insert(one, pieces[other])
            case 2:
                pieces[one] = ""
            case 3:
                pieces[one] = pieces[one].replace(f'"{names[0]}"', f'"{names[1]}"')
            case 4:
                pieces = [each.replace(f'"{names[0]}"', f'"{names[1]}"') for each in pieces]
            case _:
                pieces = [re.sub(rf":{kinds[0]}\b", f":{kinds[1]}", each) for each in pieces]
    return "".join(pieces)


@settings(max_examples=400)
@given(st.sampled_from(sorted(ZOO)), st.integers(0, 2**32))
def test_a_damaged_diagram_is_refused_or_runs(animal: str, seed: int) -> None:
    files = dict(ZOO[animal])
    files["p.bpmn"] = damaged(files["p.bpmn"].decode(), Random(seed)).encode()
    if check(files, lambda key: None, outcomes=outcomes):
        return
    specs = read(files)
    runners = (InMemory(specs, "p", World(seed)), Restarting(lambda: specs, "p", World(seed)))
    in_memory, saved = (told(runner, seed) for runner in runners)
    assert saved == in_memory


def told(runner: Any, seed: int) -> Any:
    """What a walk did; or why the diagram could not go on, which is an incident and no crash."""
    try:
        return walk(runner, seed, lambda step: FORMS.get(step.form, ({},)), hurry=0.3)
    except BpmnError as error:
        return str(error)
