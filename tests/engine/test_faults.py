"""Processes die in the middle of the work: what was acknowledged is there, once, and whole."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import update

from engine import clock
from engine.act import act
from engine.actor import SYSTEM, Actor
from engine.db import Database, open_database
from engine.models import Answer, Task
from tools.faults import findings
from tools.faults.clients import Acknowledged
from tools.faults.storm import clean, storm


def test_what_was_acknowledged_survives_kills_of_servers_and_workers(database_url: str) -> None:
    counts = storm(database_url, kills=6, clients=4, seed=1, seconds=60)
    assert clean(counts), counts
    assert counts["kills"] == counts["of_servers"] + counts["of_workers"] == 6
    assert not counts["refusals"]
