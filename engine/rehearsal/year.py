"""Lives a year: a driven clock, the worker's sweeps, and everybody at his tasks."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.orm import Session

from engine import clock, commands, queries
from engine.accounts import actor_from
from engine.act import act
from engine.actor import Actor
from engine.db import Database
from engine.errors import BadIntervention, EngineError, FormRejected, Withdrawn
from engine.models import Appraisal, Employee, Task, Timer, is_open
from engine.queries import AppraisalFilter, InterventionAsked
from engine.rehearsal.answers import fill
from engine.rehearsal.parts import Said
from engine.rehearsal.script import Turn
from engine.rehearsal.temper import Asked, Cast
from engine.worker import do_due

MORNING = time(9)
#: Whoever was refused looks again after so many days.
AGAIN = 2
#: Whoever was refused so often gives up.
PATIENCE = 30
#: No year is longer than this; what still waits then waits for ever.
LONGEST = timedelta(days=800)
#: Why an appraisal gets another judge there.
REASON = "Mutasi"


@dataclass(frozen=True)
class Plan:
    """What somebody will do, and on which day."""

    at: datetime
    asked: Asked
    task_id: str
    actor: Actor
    says: Said

    @property
    def order(self) -> tuple[datetime, str]:
        """The same in every run; ids are random."""
        return self.at, str(self.asked)


class Year:
    """One rehearsed year on a store in which a cycle is open."""

    def __init__(
        self,
        database: Database,
        hand: clock.Hand,
        cast: Cast,
        zone: str,
        turns: Sequence[Turn] = (),
    ) -> None:
        """`turns` happen to people on their days, in this order."""
        self._database, self._hand, self._cast = database, hand, cast
        self._zone = ZoneInfo(zone)
        self._turns = list(turns)
        self.gone: set[str] = set()
        #: Why somebody gave up, by task.
        self.refused: dict[str, EngineError] = {}
        self._tries: Counter[str] = Counter()
        self._plans: dict[str, Plan] = {}
        self._seen: set[str] = set()
        self._rounds: Counter[tuple[str, str, str, str]] = Counter()
        with database.read() as session:
            people = session.scalars(select(Employee).order_by(Employee.nip)).all()
        self._people = {person.id: person for person in people}
        self._officers = [person for person in people if "sdm" in person.roles]

    def live(self, tell: Callable[[date], object] = lambda _day: None) -> None:
        """Go from day to day, told of each, until nothing is left that anybody will do."""
        last = clock.now() + LONGEST
        while clock.now() < last:
            tell(clock.now().astimezone(self._zone).date())
            self._turn()
            self._day()
            following = self._next_day()
            if following is None:
                return
            self._hand.move_to(following)

    def _day(self) -> None:
        """All that happens today, one thing after the other, until nothing is left to do."""
        while True:
            # The worker looks around after each act: also what was opened just now has its dates.
            # Who is behind is nobody's to look at here.
            do_due(self._database)
            self._look()
            ripe = self._ripe()
            if not ripe:
                return
            for plan in ripe:
                self._do(plan)

    def _look(self) -> None:
        """Plan what has been asked since the last look."""
        with self._database.read() as session:
            for task in _open_tasks(session):
                if task.id not in self._seen:
                    self._seen.add(task.id)
                    self._plan(task)

    def _plan(self, task: Row[Any]) -> None:
        subject, person = task.subject, self._people.get(task.assignee_id)
        same = (subject, task.phase, task.step, person.nip if person else "")
        actor = person or self._officer(subject, self._rounds[same])
        if actor is None:
            return
        asked = Asked(subject, actor.nip, task.phase, task.step, task.role, self._rounds[same])
        self._rounds[same] += 1
        move = self._cast.move(asked)
        if move.after is not None:
            at = self._morning(clock.now()) + timedelta(days=move.after)
            if move.late is not None and task.due_at is not None:
                at = max(at, self._morning(task.due_at) + timedelta(days=move.late))
            self._plans[task.id] = Plan(at, asked, task.id, actor_from(actor), move.says)

    def _officer(self, subject: str, round_: int) -> Employee | None:
        """One of Bagian SDM who is not the subject; another one when it comes back."""
        group = [officer for officer in self._officers if officer.nip != subject]
        return group[round_ % len(group)] if group else None

    def _ripe(self) -> Sequence[Plan]:
        now = clock.now()
        ripe = [plan for plan in self._plans.values() if plan.at <= now]
        return sorted(ripe, key=lambda plan: plan.order)

    def _do(self, plan: Plan) -> None:
        del self._plans[plan.task_id]
        if plan.asked.actor in self.gone:
            return
        dice = self._cast.dice(plan.asked)
        try:
            act(
                self._database,
                plan.actor,
                commands.answer_task,
                task_id=plan.task_id,
                # What nobody asks for is not looked up: all that a page shows costs more.
                answer=partial(fill, says=plan.says, dice=dice),
            )
        except Withdrawn:
            return
        except FormRejected as error:
            self._tries[plan.task_id] += 1
            if self._tries[plan.task_id] > PATIENCE:
                self.refused[plan.task_id] = error
                return
            later = plan.at + timedelta(days=AGAIN)
            self._plans[plan.task_id] = replace(plan, at=later)
        except EngineError as error:
            self.refused[plan.task_id] = error

    def _turn(self) -> None:
        """What happens to people today."""
        while self._turns and self._turns[0].at <= clock.now():
            turn = self._turns.pop(0)
            with self._database.begin() as session:
                person = session.scalars(select(Employee).where(Employee.nip == turn.nip)).one()
                if turn.what == "leaves":
                    person.active = False
                    self.gone.add(turn.nip)
                    continue
                above = session.get(Employee, person.superior_id or 0)
                heir = session.get(Employee, above.superior_id or 0) if above else None
                if heir is None:
                    continue
                person.superior_id = heir.id
            self._hand_over(turn.nip, heir.nip)

    def _hand_over(self, subject: str, heir: str) -> None:
        """His running appraisals go with him to his new superior, open tasks and all (R-018)."""
        officer = self._officer(subject, 0)
        if officer is None:
            return
        with self._database.begin() as session:
            actor, asked = actor_from(officer), InterventionAsked("hand_over", heir)
            his = Appraisal.header["pegawai"]["nip"].as_string() == subject
            found = session.scalars(select(Appraisal.public_id).where(his)).all()
            wanted = AppraisalFilter(ids=tuple(found))
            try:
                seen = queries.intervention_preview(session, actor, asked, wanted).seen
                commands.intervene(session, actor, asked, wanted, reason=REASON, seen=seen)
            except BadIntervention:
                return  # nobody stands above the new one, or he has left: it stays where it is
            tasks = session.execute(_ASKED.where(his)).all()
        for task in tasks:
            if task.role in ("pejabat_penilai", "atasan_pejabat_penilai"):
                self._plans.pop(task.id, None)
                self._plan(task)

    def _next_day(self) -> datetime | None:
        """The morning of the next day on which somebody or something acts by itself."""
        now = clock.now()
        with self._database.read() as session:
            edges = [
                session.scalar(select(func.min(Timer.due_at)).where(Timer.due_at > now)),
                session.scalar(select(func.min(Timer.retry_at)).where(Timer.retry_at > now)),
                session.scalar(
                    select(func.min(Task.remind_at)).where(is_open(), Task.remind_at > now)
                ),
                *(plan.at for plan in self._plans.values()),
                *(turn.at for turn in self._turns[:1]),
            ]
        following = min((edge for edge in edges if edge is not None), default=None)
        if following is None:
            return None
        morning = self._morning(following)
        return morning if morning > now else morning + timedelta(days=1)

    def _morning(self, instant: datetime) -> datetime:
        day = instant.astimezone(self._zone).date()
        return datetime.combine(day, MORNING, self._zone)


_ASKED = (
    select(
        *(Task.id, Task.phase, Task.step, Task.role, Task.assignee_id, Task.due_at),
        Appraisal.header["pegawai"]["nip"].as_string().label("subject"),
    )
    .join(Appraisal, Appraisal.instance_id == Task.instance_id)
    .where(is_open())
)
_ASKED_NOW = _ASKED.where(Task.opened_at == bindparam("now"))


def _open_tasks(session: Session) -> Sequence[Row[Any]]:
    return session.execute(_ASKED_NOW, {"now": clock.now()}).all()
