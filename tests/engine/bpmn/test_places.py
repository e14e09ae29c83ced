"""Where elements stand in the bytes of a file, and how the file is written anew there."""

from __future__ import annotations

from typing import SupportsIndex

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


class Copied(bytes):
    """A file that counts its bytes as they are taken from it."""

    taken = 0

    def __getitem__(self, key: SupportsIndex | slice) -> Copied:  # type: ignore[override]
        assert isinstance(key, slice)
        part = Copied(super().__getitem__(key))
        Copied.taken += len(part)
        return part

    def __add__(self, other: bytes) -> Copied:  # type: ignore[override]
        return Copied(super().__add__(other))


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


def test_however_many_edits_there_are_the_file_is_copied_once() -> None:
    content = Copied(b"abcdefgh" * 100)
    edits = [places.Edit(at, at + 2, b"-") for at in range(0, 800, 8)]
    Copied.taken = 0
    assert places.edited(content, edits) == b"-cdefgh" * 100
    assert Copied.taken <= len(content)


def test_edits_come_in_any_order_and_what_is_put_at_one_place_stays_in_its_own() -> None:
    edits = [
        places.Edit(4, 6, b"E"),
        places.Edit(2, 3, b"C"),
        places.Edit(2, 2, b"1"),
        places.Edit(2, 2, b"2"),
        places.Edit(6, 6, b"!"),
    ]
    assert places.edited(b"abcdef", edits) == b"ab12CdE!"
    assert places.edited(b"abcdef", []) == b"abcdef"
