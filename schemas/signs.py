"""Signs that no text may hold that others read, whoever typed it and wherever."""

import re

from schemas.said import Said, say

#: Controls but line breaks and tab, halves of surrogate pairs, and what turns the direction in
#: which the text around it is read.
FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]"
)


def unreadable(text: str) -> Said | None:
    """Why a text is refused; None where it can be read. The sentence does not quote the sign."""
    if FORBIDDEN.search(text):
        return say("Ada tanda yang tidak dapat dibaca; ketik ulang isian ini.")
    return None


def harmless(text: str) -> str:
    """A text that is refused, as a sentence may quote it: a � stands where the signs were."""
    return FORBIDDEN.sub("\ufffd", text)
