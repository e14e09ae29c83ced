"""The kinds of questions a form may ask; each says how it is drawn, read, checked and stored."""

from schemas.fields.choice import Choice, Choices, Scale, Ticks, YesNo
from schemas.fields.dates import Day, Moment
from schemas.fields.input import FromFacts, Input, When, at
from schemas.fields.number import Number, Rupiah, WholeNumber
from schemas.fields.people import PersonChoice
from schemas.fields.record import Record
from schemas.fields.rows import FixedRow, Rows
from schemas.fields.text import LongText, Text

__all__ = [
    "Choice",
    "Choices",
    "Day",
    "FixedRow",
    "FromFacts",
    "Input",
    "LongText",
    "Moment",
    "Number",
    "PersonChoice",
    "Record",
    "Rows",
    "Rupiah",
    "Scale",
    "Text",
    "Ticks",
    "When",
    "WholeNumber",
    "YesNo",
    "at",
]
