"""The row of the inbox: the first page of somebody's tasks, against two plain SELECTs."""

from random import Random

from sqlalchemy import func, select

from engine import queries
from engine.actor import Actor
from engine.db import READ_ONLY, Database
from engine.models import Task, is_open, table
from engine.queries import TaskFilter
from tools.bench import crowd, ours
from tools.bench.meter import Cost, flat, in_turns, milliseconds
from tools.bench.plan import Plan
from tools.bench.table import Figures

PAGE = 20
_PER_ROUND = 50


def inbox(plan: Plan) -> Figures:
    """The first 20 by due date and the count: the page's own question, and the same by hand."""
    database, meter = plan.new("inbox"), plan.meter
    users = fill(database, plan.many(10_000), plan.many(100_000))

    def some(number: int) -> list[int]:
        return Random(number).choices(users, k=_PER_ROUND)

    def page(number: int) -> list[Cost]:
        for user in some(number):
            if not meter.time(lambda: first_page(database, user)):  # noqa: B023
                raise RuntimeError("an empty inbox")
        return meter.take()

    def plain(number: int) -> list[Cost]:
        for user in some(number):
            meter.time(lambda: _plain(database, user))  # noqa: B023
        return meter.take()

    mine, theirs = (flat(each) for each in in_turns(plan.rounds, page, plain))
    return {
        "inbox page p95 ÷ two plain SELECTs": _p95(mine) / _p95(theirs),
        "inbox page, ms": milliseconds(mine),
        "two plain SELECTs, ms": milliseconds(theirs),
    }


def fill(database: Database, users: int, tasks: int) -> list[int]:
    """So many open tasks, shared evenly among so many people; returns their ids."""
    here = ours.opened(database, 1)
    like = crowd.standing(database, here.people[0].id)
    people = crowd.add(database, like, users)
    crowd.add_tasks(database, like, people, tasks - users)
    return list(people)


def first_page(database: Database, user: int) -> int:
    """Ask what the list of tasks asks; returns how many there are in all."""
    with database.read() as session:
        found = queries.my_tasks(session, Actor(user, ""), TaskFilter(per_page=PAGE))
    return found.total


def _plain(database: Database, user: int) -> None:
    task = table(Task)
    mine = (task.c.assignee_id == user, is_open())
    with database.engine.connect().execution_options(**{READ_ONLY: True}) as connection:
        connection.execute(select(task).where(*mine).order_by(task.c.due_at).limit(PAGE)).all()
        connection.execute(select(func.count()).select_from(task).where(*mine)).scalar_one()
        connection.commit()


def _p95(costs: list[float]) -> float:
    return sorted(costs)[len(costs) * 95 // 100]
