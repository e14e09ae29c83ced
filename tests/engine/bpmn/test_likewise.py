"""A drawing comes from an editor that writes in its own way; only what was drawn changes."""

from __future__ import annotations

import pytest
from lxml import etree

from engine.bpmn.compare import compare_file
from engine.bpmn.likewise import likewise
from engine.bpmn.xml import XmlError
from engine.definitions import shipped

FILES = {path: content for path, content in shipped().items() if path.endswith(".bpmn")}
COACHING = FILES["coaching_week/coaching_week.bpmn"]


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


def lines(content: bytes) -> set[bytes]:
    return set(content.splitlines())
