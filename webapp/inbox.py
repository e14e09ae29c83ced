"""Tugas Saya: everything that waits for one person, in four lists."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, render_template, request

from engine import queries
from engine.queries import AppraisalPage, InboxItem, Stage, Waiting
from webapp import rights
from webapp.appraisals import openable
from webapp.here import ask

LISTS = ("tugas", "menunggu", "mendatang", "selesai")
TOGETHER = frozenset({"form_filling.ReviewBehaviour"})
"""Forms that one person fills for several others: shown as one item."""

bp = Blueprint("inbox", __name__)


@dataclass(frozen=True)
class Group:
    """Several tasks of one form and phase, shown as one; the first is due first."""

    items: tuple[InboxItem, ...]

    @property
    def first(self) -> InboxItem:
        """The one that is due first."""
        return self.items[0]


@bp.get("/")
@rights.signed_in
def tasks() -> Any:
    """The list named in the address; by default what waits for me."""
    shown = request.args.get("daftar", LISTS[0])
    lists, waiting = ask(queries.inbox), _waiting()
    return render_template(
        "inbox/tasks.html",
        lists=lists,
        waiting=waiting,
        shown=shown if shown in LISTS else LISTS[0],
        groups=grouped(lists.items),
        counts={
            "tugas": len(lists.items),
            "menunggu": sum(len(each.waits) for each in waiting),
            "selesai": lists.done_count,
        },
        upcoming=_upcoming() if shown == "mendatang" else (),
        openable=openable(),
        today=sum(1 for item in lists.items if item.days_left == 0 and not item.late),
        late=sum(1 for item in lists.items if item.late),
    )


def grouped(items: Iterable[InboxItem]) -> list[Group]:
    """Items in their order; those that are done together stand together, at the first one's place.

    Bulk tasks of one form, and the 360 forms of one phase, become one group.
    """
    groups: dict[tuple[str, ...], list[InboxItem]] = {}
    for item in items:
        together = item.bulk or item.form in TOGETHER
        key = (item.form, item.phase, item.cycle, item.in_stead_of) if together else (item.id,)
        groups.setdefault(key, []).append(item)
    return [Group(tuple(group)) for group in groups.values()]


def _waiting() -> list[Waiting]:
    """What my own appraisals wait for, but for what waits for me: that is on the first list."""
    found = [
        replace(each, waits=tuple(wait for wait in each.waits if wait.kind != "yours"))
        for each in ask(queries.my_waits)
    ]
    return [each for each in found if each.waits]


def _upcoming() -> list[tuple[AppraisalPage, Stage]]:
    """The phases of my own appraisals that are still to come."""
    pages = [ask(queries.appraisal_page, row.id) for row in ask(queries.my_appraisals)]
    return [(page, stage) for page in pages for stage in page.stages if stage.state == "next"]
