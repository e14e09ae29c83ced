"""For whoever watches over the server: is it alive, is it ready, how much is there to do."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify

from engine import heartbeat, queries
from engine.db import STORE_AWAY
from engine.queries import Workload
from webapp import metrics, rights
from webapp.here import database

bp = Blueprint("health", __name__)


def watch(app: Flask, worker_lives: Callable[[], bool]) -> None:
    """Let /ready ask for the worker beside this server, too."""
    app.extensions["timbang_worker_lives"] = worker_lives


@bp.get("/health")
@rights.storeless
def health() -> Any:
    """Whether this process answers at all."""
    return jsonify(status="ok")


@bp.get("/ready")
@rights.storeless
def ready() -> Any:
    """Whether it can serve: the store answers in this release's shape, its own worker lives.

    `migrated` is null while the store is away, `worker` while nothing is known of one. That no
    worker was heard of ("missing") is told, but not a reason to serve nobody.
    """
    migrated = _migrated()
    worker = _worker() if migrated else _own_worker()
    is_ready = bool(migrated) and worker != "ended"
    answer = jsonify(ready=is_ready, store=migrated is not None, migrated=migrated, worker=worker)
    answer.status_code = 200 if is_ready else 503
    return answer


@bp.get("/metrics")
@rights.scraper
def numbers() -> Any:
    """Counts of what is open, late, due and broken, and of what was done by this process."""
    return Response(metrics.meters().text(_workload()), content_type=metrics.MEDIA_TYPE)


def _migrated() -> bool | None:
    try:
        return database().migrated()
    except STORE_AWAY:
        return None


def _own_worker() -> str | None:
    """How the worker in this process is; None where there is none."""
    lives = current_app.extensions.get("timbang_worker_lives")
    if lives is None:
        return None
    return "alive" if lives() else "ended"


def _worker() -> str | None:
    """How the worker in this process is, else whether any was heard of in the last minute."""
    own = _own_worker()
    if own is not None:
        return own
    try:
        with database().read() as store:
            return "alive" if heartbeat.workers_alive(store) else "missing"
    except STORE_AWAY:
        return None


def _workload() -> Workload | None:
    try:
        with database().read() as store:
            return queries.workload(store)
    except STORE_AWAY:
        return None
