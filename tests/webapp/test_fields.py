"""A form becomes pictures, and pictures become HTML a person can fill in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from flask import Flask, g, render_template_string
from lxml import html
from lxml.html import HtmlElement
from marshmallow import ValidationError

from schemas.base import Form
from schemas.facts import Facts, Person
from schemas.fields import (
    Choice,
    Day,
    FixedRow,
    LongText,
    Moment,
    Number,
    PersonChoice,
    Record,
    Rows,
    Rupiah,
    Text,
    Ticks,
    When,
    YesNo,
)
from webapp import fields, i18n, page

PEOPLE = (Person(id=3, name="Inspektur"), Person(id=4, name="Kepala Dinas"))


class Step(Record):
    what = Text("Apa", required=True, max=80)
    cost = Rupiah("Biaya", help="Kosong bila tanpa biaya.")


class Story(Record):
    told = LongText("Cerita", required=True)
    result = LongText("Hasil")
    score = Number("Nilai", min=0, max=100)


class Sample(Form):
    """One of everything."""

    title = "Contoh"

    decision = Choice("Keputusan", {"ya": "Terima", "tidak": "Tolak"}, required=True)
    reason = LongText("Alasan", when=When("decision", "tidak"), required=True, max=400)
    kind = Choice("Jenis", {str(n): f"Jenis {n}" for n in range(7)})
    at = Moment("Waktu")
    day = Day("Tanggal")
    sure = YesNo("Saya yakin")
    agreed = YesNo("Setuju?", required=True)
    docs = Ticks("Dokumen", {"a": "SKP", "b": "Formulir"})
    peers = PersonChoice("Kolega", PEOPLE, many=True)
    boss = PersonChoice("Atasan", PEOPLE)
    steps = Rows(Step, "Langkah", min=1, max=3, add="Tambah langkah")
    stories = Rows(
        Story,
        "Kisah",
        fixed=lambda _: [FixedRow("x", ("Aspek X", "Petunjuk")), FixedRow("y", ("Aspek Y", "…"))],
        key="aspect",
        columns=("Aspek", "Yang diperhatikan"),
    )


@pytest.fixture(autouse=True)
def request_of_a_page() -> Iterator[None]:
    app = Flask("webapp")
    app.secret_key = "tests"
    i18n.install(app)
    page.install(app)
    with app.test_request_context():
        g.zone, g.actor = "Asia/Jakarta", None
        yield


def drawn(values: Mapping[str, Any], messages: Mapping[Any, Any] | None = None) -> HtmlElement:
    picture = fields.draw(Sample(Facts()), values, messages)
    text = render_template_string(
        "{% from '_form.html' import form_parts, form_problems %}"
        "<form>{{ form_problems(picture) }}{{ form_parts(picture) }}</form>",
        picture=picture,
    )
    return html.fromstring(text)


def refused(values: Mapping[str, Any]) -> dict[Any, Any]:
    with pytest.raises(ValidationError) as error:
        Sample(Facts()).load(values)
    return error.value.messages_dict


def one(tree: HtmlElement, path: str) -> HtmlElement:
    (found,) = tree.xpath(path)
    return found


def test_every_control_has_a_label() -> None:
    tree = drawn(Sample(Facts()).initial())
    labelled = {label.get("for") for label in tree.xpath("//label[@for]")}
    controls = tree.xpath("//input[not(@type='hidden')]|//textarea|//select")
    assert controls
    for control in controls:
        wrapped = control.xpath("ancestor::label")
        assert wrapped or control.get("id") in labelled, control.get("name")


def test_ids_are_unique() -> None:
    ids = drawn(Sample(Facts()).initial()).xpath("//@id")
    assert len(ids) == len(set(ids))


def test_what_the_page_sends_is_what_the_form_reads() -> None:
    form = Sample(Facts())
    raw = {"decision": "tidak", "reason": "Belum\nlengkap", "kind": "3", "docs": ["b"]}
    raw |= {"agreed": "ya", "peers": ["4"], "boss": "3", "day": "2026-04-03"}
    raw |= {"steps": [{"what": "Mulai <b>", "cost": "1.250"}]}
    raw |= {"stories": [{"aspect": "x", "told": "A", "score": "90"}]}
    tree = drawn(raw)
    sent = form.read(pair for pair in tree.form_values())
    assert sent["reason"].replace("\r\n", "\n") == "Belum\nlengkap"
    for name in ("decision", "kind", "docs", "agreed", "peers", "boss", "day"):
        assert sent[name] == raw[name]
    assert sent["steps"] == [{"what": "Mulai <b>", "cost": "1.250"}]
    assert [row["aspect"] for row in sent["stories"]] == ["x", "y"]


def test_a_refusal_keeps_what_was_typed_and_says_what_is_wrong_there() -> None:
    values = {"decision": "tidak", "steps": [{"what": "", "cost": "seribu"}], "agreed": "ya"}
    tree = drawn(values, refused(values))
    cost = one(tree, "//input[@name='steps-0-cost']")
    assert cost.get("value") == "seribu"
    assert cost.get("aria-invalid") == "true"
    said = cost.get("aria-describedby").split()
    assert said == ["f-steps-0-cost-e", "f-steps-0-cost-h"]
    assert "Tulis angka" in one(tree, "//*[@id='f-steps-0-cost-e']").text_content()
    assert one(tree, "//*[@id='f-steps-0-cost-h']").text_content() == "Kosong bila tanpa biaya."


def test_the_summary_links_to_every_problem() -> None:
    values: dict[str, Any] = {"steps": [{"what": "", "cost": "5"}]}
    tree = drawn(values, refused(values))
    links = tree.xpath("//*[@role='alert']//a/@href")
    assert "#f-decision" in links
    assert "#f-steps-0-what" in links
    assert "#f-stories-1-told" in links
    for link in links:
        assert tree.xpath(f"//*[@id='{link[1:]}']"), link
    assert "Langkah · baris 1 · Apa: Wajib diisi." in one(tree, "//*[@role='alert']").text_content()


def test_a_problem_of_a_given_row_names_the_row() -> None:
    values: dict[str, Any] = {"decision": "ya", "agreed": "ya", "steps": [{"what": "A"}]}
    picture = fields.draw(Sample(Facts()), values, refused(values))
    assert ("Kisah", "Aspek X", "Cerita") in [problem.where for problem in picture.problems]


def test_an_unknown_key_is_named_in_the_summary() -> None:
    values = {"decision": "ya", "agreed": "ya", "nilai": "100", "steps": [{"what": "A"}]}
    picture = fields.draw(Sample(Facts()), values, refused(values))
    (stranger,) = [problem for problem in picture.problems if problem.where == ("nilai",)]
    assert stranger.id == ""
    assert "tidak dikenal" in stranger.sentence


def test_a_message_about_a_table_stands_at_the_table() -> None:
    picture = fields.draw(Sample(Facts()), {}, {"steps": ["Isi paling sedikit 1 baris."]})
    (problem,) = picture.problems
    assert problem.id == "f-steps"


def test_a_conditional_question_says_when_it_is_asked() -> None:
    tree = drawn({})
    block = one(tree, "//textarea[@name='reason']/ancestor::*[@data-when]")
    assert (block.get("data-when"), block.get("data-is")) == ("decision", "tidak")
    assert "diisi bila Keputusan: Tolak" in block.text_content()


def test_few_choices_are_buttons_and_many_are_a_list() -> None:
    tree = drawn({"kind": "6"})
    assert len(tree.xpath("//input[@type='radio'][@name='decision']")) == 2
    assert one(tree, "//select[@name='kind']/option[@selected]").get("value") == "6"


def test_groups_of_choices_are_fieldsets_with_a_legend() -> None:
    tree = drawn({"docs": ["a"]})
    group = one(tree, "//fieldset[.//input[@name='docs']]")
    assert "Dokumen" in one(group, "./legend").text_content()
    assert group.xpath(".//input[@checked]/@value") == ["a"]


def test_a_growing_table_can_grow_until_its_limit() -> None:
    add = "//button[@value='tambah:steps']"
    assert drawn({"steps": [{}, {}]}).xpath(add)
    assert not drawn({"steps": [{}, {}, {}]}).xpath(add)


def test_a_row_can_be_removed_only_above_the_minimum() -> None:
    remove = "//button[starts-with(@value, 'hapus:steps-')]/@value"
    assert not drawn({"steps": [{}]}).xpath(remove)
    assert drawn({"steps": [{}, {}]}).xpath(remove) == ["hapus:steps-0", "hapus:steps-1"]


def test_given_rows_show_what_is_given_and_send_their_key() -> None:
    tree = drawn({})
    assert tree.xpath("//input[@type='hidden']/@value") == ["x", "y"]
    row = one(tree, "//tr[@id='f-stories-0']")
    assert "Aspek X" in one(row, ".//th").text_content()
    given = one(row, ".//th//*[@data-l='Yang diperhatikan']")
    assert given.text_content() == "Petunjuk"
    # The row is known by its name alone, not by all that is given with it.
    named = one(row, f".//*[@id='{one(row, './/th').get('aria-labelledby')}']")
    assert named.text_content() == "Aspek X"


def test_a_row_has_as_many_cells_as_its_head() -> None:
    tree = drawn({"steps": [{}, {}]})
    for name in ("steps", "stories"):
        table = one(tree, f"//div[@id='f-{name}']//table")
        heads = table.xpath("count(.//thead//th)")
        assert {row.xpath("count(th|td)") for row in table.xpath(".//tbody/tr")} == {heads}


def test_headings_of_columns_and_labels_of_cells_say_the_same() -> None:
    tree = drawn({"steps": [{}]})
    table = one(tree, "//div[@id='f-steps']//table")
    heads = [head.text_content() for head in table.xpath(".//thead//th")]
    labels = [(label.text or "").strip() for label in table.xpath(".//label[@class='cell-label']")]
    assert heads[1:3] == labels == ["Apa", "Biaya"]


def test_a_wide_table_has_the_page_to_itself() -> None:
    picture = fields.draw(Sample(Facts()), {})
    tables = {
        item.name: item for part in picture.parts for item in part.items if item.widget == "table"
    }
    assert not tables["steps"].wide  # type: ignore[union-attr]
    assert tables["stories"].wide  # type: ignore[union-attr]
    assert picture.wide


def test_numbers_bring_the_right_keyboard() -> None:
    tree = drawn({"steps": [{}]})
    assert one(tree, "//input[@name='steps-0-cost']").get("inputmode") == "decimal"
    assert one(tree, "//input[@name='steps-0-what']").get("inputmode") is None


def test_only_what_nobody_typed_is_written_neatly() -> None:
    form = Sample(Facts())
    neat = fields.neat(form, {"steps": [{"what": "1000", "cost": "1250000.50"}], "day": None})
    assert neat == {"steps": [{"what": "1000", "cost": "1.250.000,50"}], "day": None}


def test_markup_in_an_answer_stays_text() -> None:
    tree = drawn({"reason": "</textarea><script>alert(1)</script>"})
    assert not tree.xpath("//script")
    assert "<script>" in one(tree, "//textarea[@name='reason']").text


def test_a_leading_line_break_of_a_long_text_is_kept() -> None:
    tree = drawn({"reason": "\nbaris kedua"})
    # A browser drops the first line break after the tag.
    assert one(tree, "//textarea[@name='reason']").text == "\n\nbaris kedua"
