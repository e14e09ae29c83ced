"""Drafts for the demo's 360 forms: the story is told, count and score are left to the rater."""

from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from engine import commands, facts, form_facts
from engine.accounts import actor_from
from engine.actor import Actor
from engine.demo.moving import require_demo
from engine.demo.star import STORIES
from engine.models import Draft, Employee, Task


def offer_examples(session: Session, _actor: Actor) -> int:
    """Give every open 360 form that nobody has touched a draft with stories; returns how many.

    Raises `NotYours` outside the demo.
    """
    require_demo(session)
    untouched = session.execute(
        select(Task.id, Employee)
        .join(Employee, Employee.id == Task.assignee_id)
        .where(
            Task.step == "review_behaviour",
            Task.state == "open",
            ~exists().where(Draft.task_id == Task.id),
        )
        .order_by(Task.id)
    ).all()
    for task_id, person in untouched:
        rater = actor_from(person)
        answers = _example(session, rater, task_id)
        commands.save_draft(session, rater, task_id=task_id, answers=answers)
    return len(untouched)


def _example(session: Session, rater: Actor, task_id: str) -> dict[str, Any]:
    form = form_facts.form_for(facts.case_of_task(session, rater, task_id), rater)
    answers = form.initial()
    for row in answers["behaviour"]:
        story = STORIES.get(row["aspect"])
        if story is not None:
            row |= vars(story)
    return answers
