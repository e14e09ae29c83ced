"""The input of `timbang score`: JSON to profile and inputs, every refusal with its path."""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from engine.rules.behaviour import RaterForm, aspects_of
from engine.rules.profile import APPRAISAL_CLASSES, CREATIVITY_SCOPES, GROUPS, PARAMETERS, Profile
from engine.rules.skp import ASPECTS, Amounts, CreativityClaim, Row
from engine.scoring.inputs import Inputs
from engine.scoring.json_field import Field, Problem
from engine.scoring.json_text import parse
from engine.scoring.sheet import score
from engine.scoring.shipped import profile_ids, shipped_profile

__all__ = ["InvalidInputs", "read_inputs", "score_text"]

MOST_ROWS: Final = 300
MOST_RATERS: Final = 100
MOST_CLAIMS: Final = 100

_KEYS: Final = (
    "profile", "position", "skp", "extra_tasks", "creativity", "behaviour", "parameters",
)  # fmt: skip
_HUNDRED: Final = Decimal(100)
_NO_COST: Final = "-"


class InvalidInputs(ValueError):
    """Inputs that cannot be scored; `errors` lists every problem as {path, message}."""

    def __init__(self, errors: Sequence[Problem]) -> None:
        """Keep the problems, first found first."""
        super().__init__("; ".join(f"{each['path']}: {each['message']}" for each in errors))
        self.errors = list(errors)

    def to_json(self) -> dict[str, list[Problem]]:
        """Return what `timbang score` prints on stderr."""
        return {"errors": self.errors}


def score_text(text: str) -> str:
    """Return the score sheet of a JSON input as JSON text; raises InvalidInputs."""
    try:
        data = parse(text)
    except ValueError as error:
        raise InvalidInputs([{"path": "", "message": str(error)}]) from error
    profile, inputs = read_inputs(data)
    return json.dumps(score(profile, inputs).to_json(), ensure_ascii=False, indent=2)


def read_inputs(data: object) -> tuple[Profile, Inputs]:
    """Read parsed JSON into the profile, with its overrides, and the inputs.

    Numbers may be int, Decimal, text or `JsonNumber`, never float. Raises InvalidInputs with
    all problems, for unknown keys, negative or impossible numbers, forms of a wrong length,
    missing actuals.
    """
    problems: list[Problem] = []
    fields = Field(data, "", problems).keys(_KEYS, required=("profile", "position"))
    profile = _profile(fields)
    position = fields["position"].choice(APPRAISAL_CLASSES) if "position" in fields else ""
    inputs = Inputs(
        position=position,
        rows=_rows(fields.get("skp")),
        extra_tasks=fields["extra_tasks"].whole() if "extra_tasks" in fields else 0,
        creativity=_creativity(fields.get("creativity")),
        behaviour=_behaviour(fields.get("behaviour"), profile, position),
    )
    if problems or profile is None:
        raise InvalidInputs(problems)
    return profile, inputs


def _profile(fields: dict[str, Field]) -> Profile | None:
    overrides = fields["parameters"].keys(PARAMETERS) if "parameters" in fields else {}
    profile_id = fields["profile"].choice(profile_ids()) if "profile" in fields else ""
    if not profile_id:
        return None
    profile = shipped_profile(profile_id)
    for key, field in overrides.items():
        try:
            profile = profile.with_parameters({key: _parameter(key, field)})
        except ValueError as error:
            field.refuse(f"Nilai ini tidak dapat dipakai: {str(error).removeprefix(f'{key}: ')}.")
    return profile


def _parameter(key: str, field: Field) -> object:
    is_text = key not in ("aspect_cap", "cap_total_skp")
    return field.value if is_text or field.value is None else field.number()


def _rows(skp: Field | None) -> tuple[Row, ...]:
    return tuple(_row(field) for field in skp.items(MOST_ROWS)) if skp else ()


def _row(row: Field) -> Row:
    fields = row.keys(("activity", "target", "actual"), required=("target", "actual"))
    target = fields["target"].keys((*ASPECTS, "unit")) if "target" in fields else {}
    actual = fields["actual"].keys(ASPECTS) if "actual" in fields else {}
    read = Row(
        activity=fields["activity"].text() if "activity" in fields else "",
        unit=target["unit"].text() if "unit" in target and target["unit"].value else "",
        target=_amounts(target),
        actual=_amounts(actual),
    )
    if "actual" in fields:
        _refuse_missing_actuals(read, fields["actual"], actual)
    return read


def _amounts(fields: dict[str, Field]) -> Amounts:
    return Amounts(**{aspect: _amount(aspect, fields.get(aspect)) for aspect in ASPECTS})


def _amount(aspect: str, field: Field | None) -> Decimal | None:
    if field is None or field.value is None or (aspect == "cost" and field.value == _NO_COST):
        return None
    return field.number(_HUNDRED) if aspect == "quality" else field.number()


def _refuse_missing_actuals(row: Row, actual: Field, given: dict[str, Field]) -> None:
    for aspect in ASPECTS:
        missing = aspect not in given or given[aspect].value in (None, _NO_COST)
        if row.applies(aspect) and missing:
            path = f"{actual.path}.{aspect}"
            Field(None, path, actual.problems).refuse("Realisasi belum diisi.")


def _creativity(creativity: Field | None) -> tuple[CreativityClaim, ...]:
    return tuple(_claim(field) for field in creativity.items(MOST_CLAIMS)) if creativity else ()


def _claim(claim: Field) -> CreativityClaim:
    if isinstance(claim.value, str):
        return CreativityClaim(claim.choice(CREATIVITY_SCOPES))
    fields = claim.keys(("scope", "certificate"), required=("scope", "certificate"))
    return CreativityClaim(
        scope=fields["scope"].choice(CREATIVITY_SCOPES) if "scope" in fields else "",
        certificate=fields["certificate"].flag() if "certificate" in fields else False,
    )


def _behaviour(
    behaviour: Field | None, profile: Profile | None, position: str
) -> dict[str, tuple[RaterForm, ...]]:
    groups = behaviour.keys(GROUPS) if behaviour else {}
    length = len(aspects_of(profile, position)) if profile and position else None
    forms = {group: _forms(field, length) for group, field in groups.items()}
    if profile and position:
        for group, field in groups.items():
            if forms[group] and group not in profile.weights[position]:
                field.refuse("Kelompok ini tidak menilai jabatan fungsional; hapus formulirnya.")
    return forms


def _forms(group: Field, length: int | None) -> tuple[RaterForm, ...]:
    if group.value is None:
        return ()
    return tuple(_form(form, length) for form in group.items(MOST_RATERS))


def _form(form: Field, length: int | None) -> RaterForm:
    scores = form.items(MOST_RATERS)
    if length is not None and isinstance(form.value, list | tuple) and len(scores) != length:
        form.refuse(f"Harus berisi {length} nilai, satu untuk setiap aspek.")
    return tuple(value for value in (each.number(_HUNDRED) for each in scores) if value is not None)
