"""Our own kinds of diagram elements: a date that is asked anew each time, and a decision table."""

from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import ScriptTask
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimeDateEventDefinition

from engine.bpmn.tables import Table


class DateTimer(TimeDateEventDefinition):  # type: ignore[misc]
    """A date that is evaluated at each look, so that a moved window moves its timers.

    The library freezes the first value and fires after it; ours fires when due <= now. An
    expression that yields None waits for the event its rule is anchored on.
    """

    def due(self, task: Any) -> datetime | None:
        """The instant this timer fires for `task`, as its window stands now."""
        text = task.workflow.script_engine.evaluate(task, self.expression)
        return None if text is None else datetime.fromisoformat(text)

    def has_fired(self, my_task: Any) -> bool:
        """Whether the instant has come."""
        due = self.due(my_task)
        if due is not None and due <= my_task.workflow.script_engine.now:
            my_task._set_internal_data(event_fired=True)
        return bool(my_task._get_internal_data("event_fired", False))


class DecisionTask(ScriptTask):  # type: ignore[misc]
    """A business rule task that asks one of our decision tables."""

    def __init__(self, wf_spec: Any, bpmn_id: str, decision: Table, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, script="", **kwargs)
        self.decision = decision

    def _execute(self, task: Any) -> bool:
        task.workflow.script_engine.decide(task, self.decision)
        return True
