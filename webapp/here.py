"""What a view has at hand in one request: the store, the person, asking and acting."""

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from flask import current_app, g, request
from sqlalchemy.orm import Session

from engine.act import act
from engine.actor import Actor
from engine.db import Database
from webapp import metrics

P = ParamSpec("P")
R = TypeVar("R")


def by_program() -> bool:
    """Whether a program asks, and no page: the JSON API, or who watches over the server."""
    return request.path.startswith("/api/") or request.blueprint == "health"


def bearer_token() -> str:
    """The token a program sent in its Authorization header; "" for none."""
    given = request.authorization
    return (given.token or "") if given is not None and given.type == "bearer" else ""


def database() -> Database:
    """The store of this application."""
    store: Database = current_app.extensions["timbang"]
    return store


def actor() -> Actor:
    """The person of this request; only behind a right that asks for one."""
    person: Actor = g.actor
    return person


def ask(
    query: Callable[Concatenate[Session, Actor, P], R], /, *args: P.args, **kwargs: P.kwargs
) -> R:
    """What `query(session, actor, …)` answers, in a session that only reads."""
    with database().read() as session:
        return query(session, actor(), *args, **kwargs)


def do(command: Callable[..., Any], /, **args: Any) -> Any:
    """Run `command(session, actor, …)` as one act of this person."""
    return act_as(actor(), command, **args)


def act_as(person: Actor, command: Callable[..., Any], /, **args: Any) -> Any:
    """Run `command(session, person, …)` as one act of somebody: who signs in, the system."""
    with metrics.measured(command.__name__):
        return act(database(), person, command, **args)
