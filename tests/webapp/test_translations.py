"""Nothing half translated: every sentence has its English, and no English is left over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from string import Formatter

import pytest
from flask import Flask, g, session
from markupsafe import Markup

from engine.errors import AlreadyDone, TooLate
from engine.timeline import Spoken
from schemas.said import cite, listed
from schemas.said import say as said
from tests.webapp.strings import all_strings, sayings
from webapp import errors, i18n

BRACES = re.compile(r"\{(\w+)\}")


@pytest.fixture
def english() -> Iterator[None]:
    app = Flask(__name__)
    app.secret_key = "tests"
    with app.test_request_context():
        session["language"], g.zone = "en", "Asia/Jakarta"
        yield


def versions(text: str) -> list[str]:
    """The English of a message, singular and plural."""
    message = i18n.english().get(text)
    if message is None:
        return []
    return [message.string] if isinstance(message.string, str) else list(message.string)


def test_every_sentence_has_its_english() -> None:
    missing = [
        f"{where}: {text!r}" for text, where in all_strings().items() if not any(versions(text))
    ]
    assert not missing, "add to webapp/translations/en.po:\n" + "\n".join(missing)


def test_the_english_keeps_the_braces_of_its_sentence() -> None:
    for text in all_strings():
        for version in versions(text):
            assert set(BRACES.findall(version)) == set(BRACES.findall(text)), text


def test_the_english_keeps_the_markup_of_its_sentence() -> None:
    tag = re.compile(r"</?\w+[^>]*>")
    for text in all_strings():
        for version in versions(text):
            assert sorted(tag.findall(version)) == sorted(tag.findall(text)), text


def test_nothing_in_the_catalogue_is_said_nowhere() -> None:
    ids = {
        message.id if isinstance(message.id, str) else message.id[0] for message in i18n.english()
    }
    assert ids - {""} <= set(all_strings())


def test_the_walk_finds_templates_code_forms_errors_and_diagrams() -> None:
    found = all_strings()
    for text in (
        "Langsung ke isi",
        "Draf tersimpan pukul {time}",
        "Kegiatan tugas jabatan",
        "NIP atau kata sandi tidak cocok.",
        "Plan Week",
        "{node} tidak pernah dicapai dari awal; sambungkan atau hapus.",
        "Tulis == untuk membandingkan.",
    ):
        assert text in found


def test_no_sentence_has_an_unnamed_brace() -> None:
    for text in all_strings():
        assert all(name != "" for _, name, _, _ in Formatter().parse(text) if name is not None)


def test_the_check_of_diagrams_says_only_what_the_walk_finds() -> None:
    hidden = [
        f"{where}: {ast.unparse(call)}"
        for call, where in sayings("engine/bpmn", "engine/uploads.py")
        if not isinstance(call.args[0], ast.Constant)
    ]
    assert not hidden, "a template is a literal, with params:\n" + "\n".join(hidden)


def test_a_sentence_is_said_with_all_that_its_braces_want() -> None:
    for call, where in sayings():
        text, given = call.args[0], {each.arg for each in call.keywords}
        if isinstance(text, ast.Constant) and isinstance(text.value, str):
            wanted = {name for _, name, _, _ in Formatter().parse(text.value) if name}
            assert None in given or given - {"n"} == wanted - {"n"}, f"{where}: {text.value!r}"


@pytest.mark.usefixtures("english")
def test_what_somebody_has_written_is_in_no_language() -> None:
    template = "Id {node} dipakai mesin proses sendiri; pilih id lain."
    assert i18n.say(cite(template, node="mulai")) == (
        "The id mulai is used by the process engine itself; choose another."
    )
    inner = cite("{column}: {problem}", column="bulan", problem=said("Ekspresi ini kosong."))
    assert i18n.say(inner) == "bulan: This expression is empty."


@pytest.mark.usefixtures("english")
def test_a_count_has_a_singular_and_a_plural() -> None:
    assert i18n.say("{n} tugas menunggu Anda", n=1) == "1 task is waiting for you"
    assert i18n.say("{n} tugas menunggu Anda", n=2) == "2 tasks are waiting for you"


@pytest.mark.usefixtures("english")
def test_what_a_form_said_is_said_again_with_its_params() -> None:
    sentence = said("Paling sedikit {n}.", n=Decimal("1250.5"))
    assert str(sentence) == "Paling sedikit 1.250,5."
    assert i18n.say(sentence) == "At least 1,250.5."


@pytest.mark.usefixtures("english")
def test_what_the_engine_refused_names_the_last_minute() -> None:
    late = TooLate(phase="Keberatan", closes=datetime(2027, 1, 21, 17, tzinfo=UTC))
    sentence = errors.sentence(late)
    assert sentence.startswith("The deadline has passed: Objection closed on Thursday, 21 January")
    assert "23:59 WIB" in sentence


@pytest.mark.usefixtures("english")
def test_what_the_system_has_closed_was_not_done_by_a_person() -> None:
    done = AlreadyDone("", datetime(2026, 4, 8, 2, tzinfo=UTC))
    assert "sudah diselesaikan oleh sistem pada" in str(done)
    assert "by the system on Wednesday, 8 April 2026 at 09:00 WIB" in errors.sentence(done)


@pytest.mark.usefixtures("english")
def test_a_date_rule_is_a_sentence() -> None:
    assert i18n.rule_words("minggu 1 April") == "Week 1 of April of the cycle year (days 1-7)."
    assert i18n.rule_words("diterima + 14 hari") == "14 days after the result is received."
    spoken = Spoken("coaching_week_1.receive - 1 hari", {"coaching_week_1": "Coaching Week I"})
    said = "1 day before the date for receiving of Coaching Week I comes."
    assert i18n.rule_words(spoken) == said
    spoken = Spoken("skp_agreement.closes", {"skp_agreement": "Kesepakatan SKP"})
    assert i18n.rule_words(spoken) == "On the day SKP agreement closes."


@pytest.mark.usefixtures("english")
def test_a_list_in_a_sentence_is_said_part_by_part() -> None:
    parts = listed("; ", [said("mutu {quality}", quality=Decimal("92.5")), "bulan", "Renja"])
    assert parts == "mutu 92,5; bulan; Renja"
    assert i18n.say(parts) == "quality 92.5; months; Renja"


@pytest.mark.usefixtures("english")
def test_params_never_become_markup() -> None:
    html = i18n.say_html(
        "<b>{title}</b> ({phase}) ada pada <b>{who}</b> sejak {since}.",
        title="<script>",
        phase="Plan Week",
        who="A & B",
        since=datetime(2026, 1, 5, 2, tzinfo=UTC),
    )
    assert isinstance(html, Markup)
    assert "&lt;script&gt;" in html
    assert "A &amp; B" in html


def test_words_of_people_are_never_filled_in() -> None:
    assert i18n.say("Target {x} bergeser {") == "Target {x} bergeser {"


def test_without_a_request_everything_is_indonesian() -> None:
    assert i18n.say("Tugas Saya") == "Tugas Saya"
