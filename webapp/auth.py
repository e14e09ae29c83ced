"""Signing in and out, and the language of the pages.

A person is recognised by a token of a server-side session; Flask's own signed cookie carries only
the language, the CSRF token and messages between two pages.
"""

import json
from typing import Any

from flask import (
    Blueprint,
    Flask,
    current_app,
    flash,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import Unauthorized

from engine import commands, queries
from engine.actor import SYSTEM, Actor
from engine.errors import SignInFailed
from webapp import errors, i18n, rights
from webapp.here import act_as, bearer_token, by_program, database, do

COOKIE = "timbang"
ZONE = "Asia/Jakarta"

bp = Blueprint("auth", __name__)
csrf = CSRFProtect()
limiter = Limiter(key_func=get_remote_address)


def install(app: Flask) -> None:
    """Protect every form, limit signing in, and find the person of each request."""
    # Before CSRF and rights, so that their error pages know the reader's language.
    app.before_request_funcs.setdefault(None, []).insert(0, _recognise)
    csrf.init_app(app)
    limiter.init_app(app)
    app.register_error_handler(Unauthorized, _sign_in_first)


@bp.get("/masuk")
@rights.public
def sign_in() -> Any:
    """The sign-in page; in demo mode with an account to choose."""
    return _page()


@bp.post("/masuk")
@limiter.shared_limit(
    lambda: current_app.config["SIGN_IN_LIMIT"],
    scope="sign-in",
    key_func=lambda: who_tries(request.form.get("nip", "")),
    deduct_when=lambda response: response.status_code == 422,
)
@rights.public
def enter() -> Any:
    """Check NIP and password, then go where the person wanted to be."""
    nip = "".join(request.form.get("nip", "").split())
    try:
        person = act_as(
            SYSTEM, commands.sign_in, nip=nip, password=request.form.get("password", "")
        )
    except SignInFailed as error:
        return _page(i18n.say(error)), 422
    return welcome(person)


@bp.post("/keluar")
@rights.signed_in
def leave() -> Any:
    """End the session on the server, too."""
    do(commands.end_session, token=request.cookies.get(COOKIE, ""))
    session.clear()
    response = redirect(url_for("auth.sign_in"))
    response.delete_cookie(COOKIE)
    return response


@bp.post("/bahasa")
@rights.public
def choose_language() -> Any:
    """Read the pages in the other language from now on."""
    chosen = request.form.get("language", "")
    if chosen in i18n.LANGUAGES:
        session["language"] = chosen
    return redirect(local_path(request.form.get("next")))


def welcome(person: Actor) -> Any:
    """Start a session for `person` and answer with the page they were on their way to."""
    language = session.get("language")
    session.clear()  # a session from before signing in must not live on
    if language:
        session["language"] = language
    token = act_as(person, commands.start_session)
    kept, path = _kept(), local_path(request.form.get("next"))
    g.actor = person
    page = render_template("auth/resume.html", path=path, kept=kept) if kept else redirect(path)
    response = current_app.make_response(page)
    response.set_cookie(
        COOKIE,
        token,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response


def who_tries(nip: str) -> str:
    """Under which name tries to sign in are counted, on the pages and on the API together."""
    # An office shares one address: count tries per account there, not per office.
    return f"{get_remote_address()} {''.join(nip.split())[:40]}"


def local_path(path: str | None) -> str:
    """`path` if it stays on this site, else the inbox."""
    if path and path.startswith("/") and not path.startswith("//") and _plain(path):
        return path
    return url_for("inbox.tasks")


def _sign_in_first(error: Unauthorized) -> Any:
    """A page asks to sign in; a form whose session has ended keeps what was typed."""
    if by_program():
        return errors.http(error)
    if request.method == "GET":
        return redirect(url_for("auth.sign_in", next=request.full_path.rstrip("?")))
    if request.accept_mimetypes.best == "application/json":
        return jsonify(message=i18n.say("Sesi Anda berakhir. Masuk lagi di tab lain.")), 401
    pairs = [pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token"]
    flash(i18n.say("Sesi Anda berakhir. Masuk lagi untuk melanjutkan; isian Anda tidak hilang."))
    return _page(path=request.path, kept=json.dumps(pairs)), 401


def _plain(path: str) -> bool:
    return path.isprintable() and "\\" not in path


def _page(error: str = "", path: str = "", kept: str = "") -> str:
    return render_template(
        "auth/sign_in.html",
        error=error,
        path=path or request.values.get("next", ""),
        kept=kept or request.form.get("kept", ""),
        nip=request.form.get("nip", ""),
    )


def _kept() -> list[tuple[str, str]]:
    try:
        pairs = json.loads(request.form.get("kept") or "[]")
        return [(str(name), str(value)) for name, value in pairs if name != "_act"]
    except (ValueError, TypeError):
        return []


def _recognise() -> None:
    g.actor, g.zone = None, ZONE
    token = bearer_token() if by_program() else request.cookies.get(COOKIE)
    if not rights.alone():
        with database().read() as store:
            g.zone = queries.zone(store)
            g.actor = queries.actor_of(store, token) if token else None
