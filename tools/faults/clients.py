"""A client of the JSON API who sends each form until he is answered, under one name."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from random import Random
from threading import Event
from time import monotonic, sleep
from typing import Any

from tools.faults.offices import Agency, Office, Person

#: No request is tried for longer; a server starts in a few seconds.
PATIENCE = 120.0
#: How often somebody asks for his receipt again though he has it.
AGAIN = 0.1
#: The longest rest after a form: the load is to be steady, not heavy.
REST = 0.2
_PHASES = ("skp_agreement", "plan_week")
_GROUP = 5
_REPEAT = frozenset({429, 500, 502, 503, 504})


@dataclass(frozen=True)
class Acknowledged:
    """A sending that was answered: whose, of which task, with which number."""

    person_id: int
    task_id: str
    number: str


@dataclass
class Said:
    """What the clients saw."""

    acknowledged: list[Acknowledged] = field(default_factory=list)
    repeated: int = 0
    #: Told to come again later; the rest of what was repeated was cut off.
    unavailable: int = 0
    #: Answered with another status than a receipt: status and kind of problem.
    refused: list[str] = field(default_factory=list)
    #: Sent again under its name, and given another number.
    renumbered: int = 0


class Client:
    """Does the work of one office, until he is asked to stop."""

    def __init__(self, agency: Agency, office: Office, port: int, seed: int) -> None:
        self.said = Said()
        self._agency, self._office, self._port = agency, office, port
        self._random = Random(seed)
        self._connection: HTTPConnection | None = None
        self._left: set[str] = set()
        self._sent = 0

    def work(self, stop: Event) -> Said:
        """Complete what there is; where nothing is left, more people join the cycle."""
        self._agency.grow(self._office, _GROUP)
        while not stop.is_set():
            done = 0
            for person in [*self._office.staff, self._office.head]:
                done += self._all_of(person, stop)
            if not done and not stop.is_set():
                self._agency.grow(self._office, _GROUP)
        if self._connection is not None:
            self._connection.close()
        return self.said

    def _all_of(self, person: Person, stop: Event) -> int:
        done = 0
        for phase in _PHASES:
            if stop.is_set():
                break
            _, found = self._call(person, "GET", f"/tasks?phase={phase}")
            for task in found["tasks"]:
                if task["id"] not in self._left and not stop.is_set():
                    self._complete(person, task["id"])
                    done += 1
        return done

    def _complete(self, person: Person, task_id: str) -> None:
        status, page = self._call(person, "GET", f"/tasks/{task_id}")
        answers = answer(page["form"], self._agency.year) if status == 200 else None
        if answers is None:
            self._left.add(task_id)
            return
        self._sent += 1
        path, key = f"/tasks/{task_id}/complete", f"{self._office.number}-{self._sent}"
        status, receipt = self._call(person, "POST", path, answers, key)
        if status != 200:
            self._left.add(task_id)
            self.said.refused.append(f"{status} {receipt.get('type', '')}")
            return
        self.said.acknowledged.append(Acknowledged(person.id, task_id, receipt["number"]))
        if self._random.random() < AGAIN:
            self.said.repeated += 1
            status, again = self._call(person, "POST", path, answers, key)
            self.said.renumbered += status != 200 or again["number"] != receipt["number"]
        sleep(self._random.uniform(0, REST))

    def _call(
        self, person: Person, method: str, path: str, body: Any = None, key: str = ""
    ) -> tuple[int, dict[str, Any]]:
        """Ask until there is an answer; a lost connection leaves open what was done."""
        headers = {"Authorization": f"Bearer {person.token}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        text = None if body is None else json.dumps(body)
        end = monotonic() + PATIENCE
        while True:
            answered = self._once(method, path, text, headers)
            if answered is not None and answered[0] not in _REPEAT:
                return answered
            self.said.unavailable += answered is not None
            if monotonic() > end:
                raise TimeoutError(f"{method} {path} is not answered: {answered}")
            self.said.repeated += bool(key)
            sleep(0.05)

    def _once(
        self, method: str, path: str, text: str | None, headers: Mapping[str, str]
    ) -> tuple[int, dict[str, Any]] | None:
        if self._connection is None:
            self._connection = HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            self._connection.request(method, f"/api/v1{path}", text, dict(headers))
            response = self._connection.getresponse()
            return response.status, json.loads(response.read())
        except (OSError, HTTPException, ValueError):
            self._connection.close()
            self._connection = None
            return None


def answer(form: Mapping[str, Any], year: int) -> dict[str, Any] | None:
    """What everybody says to a form as the API describes it; None where nobody answers."""
    key = form["key"]
    if key == "skp_agreement.DraftSkp":
        return {"rows": [_row(year)]}
    if key == "skp_agreement.ApproveSkp":
        return {"decision": "setujui"}
    if key == "plan_week.PlanDialogs":
        opens = {field["name"]: field["min"] for field in form["fields"]}
        return {"mid_year_dialog_at": opens["mid_year_dialog_at"]}
    if key == "plan_week.ConfirmPlan":
        return {"response": "terima"}
    return None


def _row(year: int) -> dict[str, Any]:
    return {
        "activity": "Menyusun Renja",
        "target_quantity": 2,
        "unit": "dokumen",
        "target_quality": "100",
        "target_time": 12,
        "time_unit": "bulan",
        "schedule_start": f"{year}-01-01",
        "schedule_end": f"{year}-12-31",
    }
