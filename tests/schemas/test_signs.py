"""One place says which signs no text may hold."""

from __future__ import annotations

import pytest

from schemas.signs import harmless, unreadable

TURNING = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]


@pytest.mark.parametrize("sign", [*TURNING, "\x00", "\x1b", "\x7f", "\ud800"], ids=ascii)
def test_what_turns_or_breaks_a_text_is_refused_without_being_quoted(sign: str) -> None:
    said = unreadable(f"Banjir {sign}rijnab")
    assert said == "Ada tanda yang tidak dapat dibaca; ketik ulang isian ini."
    assert harmless(f"a{sign}b") == "a\ufffdb"


@pytest.mark.parametrize("text", ["", "Sū-rat\t1\r\n2", "عربي", "é 名 👍🏽", "a\u200db"])
def test_other_scripts_tabs_and_line_breaks_stay(text: str) -> None:
    assert unreadable(text) is None
    assert harmless(text) == text
