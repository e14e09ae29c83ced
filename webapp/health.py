"""For whoever watches over the server: is it alive, is it ready, how much is there to do."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify

from engine import queries
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
    """Whether it can serve: the store answers in this release's shape, the worker lives.

    `migrated` is null while the store is away, `worker` where none runs in this process.
    """
    migrated = _migrated()
    lives = current_app.extensions.get("timbang_worker_lives")
    worker = lives() if lives is not None else None
    is_ready = bool(migrated) and worker is not False
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


def _workload() -> Workload | None:
    try:
        with database().read() as store:
            return queries.workload(store)
    except STORE_AWAY:
        return None
