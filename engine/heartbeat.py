"""Each worker leaves its time in the store, so that others can see that one is alive."""

import os
import socket
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from engine import clock
from engine.db import Database
from engine.models import Heartbeat

#: How often a worker says that it lives, and when nobody believes it any more.
EVERY = timedelta(seconds=20)
LOST = timedelta(seconds=60)
FORGOTTEN = timedelta(days=1)


def beat(database: Database) -> None:
    """Say that the worker of this process lives; at most once in 20 seconds a write."""
    name, now = f"{socket.gethostname()}:{os.getpid()}", clock.real()
    with database.read() as session:
        last = session.scalar(select(Heartbeat.at).where(Heartbeat.worker == name))
    if last is not None and timedelta() <= now - last < EVERY:
        return
    with database.begin() as session:
        session.merge(Heartbeat(worker=name, at=now))
        session.execute(delete(Heartbeat).where(Heartbeat.at < now - FORGOTTEN))


def workers_alive(session: Session) -> int:
    """How many workers were heard of in the last minute."""
    heard = select(func.count()).where(Heartbeat.at >= clock.real() - LOST)
    return session.scalar(heard) or 0
