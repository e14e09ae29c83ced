"""Starts the web application in one process: waitress in front, the worker as a thread beside."""

import os
import signal
import sys
from contextlib import ExitStack, suppress

from flask import Flask
from waitress import create_server

from engine.db import Database
from engine.mail import Post, Postman
from engine.warm import warm_up
from engine.worker import Embedded
from webapp import Settings, create_app, health, mail
from webapp.installation import store


def application() -> Flask:
    """The application alone, for a server of many processes: `webapp.server:application()`.

    It has no worker beside it: start `timbang worker` too.
    """
    database = store()
    app = create_app(database, _settings(database, demo=False))
    warm_up(database)
    return app


def run(
    database: Database, *, demo: bool, first_token: str | None = None, working: bool = True
) -> int:
    """Serve until SIGTERM or SIGINT, with the worker beside it if `working`.

    HOST and PORT come from the environment (127.0.0.1:8000). Raises `BadMailSettings` before
    anything is served.
    """
    host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000"))
    post = mail.post()
    app = create_app(database, _settings(database, demo=demo))
    warm_up(database)
    try:
        server = create_server(app, host=host, port=port, threads=8)
    except OSError as error:
        print(f"{host}:{port}: {error.strerror}. Pilih port lain: PORT=8001 ./run", file=sys.stderr)
        return 2
    with ExitStack() as left:
        left.callback(database.close)
        left.callback(server.close)
        if working:
            worker = Embedded(database)
            worker.start()
            left.callback(worker.stop)
            health.watch(app, worker.is_alive)
        if working and post:
            postman = Postman(database, post)
            postman.start()
            left.callback(postman.stop)
        # waitress ends what it is at when it meets this exit.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        _greet(database, f"http://{host}:{server.effective_port}", demo, first_token, post)
        with suppress(KeyboardInterrupt, SystemExit):
            server.run()
    return 0


def _settings(database: Database, *, demo: bool) -> Settings:
    return Settings(
        secret_key=_secret_key(database),
        demo=demo,
        https=os.environ.get("TIMBANG_HTTPS") == "1",
        metrics_token=os.environ.get("TIMBANG_METRICS_TOKEN", ""),
    )


def _greet(
    database: Database, address: str, demo: bool, first_token: str | None, post: Post | None
) -> None:
    print(f"timbang: {address}", flush=True)
    if first_token:
        print(f"Akun SDM pertama (sekali pakai, 24 jam): {address}/akun-pertama/{first_token}")
    if post:
        print(f"Surel dikirim lewat {post.server.host}:{post.server.port}.", flush=True)
    if demo:
        from engine.demo import accounts_text

        print(accounts_text(database), flush=True)


def _secret_key(database: Database) -> bytes:
    """The key of the page cookie: derived from the store's own."""
    return database.seal.sign(b"page cookie")
