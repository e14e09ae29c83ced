"""A file of the desktop Camunda Modeler is taken in, published, lived to its end and given back."""

from __future__ import annotations

from pathlib import Path

from engine import commands, drafts, queries, uploads
from engine.bpmn.foreign import adopted
from engine.models import History, Version
from tests.engine.agency import Agency

NAME = "Serah Terima.bpmn"
DRAWN = (Path(__file__).parent / "bpmn" / "modeler" / "serah_terima.bpmn").read_bytes()
YEAR = "siklus_kasn.bpmn"
#: The year calls it before anything else.
CALLED = (
    '<bpmn:sequenceFlow id="to_skp_agreement" sourceRef="start"',
    '<bpmn:sequenceFlow id="to_serah_terima" sourceRef="start" targetRef="serah_terima_awal" />'
    '<bpmn:callActivity id="serah_terima_awal" name="Serah Terima" calledElement="serah_terima">'
    "<bpmn:extensionElements><camunda:properties>"
    '<camunda:property name="opens" value="1 Januari" />'
    '<camunda:property name="closes" value="20 Januari" />'
    "</camunda:properties></bpmn:extensionElements></bpmn:callActivity>"
    '<bpmn:sequenceFlow id="to_skp_agreement" sourceRef="serah_terima_awal"',
)
OUT = ("<bpmn:outgoing>to_skp_agreement<", "<bpmn:outgoing>to_serah_terima<")


def taken_in(agency: Agency) -> str:
    """A draft with the file in it, and the year that calls it."""
    draft = agency.do("sdm", commands.begin_draft, name="Serah terima")
    texts = agency.ask("sdm", queries.draft_files, draft)
    came = drafts.incoming(texts, NAME, DRAWN)
    checked = uploads.checked({**texts, came.path: came.text.encode()})
    agency.do("sdm", commands.import_file, draft_id=draft, came=came, checked=checked)
    year = agency.ask("sdm", queries.draft_file, draft, YEAR).text
    year = year.replace(*OUT).replace(*CALLED)
    agency.do("sdm", commands.save_diagram, draft_id=draft, name=YEAR, text=year, rev=0)
    return draft


def test_it_is_published_and_lived_to_its_end(agency: Agency) -> None:
    draft = taken_in(agency)
    checked = uploads.checked(agency.ask("sdm", queries.to_publish, draft))
    assert checked.problems == ()
    agency.do("sdm", commands.publish_draft, draft_id=draft, checked=checked, note="Baru.")
    agency.open_cycle("inspektur")
    for who, form, answer in (
        ("inspektur", "konfirmasi", {"confirmed": "ya"}),
        ("sekda", "catatan", {"note": "Lengkap, dua belas lembar."}),
        ("sdm", "konfirmasi", {"confirmed": "ya"}),
        ("inspektur", "konfirmasi", {"confirmed": "ya"}),
    ):
        agency.fill(who, form, **answer)
    assert agency.task("inspektur", "draft_skp")  # the year goes on behind it
    passed = [each for line in agency.rows(History) for each in line.passed]
    assert any(str(each).endswith("event_0u7x1kd") for each in passed)


def test_the_version_gives_back_what_came_in(agency: Agency) -> None:
    draft = taken_in(agency)
    checked = uploads.checked(agency.ask("sdm", queries.to_publish, draft))
    agency.do("sdm", commands.publish_draft, draft_id=draft, checked=checked, note="Baru.")
    newest = max(agency.rows(Version), key=lambda each: each.number)
    text = newest.files["serah_terima/serah_terima.bpmn"]
    assert text.encode() == adopted(DRAWN, "serah_terima").content
    assert 'exporterVersion="5.28.0"' in text
