"""Starts the web application in one process: waitress in front, the worker as a thread beside."""

import os
import sys

from waitress import create_server

from engine.db import Database
from engine.mail import Post, Postman
from engine.worker import Embedded
from webapp import Settings, create_app, health, mail


def run(database: Database, *, demo: bool, first_token: str | None = None) -> int:
    """Serve until interrupted. HOST and PORT come from the environment (127.0.0.1:8000).

    Raises `BadMailSettings` before anything is served.
    """
    host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000"))
    settings = Settings(
        secret_key=_secret_key(database),
        demo=demo,
        https=os.environ.get("TIMBANG_HTTPS") == "1",
        metrics_token=os.environ.get("TIMBANG_METRICS_TOKEN", ""),
    )
    post = mail.post()
    app = create_app(database, settings)
    try:
        server = create_server(app, host=host, port=port, threads=8)
    except OSError as error:
        print(f"{host}:{port}: {error.strerror}. Pilih port lain: PORT=8001 ./run", file=sys.stderr)
        return 2
    worker = Embedded(database)
    worker.start()
    health.watch(app, worker.is_alive)
    postman = Postman(database, post) if post else None
    if postman:
        postman.start()
    health.watch(app, worker.is_alive)
    _greet(database, f"http://{host}:{server.effective_port}", demo, first_token, post)
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        worker.stop()
        if postman:
            postman.stop()
        server.close()
        database.close()
    return 0


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
