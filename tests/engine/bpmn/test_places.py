"""Where elements stand in the bytes of a file."""

from __future__ import annotations

import pytest

from engine.bpmn import places
from engine.bpmn.xml import BPMN, CAMUNDA


class Compared(str):
    """The namespace of Camunda, that counts how often another is held against it."""

    __slots__ = ("times",)
    times: int

    def __eq__(self, other: object) -> bool:
        self.times += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__


def prefixes(tasks: int) -> bytes:
    declared = "".join(f' xmlns:a{n}="urn:{n}"' for n in range(50))
    drawn = f'<bpmn:definitions xmlns:bpmn="{BPMN}"{declared}>{"<bpmn:task/>" * tasks}'
    return f"{drawn}</bpmn:definitions>".encode()


def test_namespaces_are_looked_at_where_they_are_declared_not_at_each_element(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared = Compared(CAMUNDA)
    monkeypatch.setattr(places, "CAMUNDA", compared)
    times = []
    for tasks in (1, 200):
        compared.times = 0
        places.places(prefixes(tasks))
        times.append(compared.times)
    assert times[0] == times[1]


def test_an_element_knows_the_prefix_that_means_camunda_where_it_stands() -> None:
    content = (
        f'<a xmlns:c="{CAMUNDA}"><b xmlns:c="urn:x"><d xmlns:e="{CAMUNDA}"/></b><f/></a><!-- -->'
    )
    root = places.places(content.encode())
    assert [(each.local, each.camunda) for each in root.all()] == [
        ("a", "c"),
        ("b", ""),
        ("d", "e"),
        ("f", "c"),
    ]


def test_an_attribute_cannot_do_without_a_prefix() -> None:
    content = f'<a xmlns="{CAMUNDA}" xmlns:c="{CAMUNDA}"><b xmlns=""/></a>'
    assert [each.camunda for each in places.places(content.encode()).all()] == ["c", "c"]
