"""What the stories prove together: no diagram has a way that no story goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from importlib.util import module_from_spec, spec_from_file_location
from inspect import signature
from pathlib import Path

from engine import definitions
from engine.bpmn.parse import read
from tests.phases.telling import Story, Told


def test_every_sequence_flow_is_taken_by_some_story(
    tell: Callable[[str], AbstractContextManager[Story]], told: Told
) -> None:
    # What another process is still to tell, this one tells, too.
    for name, tale in stories():
        if name not in told:
            with tell(name) as story:
                tale(story)
    specs = read(definitions.shipped())
    flows = {f"{specs.owner[container]}:{flow}" for (container, _, _), flow in specs.flows.items()}
    untold = flows - told.passed()
    assert not untold, "no story takes " + ", ".join(sorted(untold))


def stories() -> Iterator[tuple[str, Callable[[Story], None]]]:
    """The tests of this folder that are nothing but a story, by name."""
    for file in sorted(Path(__file__).parent.glob("test_*.py")):
        spec = spec_from_file_location(f"told_{file.stem}", file)
        assert spec is not None
        assert spec.loader is not None
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        for name, each in vars(module).items():
            if name.startswith("test_") and list(signature(each).parameters) == ["story"]:
                yield f"{file.stem}.{name}", each
