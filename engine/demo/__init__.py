"""An agency to try: fictitious people, two real SKPs, and a clock that anybody may move on."""

from engine.demo.accounts import accounts_text
from engine.demo.agency import PASSWORD
from engine.demo.examples import offer_examples
from engine.demo.moving import Backwards, move_clock, next_deadline
from engine.demo.prepare import prepare

__all__ = [
    "PASSWORD",
    "Backwards",
    "accounts_text",
    "move_clock",
    "next_deadline",
    "offer_examples",
    "prepare",
]
