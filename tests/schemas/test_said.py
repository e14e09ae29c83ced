"""A sentence remembers what it was made of, wherever it goes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.said import Said, Written, cite, say

NAMES = ("one", "other")
TEMPLATE = "Antara {one} dan {other}: {{}}."


def sentence(params: Mapping[str, Any]) -> Said:
    return cite(TEMPLATE, **params)


def among(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Said]:
    return st.fixed_dictionaries(dict.fromkeys(NAMES, values)).map(sentence)


WORDS = st.text() | st.integers() | st.booleans() | st.dates() | st.text().map(Written)
SENTENCES = st.recursive(among(WORDS), lambda inner: among(WORDS | inner), max_leaves=5)


def parts(said: Said) -> Any:
    """All that a sentence consists of, with what kind each part is."""
    params = {name: parts(each) if isinstance(each, Said) else (type(each), each)
              for name, each in said.params.items()}  # fmt: skip
    return str(said), said.template, params


@given(SENTENCES)
def test_a_sentence_is_the_same_in_another_process_and_in_a_copy(said: Said) -> None:
    there = Said.from_json(json.loads(json.dumps(said.to_json())))
    assert parts(there) == parts(said)
    assert parts(deepcopy(said)) == parts(said)


def test_a_plain_word_that_is_said_may_be_translated_there_and_one_that_is_cited_may_not() -> None:
    for tell, kind in ((say, str), (cite, Written)):
        there = Said.from_json(json.loads(json.dumps(tell("Id {id}.", id="mulai").to_json())))
        assert there == "Id mulai."
        assert type(there.params["id"]) is kind


def test_what_no_sentence_carries_is_refused_before_it_leaves() -> None:
    with pytest.raises(TypeError, match="datetime"):
        say("Ditutup {at}.", at=datetime(2026, 4, 3, 9, tzinfo=UTC)).to_json()


def test_a_sentence_that_lacks_a_part_is_never_made() -> None:
    with pytest.raises(KeyError, match="other"):
        say("Antara {one} dan {other}.", one=1)
