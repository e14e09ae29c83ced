"""Who sees it: the pages of timbang. `create_app` is the table of contents."""

from flask import Flask

from engine.db import Database
from webapp import (
    accounts,
    api,
    appraisals,
    auth,
    bulk,
    calendars,
    coaching,
    comparing,
    cycles,
    decisions,
    demo,
    diagrams,
    drawing,
    drawn_dates,
    errors,
    figures,
    headers,
    health,
    i18n,
    inbox,
    incidents,
    interventions,
    metrics,
    moves,
    notices,
    nudging,
    page,
    path,
    places,
    proposals,
    receipt,
    register,
    rehearsals,
    rights,
    tasks,
    timeline,
    whatif,
    why,
)
from webapp.settings import Settings

__all__ = ["Settings", "create_app"]


def create_app(database: Database, settings: Settings) -> Flask:
    """The application on one store; refuses to start when a route has no declared right."""
    app = Flask(__name__)
    app.config.from_mapping(settings.flask())
    app.extensions["timbang"] = database
    for part in (i18n, metrics, page, headers, errors, auth, rights, receipt):
        part.install(app)
    for pages in (
        auth,
        accounts,
        inbox,
        tasks,
        bulk,
        appraisals,
        path,
        places,
        nudging,
        interventions,
        figures,
        coaching,
        calendars,
        cycles,
        register,
        diagrams,
        rehearsals,
        drawn_dates,
        drawing,
        comparing,
        decisions,
        moves,
        timeline,
        proposals,
        whatif,
        why,
        incidents,
        notices,
        health,
    ):
        app.register_blueprint(pages.bp)
    api.install(app)
    if settings.demo:
        demo.install(app)
    rights.check(app)
    return app
