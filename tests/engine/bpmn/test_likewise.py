"""A drawing comes from an editor that writes in its own way; only what was drawn changes."""

from __future__ import annotations

from collections import Counter

import pytest
from lxml import etree

from engine.bpmn import likewise as module
from engine.bpmn.compare import compare_file
from engine.bpmn.likewise import likewise
from engine.bpmn.places import Node
from engine.bpmn.xml import XmlError
from engine.definitions import shipped

FILES = {path: content for path, content in shipped().items() if path.endswith(".bpmn")}
COACHING = FILES["coaching_week/coaching_week.bpmn"]
ANSWERS = (b"confirmed", b"corrected")


def rewritten(content: bytes) -> bytes:
    """The same diagram with other white space, and its attributes in another order."""
    root = etree.fromstring(content, etree.XMLParser(remove_blank_text=True))
    for element in root.iter():
        kept = sorted(element.items(), reverse=True)
        element.attrib.clear()
        element.attrib.update(kept)
    etree.indent(root, "\t")
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


@pytest.mark.parametrize("path", FILES)
def test_another_way_of_writing_changes_no_byte(path: str) -> None:
    assert rewritten(FILES[path]) != FILES[path]
    assert likewise(FILES[path], rewritten(FILES[path])) == FILES[path]


def test_another_name_is_the_only_line_that_changes() -> None:
    drawn = COACHING.replace(b'name="Catat hasil coaching"', b'name="Tulis &lt;hasil&gt;"')
    after = likewise(COACHING, rewritten(drawn))
    assert len(lines(after) - lines(COACHING)) == 1
    assert after == drawn


def test_what_is_taken_away_is_missing_and_nothing_else() -> None:
    flow = next(line for line in COACHING.splitlines(keepends=True) if b'id="to_held"' in line)
    drawn = COACHING.replace(flow, b"")
    assert likewise(COACHING, rewritten(drawn)) == drawn


def test_a_new_element_comes_as_the_editor_wrote_it() -> None:
    task = b'<bpmn:userTask id="fresh" name="Baca panduan" />'
    drawn = COACHING.replace(b"<bpmn:endEvent", task + b"\n    <bpmn:endEvent", 1)
    after = likewise(COACHING, rewritten(drawn))
    [line] = lines(after) - lines(COACHING)
    assert b"Baca panduan" in line
    assert lines(COACHING) <= lines(after)
    assert compare_file("coaching_week.bpmn", drawn, after) == ()


def test_words_of_a_condition_are_the_only_ones_that_change() -> None:
    drawn = COACHING.replace(b"== 'setuju'", b"== 'tidak'")
    assert likewise(COACHING, rewritten(drawn)) == drawn != COACHING


def test_other_prefixes_are_left_to_the_editor() -> None:
    foreign = COACHING.replace(b"bpmn:", b"b:").replace(b"xmlns:bpmn=", b"xmlns:b=")
    assert likewise(COACHING, foreign) == foreign


def test_what_is_no_xml_is_refused() -> None:
    with pytest.raises(XmlError):
        likewise(COACHING, b"<bpmn:definitions")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<a>ONE <b/> TWO</a>", "<a>ONE <b/> THREE</a>"),
        ("<a>ONE <b/> TWO <c/></a>", "<a>ONE <c/> TWO <b/></a>"),
        ("<a><x>ONE <b/></x><y/></a>", "<a><x><b/> ONE</x><y/></a>"),
        ("<a><x><![CDATA[<!-- said -->]]><b/></x></a>", "<a><x><b/></x></a>"),
    ],
)
def test_words_beside_elements_are_the_ones_that_were_written(before: str, after: str) -> None:
    assert likewise(before.encode(), after.encode()) == after.encode()


def test_what_is_only_remarked_beside_elements_stays() -> None:
    assert likewise(b"<a><!-- why --><b/></a>", b"<a>\n  <b />\n</a>") == b"<a><!-- why --><b/></a>"


