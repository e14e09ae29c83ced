"""One thing in a diagram is changed; every other byte stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.bpmn import rewrite
from engine.bpmn.outline import Line, outline
from engine.bpmn.parse import read
from engine.bpmn.xml import XmlError
from engine.definitions import shipped
from engine.uploads import problems

FILES = {path.rpartition("/")[2]: content for path, content in shipped().items()}
DIAGRAMS = sorted(name for name in FILES if name.endswith(".bpmn"))
COACHING, YEAR = FILES["coaching_week.bpmn"], FILES["siklus_kasn.bpmn"]

#: What XML may hold in an attribute.
WORDS = st.text(
    st.characters(
        codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"
    ),
    min_size=1,
    max_size=40,
)


def line_of(content: bytes, element: str) -> Line:
    return next(each for each in outline(content).lines if each.id == element)


def one_span(before: bytes, after: bytes) -> tuple[bytes, bytes]:
    """What was replaced by what, if all else is the same on both sides."""
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while (
        end < min(len(before), len(after)) - start
        and before[-1 - end : len(before) - end] == after[-1 - end : len(after) - end]
    ):
        end += 1
    return before[start : len(before) - end], after[start : len(after) - end]


# ---- names and forms --------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(data=st.data(), name=WORDS)
def test_any_element_of_any_diagram_takes_any_name(data: st.DataObject, name: str) -> None:
    content = FILES[data.draw(st.sampled_from(DIAGRAMS))]
    element = data.draw(st.sampled_from(outline(content).lines)).id
    after = rewrite.with_name(content, element, name)
    assert line_of(after, element).name == " ".join(name.split())
    others = [each for each in outline(after).lines if each.id != element]
    told = [each for each in outline(content).lines if each.id != element]
    assert [(each.id, each.name) for each in others] == [(each.id, each.name) for each in told]
    assert rewrite.with_name(after, element, name) == after


def test_the_same_name_changes_no_byte() -> None:
    assert rewrite.with_name(COACHING, "inventory", line_of(COACHING, "inventory").name) == COACHING


def test_another_form_is_one_span_of_bytes() -> None:
    after = rewrite.with_form(COACHING, "inventory", "umum.Catatan")
    assert one_span(COACHING, after) == (b"coaching_week.Inventory", b"umum.Catatan")


def test_an_element_without_a_name_gets_one() -> None:
    after = rewrite.with_name(COACHING, "again", "Ulangi")
    assert one_span(COACHING, after) == (b"", b' name="Ulangi"')


ODD = b"""<?xml version='1.0'?>
<!-- name="not this" -->
<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' id="d">
  <process id='odd' isExecutable="true">
    <userTask  id = 'a'
               name = 'Tulis "id" name="x" &amp; kirim'/>
    <userTask id="b"/><!-- <userTask id="a" name="no"/> -->
    <documentation><![CDATA[<userTask id="a" name="no"/>]]></documentation>
  </process>
</definitions>
"""


def test_quotes_comments_and_cdata_are_told_apart() -> None:
    after = rewrite.with_name(ODD, "a", "Tulis 'surat'")
    assert b"name = 'Tulis &apos;surat&apos;'/>" in after
    assert after.replace(b"Tulis &apos;surat&apos;", b'Tulis "id" name="x" &amp; kirim') == ODD


def test_a_drawing_that_never_spoke_of_forms_learns_the_word() -> None:
    after = rewrite.with_form(ODD, "b", "umum.Catatan")
    assert line_of(after, "b").form == "umum.Catatan"
    assert after.count(b"xmlns:camunda=") == 1
    again = rewrite.with_property(after, "a", "due", "opens")
    assert line_of(again, "a").properties == {"due": "opens"}


def test_a_mark_before_the_text_moves_nothing() -> None:
    marked = b"\xef\xbb\xbf" + COACHING
    assert rewrite.with_name(marked, "inventory", "Satu") == b"\xef\xbb\xbf" + rewrite.with_name(
        COACHING, "inventory", "Satu"
    )


# ---- windows and properties -------------------------------------------------------------------


def test_a_window_is_one_span_of_bytes() -> None:
    after = rewrite.with_property(YEAR, "plan_week", "closes", "9 Februari")
    assert one_span(YEAR, after) == (b"7", b"9")
    assert line_of(after, "plan_week").properties["closes"] == "9 Februari"


@pytest.mark.parametrize("element", [each.id for each in outline(COACHING).lines])
def test_a_property_that_comes_and_goes_leaves_what_was_there(element: str) -> None:
    after = rewrite.with_property(COACHING, element, "catatan", "satu & dua")
    assert line_of(after, element).properties["catatan"] == "satu & dua"
    assert one_span(COACHING, after)[0] == b""
    back = rewrite.with_property(after, element, "catatan", "")
    assert line_of(back, element).properties == line_of(COACHING, element).properties


def test_a_property_beside_another_takes_its_line_and_gives_it_back() -> None:
    after = rewrite.with_property(COACHING, "receive_coaching", "state", "coached")
    line = b'\n          <camunda:property name="state" value="coached" />'
    assert after.replace(line, b"") == COACHING
    assert rewrite.with_property(after, "receive_coaching", "state", "") == COACHING


def test_what_is_not_there_need_not_be_taken_away() -> None:
    assert rewrite.with_property(COACHING, "inventory", "due", "") == COACHING


# ---- roles ------------------------------------------------------------------------------------


def test_a_task_goes_to_the_lane_of_its_new_role() -> None:
    after = rewrite.with_role(COACHING, "inventory", "sdm")
    assert problems({**shipped(), "coaching_week/coaching_week.bpmn": after}) == []
    [step] = [
        each
        for each in read({"coaching_week.bpmn": after}).steps.values()
        if each.id == "inventory"
    ]
    assert step.role == "sdm"
    assert after.count(b"<bpmn:flowNodeRef>inventory</bpmn:flowNodeRef>") == 1


def test_a_role_without_a_lane_is_refused() -> None:
    with pytest.raises(rewrite.NoSuchLane, match="pr_chairman"):
        rewrite.with_role(COACHING, "inventory", "pr_chairman")


# ---- what is refused --------------------------------------------------------------------------

CHANGES: list[Callable[[bytes, str], bytes]] = [
    lambda content, element: rewrite.with_name(content, element, "x"),
    lambda content, element: rewrite.with_form(content, element, "x"),
    lambda content, element: rewrite.with_property(content, element, "x", "y"),
    lambda content, element: rewrite.with_role(content, element, "sdm"),
]


@pytest.mark.parametrize("change", CHANGES)
def test_an_element_that_is_not_there_is_named(change: Callable[[bytes, str], bytes]) -> None:
    with pytest.raises(rewrite.NoSuchElement, match="nobody"):
        change(COACHING, "nobody")


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("content", [b"", b"<a>", b"<!DOCTYPE a><a/>"])
def test_what_is_no_diagram_is_refused(
    change: Callable[[bytes, str], bytes], content: bytes
) -> None:
    with pytest.raises(XmlError):
        change(content, "a")
