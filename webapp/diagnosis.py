"""What the doctor found, as lines to read or as JSON, one each."""

import json
from collections.abc import Iterable

from engine.doctor import Finding
from webapp import i18n


def tell(found: Iterable[Finding]) -> int:
    """Print a line for each finding as it comes; returns how many are not set right."""
    left = mended = 0
    for each in found:
        print(line(each))
        left, mended = left + (not each.mended), mended + each.mended
    if not left and not mended:
        print("Tidak ada yang berbeda.")
    else:
        print(f"{left + mended} temuan, {mended} sudah diperbaiki.")
    return left


def tell_json(found: Iterable[Finding]) -> int:
    """Print a JSON object for each finding as it comes; returns how many are not set right."""
    left = 0
    for each in found:
        print(json_line(each))
        left += not each.mended
    return left


def line(found: Finding) -> str:
    """Where, what, and its kind, in Indonesian."""
    where = " ".join(part for part in (found.instance, found.element) if part)
    done = " Sudah diperbaiki." if found.mended else ""
    return f"{where or 'penyimpanan'}: {i18n.say(found)}{done} [{found.kind}]"


def json_line(found: Finding) -> str:
    """The same for programs, with the sentence in Indonesian and in English."""
    row = {
        "instance": found.instance,
        "kind": found.kind,
        "element": found.element,
        "message": i18n.say(found),
        "message_en": _english(found),
        "mended": found.mended,
    }
    return json.dumps(row, ensure_ascii=False)


def _english(found: Finding) -> str:
    message = i18n.english().get(found.template)
    sentence = found.template if message is None else str(message.string)
    return sentence.format(**found.params)
