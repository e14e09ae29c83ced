"""What the databases store otherwise than Python holds it comes back as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects.sqlite import dialect

from engine.columns import Passed, names_passed

ELEMENTS = st.text("abcdefghij_0123456789.-é", min_size=1, max_size=12)
NAMES = st.builds("{}:{}".format, st.sampled_from(["siklus_kasn", "plan_week", "x"]), ELEMENTS)


@given(st.lists(NAMES, max_size=8))
def test_a_path_is_read_as_it_was_written(names: list[str]) -> None:
    written = Passed().process_bind_param(names, dialect())
    assert written is not None
    assert names_passed(written) == names


def test_a_process_is_named_once_for_its_row() -> None:
    names = ["year:start", "year:f0", "plan_week:start", "year:end"]
    assert Passed().process_bind_param(names, dialect()) == "year:start,f0 plan_week:start year:end"


@pytest.mark.parametrize("text", ["start", "year:start f0", '["year:start"'.replace(":", " ")])
def test_a_damaged_path_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the doctor asks for no more
        names_passed(text)
