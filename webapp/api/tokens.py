"""Signing in and out: a token for a server-side session, of which only a hash is kept."""

from typing import Any

from flask import Response, current_app, request

from engine import commands
from engine.actor import SYSTEM
from engine.commands.sessions import LASTS
from schemas import api
from webapp import auth, rights
from webapp.api import body
from webapp.api.blueprint import Blueprint
from webapp.here import act_as, bearer_token, do

bp = Blueprint(
    "api-tokens", __name__, url_prefix="/api/v1/tokens", description="Signing in and out"
)


def _who_tries() -> str:
    asked = body.read(request)
    nip = asked.get("nip") if isinstance(asked, dict) else ""
    return auth.who_tries(nip if isinstance(nip, str) else "")


@bp.route("", methods=["POST"])
@auth.limiter.shared_limit(
    lambda: current_app.config["SIGN_IN_LIMIT"],
    scope="sign-in",
    key_func=_who_tries,
    deduct_when=lambda response: response.status_code == 401,
)
@rights.public
@bp.doc(security=[])
@bp.problems(400, 401, 413, 415, 422, 429)
@bp.response(201, api.Token)
@bp.arguments(api.SignIn)
def sign_in(asked: dict[str, str]) -> Any:
    """A new token for NIP and password; it lasts as long as a session of the pages."""
    person = act_as(SYSTEM, commands.sign_in, **asked)
    return {
        "access_token": act_as(person, commands.start_session),
        "token_type": "Bearer",
        "expires_in": int(LASTS.total_seconds()),
        "person": {
            "name": person.name,
            "position": person.position,
            "roles": sorted(person.roles),
        },
    }


@bp.route("/current", methods=["DELETE"])
@rights.signed_in
@bp.problems(401)
@bp.response(204)
def sign_out() -> Any:
    """End the session of the token that is sent."""
    do(commands.end_session, token=bearer_token())
    return Response(status=204)
