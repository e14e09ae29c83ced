"""A diagram as Camunda Modeler writes it comes in; what is in no doubt is written our way."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.bpmn.check import Problem
from engine.bpmn.foreign import adopted, role_meant
from engine.definitions import problems, shipped

FILE = Path(__file__).parent / "modeler" / "serah_terima.bpmn"
NAME = FILE.name
DRAWN = FILE.read_bytes()


def mended(drawn: bytes) -> bytes:
    return adopted(drawn, "serah_terima").content


def found_in(drawn: bytes) -> list[Problem]:
    """What the check says of the file, beside what we ship."""
    found = problems({**shipped(), NAME: drawn})
    return [each for each in found if each.file == NAME]


def sentences(old: str, new: str) -> list[str]:
    """What the check says where the officer has drawn something else."""
    assert old in DRAWN.decode()
    drawn = mended(DRAWN.decode().replace(old, new).encode())
    return [f"{each.element}: {each.message}" for each in found_in(drawn)]


def test_the_file_is_what_that_editor_writes() -> None:
    head = DRAWN[:2000].decode()
    assert 'exporter="Camunda Modeler"' in head
    assert "modeler:executionPlatform=" in head
    assert 'camunda:historyTimeToLive="180"' in head
    assert DRAWN.count(b"\r\n") == DRAWN.count(b"\n")


def test_it_comes_in_and_says_what_was_written_anew() -> None:
    found = adopted(DRAWN, "serah_terima")
    assert found_in(found.content) == []
    assert [str(each) for each in found.mends] == [
        "Id proses Process_0x4jr8n menjadi serah_terima.",
        "11 id unsur ditulis dengan huruf kecil.",
        "5 peran ditulis seperti di aplikasi ini.",
        "1 ungkapan ditulis tanpa ${…}.",
    ]


def test_all_else_stays_byte_for_byte() -> None:
    old, new = DRAWN.decode().split("\r\n"), mended(DRAWN).decode().split("\r\n")
    assert len(old) == len(new)
    touched = [(a, b) for a, b in zip(old, new, strict=True) if a != b]
    task = next(b for _, b in touched if "Serahkan dokumen" in b)
    assert task.strip() == (
        '<bpmn:userTask id="activity_0k2f9xq" name="Serahkan dokumen" '
        'camunda:formKey="umum.Konfirmasi" camunda:candidateGroups="pegawai">'
    )
    assert any('bpmnElement="activity_0k2f9xq"' in b for _, b in touched)
    assert adopted(mended(DRAWN), "serah_terima").mends == ()


def test_what_we_ship_needs_nothing() -> None:
    for path, content in shipped().items():
        if path.endswith(".bpmn"):
            stem = path.rpartition("/")[2].removesuffix(".bpmn")
            assert adopted(content, stem).content == content, path


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Atasan Pejabat-Penilai", "atasan_pejabat_penilai"),
        ("${ pegawai }", "pegawai"),
        ("#{sdm}", "sdm"),
        ("kepala seksi", ""),
        ("${execution.id}", ""),
    ],
)
def test_a_role_is_what_people_mean_by_it(text: str, role: str) -> None:
    assert role_meant(text) == role


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'camunda:assignee="${pegawai}"',
            'camunda:assignee="budi"',
            "activity_0k2f9xq: Pelaku budi pada activity_0k2f9xq tidak dikenal. Letakkan tugas di "
            "lajur peran, atau beri candidateGroups salah satu dari: ",
        ),
        (
            'camunda:formKey="umum.Catatan"',
            'camunda:formKey="embedded:app:catat.html"',
            "activity_1c6z5wn: Formulir embedded:app:catat.html tidak ada; tulis misalnya "
            "umum.Konfirmasi.",
        ),
        (
            'camunda:formKey="umum.Catatan"',
            'camunda:asyncBefore="true" camunda:formKey="umum.Catatan"',
            "activity_1c6z5wn: Atribut asyncBefore tidak berpengaruh di sini; hapus.",
        ),
        (
            "<bpmn:extensionElements />\r\n      <bpmn:incoming>",
            "<bpmn:extensionElements><camunda:formData /></bpmn:extensionElements><bpmn:incoming>",
            "activity_0k2f9xq: Perluasan formData tidak berpengaruh; pakai camunda:properties.",
        ),
        (
            'id="Lane_0y3q8rt" name="SDM"',
            'id="Lane_0y3q8rt" name="Kepegawaian"',
            "Lane_0y3q8rt: Lajur Kepegawaian bukan peran. Peran yang ada: ",
        ),
    ],
)
def test_what_we_do_not_take_is_named_with_its_element(old: str, new: str, said: str) -> None:
    assert any(each.startswith(said) for each in sentences(old, new)), sentences(old, new)


def test_of_an_element_that_we_do_not_take_nothing_else_is_said() -> None:
    """Its flows lead nowhere and what lies behind is not reached, but that is no other fault."""
    [only] = sentences("scriptTask", "serviceTask")
    assert only.startswith("Activity_1r5h7bc: Tugas layanan tidak dipakai; ")


def test_ids_that_would_meet_stay_and_are_named() -> None:
    drawn = DRAWN.replace(b"Gateway_1w8d3lu", b"start").replace(b"StartEvent_1", b"START")
    found = found_in(mended(drawn))
    assert any(each.element == "START" and each.code == "reserved-id" for each in found)


def test_groups_that_are_empty_take_the_role_of_the_assignee() -> None:
    drawn = DRAWN.replace(
        b'camunda:assignee="${pegawai}"',
        b'camunda:candidateGroups="" camunda:assignee="Pegawai"',
    )
    found = adopted(drawn, "serah_terima")
    assert b'camunda:candidateGroups="pegawai">' in found.content
    assert found_in(found.content) == []
    assert found.mends == adopted(DRAWN, "serah_terima").mends, "one role, as before"


@pytest.mark.parametrize("written", ["${a} == ${b}", "#{a} and #{b}", "${${a}}"])
def test_an_expression_of_several_parts_stays_as_it_came(written: str) -> None:
    drawn = DRAWN.replace(b"${serah_terima_lembar &gt; 10}", written.encode())
    assert drawn != DRAWN
    assert f">{written}<".encode() in mended(drawn)


# ---- what names a renamed phase ---------------------------------------------------------------

YEAR_PATH = next(path for path in shipped() if path.endswith("/siklus_kasn.bpmn"))
YEAR = shipped()[YEAR_PATH].decode()


def year_with(phase: str, *more: tuple[str, str]) -> str:
    """The year with `phase` as the id of Plan Week, wherever it is named."""
    drawn = YEAR
    for old, new in (
        ('id="plan_week"', f'id="{phase}"'),
        ('Ref="plan_week"', f'Ref="{phase}"'),
        ('bpmnElement="plan_week"', f'bpmnElement="{phase}"'),
        ("due('plan_week.opens')", f"due('{phase}.opens')"),
        ("runs('plan_week')", f"runs('{phase}')"),
        *more,
    ):
        assert old in drawn, old
        drawn = drawn.replace(old, new)
    return drawn


@pytest.mark.parametrize(
    "more",
    [
        (),
        (("runs('Activity-Plan.week')", "${ runs( &quot;Activity-Plan.week&quot; ) }"),),
        (("due('Activity-Plan.week.opens')", '<![CDATA[due("Activity-Plan.week.opens")]]>'),),
        (("keberatan.closes + 7 hari", "Activity-Plan.week.closes + 7 hari"),),
    ],
    ids=["as drawn", "wrapped", "cdata", "rule"],
)
def test_what_names_a_phase_follows_its_new_id(more: tuple[tuple[str, str], ...]) -> None:
    drawn = year_with("Activity-Plan.week", *more)
    taken = adopted(drawn.encode(), "siklus_kasn").content
    assert b"Activity-Plan.week" not in taken
    found = problems({**shipped(), YEAR_PATH: taken})
    assert [each for each in found if each.file == YEAR_PATH] == []


def test_what_only_resembles_the_phase_stays() -> None:
    like = "runs('Activity_Plan') and runs('Activity_Plan_week_2') and 'Activity_Plan_week' == x"
    drawn = year_with("Activity_Plan_week", ("runs('Activity_Plan_week')", like))
    assert f">{like}<".encode() in adopted(drawn.encode(), "siklus_kasn").content


def test_of_an_expression_inside_another_the_inner_one_is_written_anew() -> None:
    inner = "<bpmn:conditionExpression>runs('{}')</bpmn:conditionExpression>"
    nested = f"${{ {inner.format('Activity_Plan_week')} }}"
    drawn = year_with("Activity_Plan_week", ("runs('Activity_Plan_week')", nested))
    taken = adopted(drawn.encode(), "siklus_kasn").content.decode()
    assert f"${{ {inner.format('activity_plan_week')} }}" in taken
