"""Two versions are compared in words: nothing that means something changes unseen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from engine.bpmn import rewrite
from engine.bpmn.compare import Change, compare, compare_file
from engine.bpmn.compare.drawing import Drawing, Thing, drawing
from engine.definitions import shipped

FILES = shipped()
COACHING = FILES["coaching_week/coaching_week.bpmn"]
YEAR = FILES["siklus_kasn/siklus_kasn.bpmn"]
PREDIKAT = FILES["final_rating/predikat.dmn"]
TASK = b"""    <bpmn:userTask id="calm_down" name="Tenangkan diri" />
  </bpmn:process>"""


def said(changes: tuple[Change, ...]) -> list[str]:
    return [str(each.said) for each in changes]


def test_a_version_is_the_same_as_itself() -> None:
    assert compare(FILES, dict(FILES)) == ()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            lambda text: rewrite.with_name(text, "record_coaching", "Tulis hasil"),
            "Tugas “Catat hasil coaching” sekarang bernama “Tulis hasil”.",
        ),
        (
            lambda text: rewrite.with_form(text, "inventory", "umum.Catatan"),
            "Tugas “Inventarisasi kemajuan SKP”: formulir “coaching_week.Inventory” menjadi "
            "“umum.Catatan”.",
        ),
        (
            lambda text: rewrite.with_property(text, "receive_coaching", "due", ""),
            "Tugas “Terima dokumen coaching”: tenggat “receive” dihapus.",
        ),
        (
            lambda text: rewrite.with_role(text, "inventory", "sdm"),
            "Tugas “Inventarisasi kemajuan SKP”: peran “pegawai” menjadi “sdm”.",
        ),
        (
            lambda text: text.replace(b"== 'setuju'", b"== 'tidak'"),
            "Panah “Ya”: syarat “coaching_week_confirmation == 'setuju'” menjadi "
            "“coaching_week_confirmation == 'tidak'”.",
        ),
        (
            lambda text: text.replace(b'default="coaching_corrected"', b""),
            "Pertanyaan “Pegawai setuju?”: jawaban selain itu “Tidak, perlu perbaikan” dihapus.",
        ),
        (
            lambda text: text.replace(b"due('closes')", b"due('opens')"),
            "Waktu tunggu “Coaching Week ditutup”: waktu “due('closes')” menjadi “due('opens')”.",
        ),
        (
            lambda text: text.replace(b"held = True", b"held = False"),
            "Catatan otomatis “Catat: coaching terlaksana”: isi catatan "
            "“coaching_week_held = True” menjadi “coaching_week_held = False”.",
        ),
        (
            lambda text: text.replace(
                b'sourceRef="schedule_coaching" targetRef="again"',
                b'sourceRef="schedule_coaching" targetRef="record_coaching"',
            ),
            "Panah “Tetapkan jadwal coaching → Catat hasil coaching”: ke “titik sebelum Catat "
            "hasil coaching” menjadi “Catat hasil coaching”.",
        ),
        (
            lambda text: text.replace(b"  </bpmn:process>", TASK),
            "Tugas “Tenangkan diri” ditambahkan.",
        ),
        (
            lambda text: text.replace(
                b'isHorizontal="true">\n        <dc:Bounds x="100"',
                b'isHorizontal="true">\n        <dc:Bounds x="101"',
            ),
            "Tata letak 1 elemen berubah.",
        ),
        (
            lambda text: text.replace(b'"held_terminate"', b'"held_otherwise"'),
            "Akhir “Coaching terlaksana”: rincian lain berubah.",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_change_is_one_sentence(change: Callable[[bytes], bytes], sentence: str) -> None:
    assert said(compare_file("coaching_week.bpmn", COACHING, change(COACHING))) == [sentence]


def test_where_ways_meet_an_arrow_goes_by_what_comes_before_and_after() -> None:
    """The point itself has no name: nobody knows its id."""
    into = b'sourceRef="schedule_coaching" targetRef="again"'
    before = COACHING.replace(into, b'name="Lagi" ' + into)
    assert said(compare_file("coaching_week.bpmn", before, COACHING)) == [
        "Panah “Tetapkan jadwal coaching → Catat hasil coaching”: nama “Lagi” dihapus."
    ]
    start, end = COACHING.index(b'<bpmn:exclusiveGateway id="again">'), b"</bpmn:exclusiveGateway>"
    gone = COACHING[:start] + COACHING[COACHING.index(end, start) + len(end) :]
    assert said(compare_file("coaching_week.bpmn", COACHING, gone))[-1] == (
        "Pertanyaan “titik sebelum Catat hasil coaching” dihapus."
    )


def test_what_is_added_is_removed_the_other_way_round() -> None:
    more = COACHING.replace(b"  </bpmn:process>", TASK)
    [added] = compare_file("coaching_week.bpmn", COACHING, more)
    [removed] = compare_file("coaching_week.bpmn", more, COACHING)
    assert (added.kind, removed.kind) == ("added", "removed")
    assert added.elements == removed.elements == ("calm_down",)
    assert said((removed,)) == ["Tugas “Tenangkan diri” dihapus."]


def test_a_window_is_said_by_its_edges() -> None:
    later = rewrite.with_property(YEAR, "mid_year_dialog", "opens", "2 Juli")
    later = rewrite.with_property(later, "mid_year_dialog", "informal", "3 Agustus")
    assert said(compare_file("siklus_kasn.bpmn", YEAR, later)) == [
        "Tahap “Dialog Tengah Tahun”: dibuka “1 Juli” menjadi “2 Juli”.",
        "Tahap “Dialog Tengah Tahun”: tenggat informal “mid_year_dialog.closes + 30 hari” menjadi "
        "“3 Agustus”.",
    ]


def test_a_cell_is_said_by_its_row_and_column() -> None:
    higher = PREDIKAT.replace(b"&gt;= 91", b"&gt;= 90").replace(b'"Buruk"', b'"Sangat Kurang"')
    changes = compare_file("predikat.dmn", PREDIKAT, higher)
    assert said(changes) == [
        "Tabel “Predikat dari NPK”, baris 1, kolom NPK (dua desimal): “>= 91” menjadi “>= 90”.",
        'Tabel “Predikat dari NPK”, baris 5, kolom predikat: “"Buruk"” menjadi “"Sangat Kurang"”.',
    ]
    assert [each.elements for each in changes] == [("sangat_baik",), ("buruk",)]


def test_rows_come_and_go_and_change_places() -> None:
    start, end = PREDIKAT.index(b'<rule id="cukup">'), PREDIKAT.index(b'<rule id="kurang">')
    less = PREDIKAT[:start] + PREDIKAT[end:]
    row = '(>= 61 · "Cukup" · 61 sampai di bawah 76)'
    assert said(compare_file("predikat.dmn", PREDIKAT, less)) == [
        f"Tabel “Predikat dari NPK”: baris 3 dihapus {row}."
    ]
    assert said(compare_file("predikat.dmn", less, PREDIKAT)) == [
        f"Tabel “Predikat dari NPK”: baris 3 ditambahkan {row}."
    ]
    tail = PREDIKAT.index(b"</decisionTable>")
    moved = less[: tail - (end - start)] + PREDIKAT[start:end] + PREDIKAT[tail:]
    assert said(compare_file("predikat.dmn", PREDIKAT, moved)) == [
        "Tabel “Predikat dari NPK”: urutan baris berubah."
    ]


CHAIN = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">
{tasks}<userTask id="t{last}" name="Selesai"/>{flows}</process></definitions>"""


