"""The row of moves: what twenty thousand would come to, and moving them to another version."""

from collections.abc import Callable

from sqlalchemy import func, select

from engine import batches, commands, definitions, drafts, queries
from engine.act import act
from engine.db import Database
from engine.models import Cycle, Instance, Setting, Version
from tools.bench import crowd, ours
from tools.bench.meter import Cost, flat, in_turns, milliseconds, ratio
from tools.bench.plan import Plan
from tools.bench.reference import Reference
from tools.bench.table import Figures


def moved(plan: Plan) -> Figures:
    """Each look and each move is shared among all whom it concerns."""
    database, meter = plan.new("moved"), plan.meter
    here, there = ours.waiting(database), Reference(database)
    many = plan.many(20_000)
    crowd.add(database, crowd.standing(database, here.people[0].id), many)
    moving = _Moving(database, here)

    def shared(work: Callable[[], object]) -> list[Cost]:
        meter.time(work)
        return [cost.share(many) for cost in meter.take()]

    def look(_: int) -> list[Cost]:
        moving.publish()
        return shared(moving.look)

    def leave(_: int) -> list[Cost]:
        return shared(moving.leave)

    def move(_: int) -> list[Cost]:
        moving.publish()
        return shared(moving.move)

    rounds = min(plan.rounds, 3)
    (left,) = in_turns(rounds, leave)
    looked, plain = in_turns(rounds, look, lambda number: there.live(meter, number))
    went, again = in_turns(rounds, move, lambda number: there.live(meter, number))
    if not moving.there(many + 1):
        raise RuntimeError("not all were moved")
    return {
        "appraisal in a move preview ÷ reference completion": ratio(flat(looked), flat(plain)),
        "appraisal moved ÷ reference completion": ratio(flat(went), flat(again)),
        "appraisal in a look before publishing, ms": milliseconds(flat(left)),
        "appraisal in a move preview, ms": milliseconds(flat(looked)),
        "appraisal moved, ms": milliseconds(flat(went)),
    }


class _Moving:
    """Bagian SDM of one cycle, who moves everybody to the newest version."""

    def __init__(self, database: Database, here: ours.Ours) -> None:
        self._database, self._sdm, self._number = database, here.sdm, 0
        self._draft = act(database, self._sdm, commands.begin_draft, name="Draf")
        name = "siklus_kasn.bpmn"
        with database.read() as session:
            text = queries.draft_file(session, self._sdm, self._draft, name).text
        given = {"name": name, "text": f"{text}<!-- -->", "rev": 0}
        act(database, self._sdm, commands.save_diagram, draft_id=self._draft, **given)
        with database.begin() as session:
            session.merge(Setting(name=drafts.FOUR_EYES, value=drafts.OFF))
            self._cycle = session.scalars(select(Cycle.public_id)).one()

    def leave(self) -> None:
        """Look at whom publishing a draft would leave behind."""
        with self._database.read() as session:
            if not queries.affected_by_draft(session, self._sdm, self._draft):
                raise RuntimeError("nobody is left behind")

    def publish(self) -> None:
        """Another version: a remark in one diagram more."""
        with self._database.begin() as session:
            newest = session.scalars(select(Version).order_by(Version.number.desc())).first()
            if newest is None:
                raise LookupError("there is no version")
            files = {name: text.encode() for name, text in newest.files.items()}
            name = min(each for each in files if each.endswith(".bpmn"))
            files[name] += b"<!-- one more -->"
            self._number = definitions.publish(session, files).number

    def look(self) -> None:
        """Preview the move of all."""
        with self._database.read() as session:
            queries.migration_preview(session, self._sdm, self._cycle, self._number)

    def move(self) -> None:
        """Move all."""
        given = {"cycle_id": self._cycle, "number": self._number, "reason": "x"}
        act(self._database, self._sdm, commands.move_to_version, **given)
        batches.go_on(self._database)

    def there(self, many: int) -> bool:
        """Whether so many stand in the newest version."""
        with self._database.read() as session:
            query = select(func.count()).select_from(Instance).join(Version)
            return session.scalar(query.where(Version.number == self._number)) == many
