"""Workers on any number of machines: the duties of `worker` as jobs of procrastinate.

Every tick one worker of all gets each duty. Where there is more to do than one batch, it calls
another, and that one calls the next, until all are busy.
"""

import asyncio
import logging
import signal
from importlib import resources
from importlib.metadata import version

from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status
from sqlalchemy import text

from engine import batches, clock, heartbeat, redating, reminders, timers, worker
from engine.db import Database
from engine.tracking import behind

#: Every five seconds, like the embedded worker; once a minute what dead workers left, and what is
#: worked out once an hour.
TICK = "* * * * * */5"
TIDY = "* * * * *"
#: How long a worker that is asked to stop may finish what it is at.
GRACE_SECONDS = 60
_LOCK = 7_201_846_113

_LOG = logging.getLogger(__name__)


def run(database: Database) -> None:
    """Work until SIGTERM or SIGINT; then finish the duty at hand, and return.

    A worker of procrastinate ends where the store is away or cannot write: then another begins.
    """
    asyncio.run(_work(database))


async def _work(database: Database) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    asked = asyncio.create_task(stop.wait())
    while not stop.is_set():
        working = asyncio.create_task(_until_it_ends(database))
        await asyncio.wait({working, asked}, return_when=asyncio.FIRST_COMPLETED)
        working.cancel()
        try:
            await working
        except asyncio.CancelledError:
            return
        # Nothing may end the worker: what is due stays due, and the store may be back soon.
        except Exception:
            _LOG.exception("The worker ended; another begins.")
        await asyncio.wait({asked}, timeout=worker.PAUSE_SECONDS)


async def _until_it_ends(database: Database) -> None:
    """One worker of procrastinate; cancelled, it finishes the duty at hand."""
    await asyncio.to_thread(prepare, database)
    app = app_on(database)
    async with app.open_async():
        await app.run_worker_async(
            delete_jobs="always",
            shutdown_graceful_timeout=GRACE_SECONDS,
            fetch_job_polling_interval=worker.PAUSE_SECONDS,
            install_signal_handlers=False,
        )


def prepare(database: Database) -> None:
    """Make procrastinate's tables, in a schema of their own that carries its release.

    All jobs come back with the next tick: another release begins with empty tables.
    """
    schema = schema_name()
    with database.engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
        known = text("SELECT 1 FROM pg_namespace WHERE nspname = :schema")
        if connection.execute(known, {"schema": schema}).first() is None:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
            connection.execute(text(f"SET LOCAL search_path TO {schema}"))
            tables = (resources.files("procrastinate.sql") / "schema.sql").read_text("utf-8")
            # Many statements at once: only the driver itself takes them.
            driver = connection.connection.driver_connection
            assert driver is not None  # noqa: S101 - for the type checker
            driver.execute(tables)


def schema_name() -> str:
    """The schema of the installed release, such as `procrastinate_3_10`."""
    major, minor, *_ = version("procrastinate").split(".")
    return f"procrastinate_{int(major)}_{int(minor)}"


def app_on(database: Database) -> App:
    """Procrastinate on this store, with every duty as a periodic job."""
    address = database.engine.url.set(drivername="postgresql")
    connector = PsycopgConnector(
        conninfo=address.render_as_string(hide_password=False),
        kwargs={"options": f"-c search_path={schema_name()}"},
        # For a connection; its own 30 seconds would pass before the worker ends.
        timeout=worker.PAUSE_SECONDS,
    )
    app = App(connector=connector)

    @app.task(name="fire", queueing_lock="fire")
    def fire() -> None:
        def call_another() -> None:
            try:
                fire.defer()
            except AlreadyEnqueued:
                return  # one is called already

        timers.fire_due(database, call_another)

    @app.periodic(cron=TICK)
    @app.task(name="tick", queueing_lock="tick")
    def tick(timestamp: int) -> None:
        heartbeat.beat(database)
        fire()

    @app.periodic(cron=TICK)
    @app.task(name="batches", queueing_lock="batches")
    def go_on(timestamp: int) -> None:
        batches.go_on(database)

    @app.periodic(cron=TICK)
    @app.task(name="settle", queueing_lock="settle")
    def settle(timestamp: int) -> None:
        redating.settle(database)

    @app.periodic(cron=TICK)
    @app.task(name="remind", queueing_lock="remind")
    def remind(timestamp: int) -> None:
        reminders.sweep(database, clock.now())

    @app.periodic(cron=TIDY)
    @app.task(name="behind", queueing_lock="behind")
    def work_out(timestamp: int) -> None:
        behind.work_out(database)

    @app.periodic(cron=TIDY)
    @app.task(name="tidy", queueing_lock="tidy", pass_context=True)
    async def tidy(context: JobContext, timestamp: int) -> None:
        """Jobs of workers that died: the duty comes again by itself, only the row must go."""
        jobs = context.app.job_manager
        await jobs.prune_stalled_workers(GRACE_SECONDS)
        for job in await jobs.get_stalled_jobs():
            await jobs.finish_job(job, Status.FAILED, delete_job=True)

    return app