def chain(length: int) -> bytes:
    """Tasks without a name, one behind the other, and one with a name at the end."""
    tasks = "".join(f'<userTask id="t{n}"/>' for n in range(length))
    flow = '<sequenceFlow id="f{n}" sourceRef="t{n}" targetRef="t{next}"/>'
    flows = "".join(flow.format(n=n, next=n + 1) for n in range(length))
    return CHAIN.format(tasks=tasks, last=length, flows=flows).encode()


def bush(size: int) -> bytes:
    """Tasks without a name that lead to one question without a name, and as many behind it."""
    tasks = "".join(f'<userTask id="t{n}"/>' for n in range(2 * size))
    to = '<sequenceFlow id="f{n}" sourceRef="t{n}" targetRef="t{last}"/>'
    away = '<sequenceFlow id="f{n}" sourceRef="t{last}" targetRef="t{n}"/>'
    flows = "".join((to, away)[n // size].format(n=n, last=2 * size) for n in range(2 * size))
    text = CHAIN.format(tasks=tasks, last=2 * size, flows=flows)
    return text.replace('name="Selesai"', "").encode()


class Counted(dict[str, Thing]):
    """Counts how often something is looked up."""

    asked = 0

    def get(self, *key: Any) -> Any:
        self.asked += 1
        return super().get(*key)


def test_what_has_no_name_goes_by_what_follows_if_that_is_near() -> None:
    read = drawing(chain(200))
    assert read.name("t199") == "titik sebelum Selesai"
    assert read.name("t190") == "titik sebelum Selesai"
    assert read.name("f190") == "t190 → Selesai"
    assert read.name("t0") == "t0"


@pytest.mark.parametrize("shape", [chain, bush], ids=["a chain", "many that meet"])
def test_many_things_without_a_name_are_named_in_time(shape: Callable[[int], bytes]) -> None:
    def looked_at(size: int) -> int:
        read = drawing(shape(size))
        counted = Counted(read.things)
        asked = Drawing(counted, read.places)
        for id_ in read.things:
            asked.name(id_)
        return counted.asked

    assert looked_at(400) < 3 * looked_at(200)


def test_files_are_known_by_their_names_wherever_they_lie() -> None:
    elsewhere = {path.rpartition("/")[2]: content for path, content in FILES.items()}
    del elsewhere["keberatan.bpmn"]
    assert said(compare(FILES, elsewhere)) == ["Berkas keberatan.bpmn dihapus."]
    assert said(compare(elsewhere, FILES)) == ["Berkas keberatan.bpmn ditambahkan."]


def test_a_broken_file_is_said_to_be_so() -> None:
    [broken] = compare_file("coaching_week.bpmn", COACHING, COACHING[:-20])
    assert broken.said.startswith("Berkas coaching_week.bpmn tidak dapat dibaca: XML ini rusak")


def test_another_way_of_writing_is_no_change() -> None:
    for path, content in FILES.items():
        root = etree.fromstring(content, etree.XMLParser(remove_blank_text=True))
        other = etree.tostring(root, xml_declaration=True, encoding="utf-8")
        assert other != content
        assert compare_file(path, content, other) == ()


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_nothing_that_is_written_changes_unseen(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(FILES)))
    root = etree.fromstring(FILES[path])
    inside = "{*}process" if path.endswith(".bpmn") else "{*}decision"
    places = [
        (element, name)
        for element in next(root.iter(inside)).iter()
        if isinstance(element.tag, str)
        for name in [*element.attrib, *([None] if (element.text or "").strip() else [])]
        # Said by the flow itself.
        if etree.QName(element).localname not in ("incoming", "outgoing")
        and name != "{http://www.w3.org/2001/XMLSchema-instance}type"
        # Nobody refers to a cell or a column by its id.
        and not (name == "id" and path.endswith(".dmn"))
    ]
    element, name = data.draw(st.sampled_from(places))
    if name is None:
        element.text = f"{element.text.strip()}x"
    else:
        element.set(name, f"{element.get(name)}x")
    changes = compare_file(path, FILES[path], etree.tostring(root))
    assert changes, f"{etree.QName(element).localname} {name}"
