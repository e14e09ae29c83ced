"""One's own account: the first one of an empty store, and changing the password."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from engine import commands
from engine.actor import SYSTEM
from engine.errors import Refused
from webapp import auth, errors, i18n, rights
from webapp.here import act_as, do

bp = Blueprint("accounts", __name__)


@bp.get("/akun-pertama/<token>")
@rights.public
def first(token: str) -> Any:
    """The page behind the one-time link that the server printed at its first start."""
    return render_template("accounts/first.html", token=token)


@bp.post("/akun-pertama/<token>")
@auth.limiter.limit("10 per 5 minutes")
@rights.public
def claim(token: str) -> Any:
    """Make the first account of Bagian SDM, and sign it in."""
    try:
        person = act_as(
            SYSTEM,
            commands.claim_first_account,
            token=token,
            nip="".join(request.form.get("nip", "").split()),
            name=request.form.get("name", "").strip(),
            password=request.form.get("password", ""),
        )
    except Refused as error:
        said = errors.sentence(error)
        return render_template("accounts/first.html", token=token, error=said), 422
    return auth.welcome(person)


@bp.get("/kata-sandi")
@rights.signed_in
def password() -> Any:
    """Change my password."""
    return render_template("accounts/password.html")


@bp.post("/kata-sandi")
@auth.limiter.limit("10 per 5 minutes")
@rights.signed_in
def change_password() -> Any:
    """The old one is asked for once more, the new one twice."""
    old, new = request.form.get("old", ""), request.form.get("new", "")
    said = ""
    if new != request.form.get("again", ""):
        said = i18n.say("Kedua kata sandi baru tidak sama.")
    else:
        try:
            do(commands.change_password, old=old, new=new)
        except Refused as error:
            said = errors.sentence(error)
    if said:
        return render_template("accounts/password.html", error=said), 422
    flash(i18n.say("Kata sandi Anda sudah diganti."), "done")
    return redirect(url_for("inbox.tasks"))
