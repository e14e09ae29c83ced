"""Stepping in from the list: a look at whom it concerns, then exactly those, and the way back."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from engine import commands, queries
from engine.errors import BadIntervention, DatesMoved, NeedsAnother, NothingToUndo
from engine.queries import InterventionAsked
from webapp import errors, i18n, listing, rights, wording
from webapp.here import ask, do

bp = Blueprint("interventions", __name__, url_prefix="/penilaian/tindakan")


@bp.get("")
@rights.signed_in
def preview() -> Any:
    """Whom it would concern: those chosen, or all whom the filter of the address finds."""
    if "jenis" not in request.args:
        return redirect(url_for("appraisals.everybody", **listing.kept()))
    return _preview()


@bp.post("")
@rights.signed_in
def make() -> Any:
    """Do it to exactly those."""
    said = request.form
    try:
        made = do(
            commands.intervene,
            asked=_asked(),
            wanted=listing.wanted(),
            reason=said.get("alasan", ""),
            letter=said.get("surat", ""),
            seen=said.get("_seen", ""),
        )
    except BadIntervention as error:
        return _preview({error.field: error}), 422
    except DatesMoved as error:
        flash(errors.sentence(error), "late")
        return _preview(), errors.status_of(error)
    return redirect(url_for("interventions.show", intervention_id=made))


@bp.get("/<intervention_id>")
@rights.signed_in
def show(intervention_id: str) -> Any:
    """What became of each; who may undoes it, or decides where it is proposed."""
    return _page(intervention_id)


@bp.post("/<intervention_id>")
@rights.signed_in
def decide(intervention_id: str) -> Any:
    """Undo it; or agree to it, decline it with a reason, take one's own proposal back."""
    act = request.form.get("_act", "")
    try:
        if act == "urungkan":
            many = do(commands.undo_intervention, intervention_id=intervention_id)
            flash(i18n.say("Diurungkan untuk {n} penilaian.", n=many), "done")
        elif act == "setujui":
            do(commands.accept_intervention, intervention_id=intervention_id)
            flash(i18n.say("Disetujui dan dilakukan."), "done")
        elif act == "tolak":
            answer = request.form.get("alasan", "")
            do(commands.decline_intervention, intervention_id=intervention_id, answer=answer)
            flash(i18n.say("Usulan ditolak; tidak ada yang berubah."), "done")
        elif act == "tarik":
            do(commands.withdraw_intervention, intervention_id=intervention_id)
            flash(i18n.say("Usulan ditarik; tidak ada yang berubah."), "done")
        else:
            return _page(intervention_id)
    except BadIntervention as error:
        return _page(intervention_id, error), 422
    except (NothingToUndo, NeedsAnother) as error:
        flash(errors.sentence(error), "late")
        return _page(intervention_id), errors.status_of(error)
    return redirect(url_for("interventions.show", intervention_id=intervention_id))


def _asked() -> InterventionAsked:
    said = {name: text[:200] for name, text in request.args.items()}
    return InterventionAsked(
        kind=said.get("jenis", ""),
        nip=said.get("nip", ""),
        edge=said.get("tepi", ""),
        rule=said.get("aturan", ""),
        holder=said.get("dari", ""),
    )


def _is_named(asked: InterventionAsked) -> bool:
    """Whether all is said that a look needs: to whom, or what date."""
    named = {"hand_over": asked.nip, "extend": asked.rule, "reassign": asked.nip}
    return bool(named.get(asked.kind, asked.kind))


def _preview(problems: dict[str, BadIntervention] | None = None) -> str:
    problems, asked, found = dict(problems or {}), _asked(), None
    if _is_named(asked) or asked.kind not in wording.INTERVENTIONS:
        try:
            found = ask(queries.intervention_preview, asked, listing.wanted())
        except BadIntervention as error:
            if error.field == "kind":
                raise
            problems.setdefault(error.field, error)
    return render_template(
        "interventions/preview.html",
        asked=asked,
        verb=wording.name(wording.INTERVENTIONS, asked.kind),
        found=found,
        timeline=_timeline() if asked.kind == "extend" else None,
        holders=_holders(asked) if asked.kind == "reassign" else (),
        problems={name: i18n.say(each.problem) for name, each in problems.items()},
        typed={name: request.form.get(name, "")[:600] for name in ("alasan", "surat")},
        kept=listing.kept(),
        chosen=request.args.getlist("pilih"),
        left_alone=wording.LEFT_ALONE,
    )


def _timeline() -> Any:
    """The dates that can be extended, of the cycle of those who were chosen; None without any."""
    cycle_id = ask(queries.cycle_of_chosen, listing.wanted())
    return ask(queries.cycle_timeline, cycle_id) if cycle_id else None


def _holders(asked: InterventionAsked) -> Any:
    """Those whose tasks can be given to another, and whoever is named in the address."""
    found = ask(queries.holders_of_chosen, listing.wanted())
    if asked.holder and asked.holder not in {each.nip for each in found}:
        return (*found, queries.TaskHolder(asked.holder, asked.holder, 0))
    return found


def _page(intervention_id: str, problem: BadIntervention | None = None) -> str:
    found = ask(queries.intervention, intervention_id)
    return render_template(
        "interventions/show.html",
        found=found,
        verb=wording.INTERVENTIONS[found.kind],
        done=i18n.say(
            wording.INTERVENED[found.kind], n=found.count, heir=found.heir, holder=found.holder
        ),
        problem="" if problem is None else i18n.say(problem.problem),
        typed=request.form.get("alasan", "")[:600],
        left_alone=wording.LEFT_ALONE,
        hindrances=wording.HINDRANCES,
    )