def test_the_order_in_which_answers_are_tried_is_the_one_that_was_drawn() -> None:
    yes, no = (COACHING.index(b'<bpmn:sequenceFlow id="coaching_%s' % each) for each in ANSWERS)
    end = COACHING.index(b"<bpmn:userTask", no)
    drawn = COACHING[:yes] + COACHING[no:end] + COACHING[yes:no] + COACHING[end:]
    assert likewise(COACHING, rewritten(drawn)) == drawn != COACHING


def test_rules_of_which_the_first_one_fits_stay_in_their_order() -> None:
    first, second = b"<rule id='one'/>", b"<rule id='two'/>"
    before = b"<table hitPolicy='FIRST'>\n  <input/>\n  %s\n  %s\n</table>"
    drawn = b"<table hitPolicy='FIRST'>%s%s<input/></table>" % (second, first)
    assert likewise(before % (first, second), drawn) == before % (second, first)


def test_a_prefix_that_means_something_else_is_left_to_the_editor() -> None:
    text = b'<a xmlns:xsi="urn:xsi" xmlns:t="urn:%s"><b xsi:type="t:words"/></a>'
    assert likewise(text % b"one", text % b"two") == text % b"two"


def test_a_new_prefix_is_declared_beside_those_there_were() -> None:
    color = b' xmlns:color="urn:color"'
    drawn = COACHING.replace(b' xmlns:camunda="', color + b' xmlns:camunda="')
    drawn = drawn.replace(b'id="start" ', b'id="start" color:fill="red" ')
    after = likewise(COACHING, rewritten(drawn))
    root, start = sorted(lines(after) - lines(COACHING), key=lambda line: b"xmlns" not in line)
    assert root.endswith(color + b">")
    assert b'color:fill="red"' in start


def test_names_without_a_prefix_may_be_new() -> None:
    before = b"<x:a  xmlns:x='urn:x'><x:b/></x:a>"
    root = b"<x:a  xmlns:x='urn:x' xmlns=\"urn:y\">"
    after = b'<x:a xmlns="urn:y" xmlns:x="urn:x"><x:b /><c /></x:a>'
    assert likewise(before, after) == root + b"<x:b/><c /></x:a>"
    assert likewise(b"<x:a  xmlns:x='urn:x'/>", root + b"</x:a>") == root[:-1] + b"/>"


def test_what_cannot_be_written_as_it_was_is_left_to_the_editor() -> None:
    before = b'<a><b id="1"><c xmlns:n="urn:n" k="1"><n:d/><n:d/></c></b></a>'
    after = before.replace(b'k="1"', b'k="2"')
    assert likewise(before, after) == after


def test_a_deep_drawing_is_gone_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = Counter[int]()
    same = module._same_tag

    def counting(old: Node, new: Node) -> bool:
        compared[levels] += 1
        return same(old, new)

    monkeypatch.setattr(module, "_same_tag", counting)
    for levels in (25, 50):
        before = b"<a>" * levels + b"<b n='1'/>" + b"</a>" * levels
        likewise(before, before.replace(b"1", b"2"))
    assert compared[50] < 3 * compared[25]


def test_many_new_names_are_not_each_looked_for_in_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = Counter[int]()

    class Name(str):
        __slots__ = ()
        __hash__ = str.__hash__

        def __eq__(self, other: object) -> bool:
            compared[tasks] += 1
            return str.__eq__(self, str(other))

    monkeypatch.setattr(module, "_name", lambda _content, node: Name(node.value("id")))
    for tasks in (100, 200):
        before = "".join(f'<task id="old{n}"/>' for n in range(tasks))
        after = "".join(f'<task id="new{n}"/>' for n in range(tasks))
        likewise(f"<a>{before}</a>".encode(), f"<a>{after}</a>".encode())
    assert compared[200] < 3 * compared[100] + 100


def lines(content: bytes) -> set[bytes]:
    return set(content.splitlines())
