"""One small version for each thing that a diagram may hold; the check lets all of them pass."""

from collections.abc import Mapping
from typing import Any

Files = dict[str, bytes]

# what a form may decide, and the answers among which a walk chooses
FORMS: Mapping[str, tuple[dict[str, Any], ...]] = {
    "p.Fill": ({},),
    "p.Again": ({"p_again": True}, {"p_again": False}),
    "p.Grade": tuple({"p_x": grade} for grade in ("baik", "cukup", "kurang")),
    "p.Score": tuple({"p_npk": score} for score in (60, 76, 91)),
    "q.Grade": ({"q_x": 1}, {"q_x": 2}),
}


def outcomes(form: str) -> frozenset[str]:
    """What the check is told about the forms."""
    return frozenset(name for values in FORMS.get(form, ()) for name in values)


def animals(pen: Any) -> dict[str, Files]:
    """The versions by name; each has a process p, with which a walk begins."""

    def alone(*parts: str) -> Files:
        return {"p.bpmn": pen.file(*parts)}

    def calling(called: bytes, *parts: str) -> Files:
        return {"p.bpmn": pen.file(*parts), "q.bpmn": called}

    def ask(name: str, form: str) -> str:
        return str(pen.task(name, camunda__formKey=form))

    def tasks(names: str) -> str:
        return "\n".join(pen.task(name) for name in names.split())

    def loop(name: str) -> str:
        """A way back to `again`, as long as the form of the task before says so."""
        return str(pen.choice(name, f"{name}_to_again"))

    def many(name: str) -> str:
        return str(
            pen.task(
                name,
                pen.repeat(),
                camunda__assignee="rater(p_rater)",
                camunda__candidateGroups="penilai",
            )
        )

    raters = pen.script("list", "p_raters = raters()")
    plain = pen.file(tasks("c"), pen.flow("start -> c -> end"), process="q")
    onward = "[p_again == False]"
    both = pen.flow("start_both -> split -> a -> join -> end_both", "split -> b -> join")
    return {
        "a task after a task": alone(tasks("a b"), pen.flow("start -> a -> b -> end")),
        "scripts": alone(
            pen.script("one", "p_x = npk()\np_y = p_x + 1"),
            tasks("a"),
            pen.script("two", "p_z = [p_y, 'teks', True, None]"),
            pen.flow("start -> one -> a -> two -> end"),
        ),
        "a choice of three": alone(
            ask("a", "p.Grade"),
            pen.choice("which", "which_to_d"),
            tasks("b c d"),
            pen.choice("merge"),
            pen.flow(
                "start -> a -> which -> [p_x == 'baik'] b -> merge -> end",
                "which -> [p_x == 'cukup'] c -> merge",
                "which -> d -> merge",
            ),
        ),
        "a table": {
            **alone(
                ask("a", "p.Score"),
                pen.node("businessRuleTask", "grade", camunda__decisionRef="grades"),
                pen.choice("which", "which_to_end"),
                tasks("b"),
                pen.flow("start -> a -> grade -> which -> end"),
                pen.flow("which -> [p_grade == 'kurang'] b -> end_low"),
            ),
            "grades.dmn": pen.table(
                {"p_npk": "number"}, [("< 76", '"kurang"'), (">= 76", '"baik"')]
            ),
        },
        "back for correction": alone(
            pen.choice("again"),
            tasks("a"),
            ask("b", "p.Again"),
            loop("which"),
            pen.flow(f"start -> again -> a -> b -> which -> {onward} end", "which -> again"),
        ),
        "fork and join": alone(
            pen.parallel("split", "join"),
            tasks("a b c"),
            pen.flow("start -> split -> a -> join -> c -> end", "split -> b -> join"),
        ),
        "a fork of four": alone(
            pen.parallel("split", "join"),
            ask("a", "p.Grade"),
            ask("b", "p.Score"),
            ask("c", "p.Again"),
            tasks("d e"),
            pen.flow("start -> split -> a -> join -> e -> end", "split -> b -> join"),
            pen.flow("split -> c -> join", "split -> d -> join"),
        ),
        "a fork in a fork": alone(
            pen.parallel("split", "inner", "closed", "join"),
            tasks("a b c d"),
            pen.flow("start -> split -> a -> join -> d -> end"),
            pen.flow("split -> inner -> b -> closed -> join", "inner -> c -> closed"),
        ),
        "branches that write, each its own": alone(
            pen.parallel("split", "join"),
            ask("a", "p.Grade"),
            ask("b", "p.Score"),
            pen.choice("which", "which_to_end"),
            tasks("c"),
            pen.flow("start -> split -> a -> join -> which -> end", "split -> b -> join"),
            pen.flow("which -> [p_x == 'baik' and p_npk >= 76] c -> end_best"),
        ),
        "branches that end on their own": alone(
            pen.parallel("split"),
            tasks("a b"),
            pen.flow("start -> split -> a -> end", "split -> b -> end_b"),
        ),
        "a loop in one branch": alone(
            pen.parallel("split", "join"),
            pen.choice("again"),
            ask("a", "p.Again"),
            loop("which"),
            tasks("b"),
            pen.flow(f"start -> split -> again -> a -> which -> {onward} join -> end"),
            pen.flow("which -> again", "split -> b -> join"),
        ),
        "whoever is first ends both": alone(
            pen.parallel("split"),
            tasks("a b"),
            pen.catch("closes"),
            pen.script("yes", "p_held = True"),
            pen.script("no", "p_held = False"),
            pen.terminate("held"),
            pen.terminate("not_held"),
            pen.flow(
                "start -> split -> a -> yes -> held", "split -> closes -> b -> no -> not_held"
            ),
        ),
        "not before a date": alone(
            tasks("a b"),
            pen.catch("opens", "due('opens')"),
            pen.flow("start -> a -> opens -> b"),
            pen.flow("b -> end"),
        ),
        "a deadline on a task": alone(
            tasks("a b"),
            pen.boundary("edge", "a"),
            pen.flow("start -> a -> end", "edge -> b -> end_late"),
        ),
        "a deadline on a task in a loop": alone(
            pen.choice("again"),
            ask("a", "p.Again"),
            loop("which"),
            pen.boundary("edge", "a"),
            pen.flow(f"start -> again -> a -> which -> {onward} end", "which -> again"),
            pen.flow("edge -> end_late"),
        ),
        "a deadline on a sub-process": alone(
            pen.sub(
                "work",
                tasks("a"),
                ask("b", "p.Grade"),
                pen.flow("start_work -> a -> b -> end_work"),
            ),
            pen.boundary("edge", "work"),
            pen.script("silent", "p_x = 'diam'"),
            pen.choice("merge"),
            tasks("c"),
            pen.flow("start -> work -> merge -> c -> end", "edge -> silent -> merge"),
        ),
        "a sub-process in a sub-process": alone(
            pen.sub(
                "outer",
                pen.sub("inner", tasks("a"), pen.flow("start_inner -> a -> end_inner")),
                tasks("b"),
                pen.flow("start_outer -> inner -> b -> end_outer"),
            ),
            tasks("c"),
            pen.flow("start -> outer -> c -> end"),
        ),
        "a fork in a sub-process in a loop": alone(
            pen.choice("again"),
            pen.sub("both", pen.parallel("split", "join"), tasks("a b"), both),
            ask("c", "p.Again"),
            loop("which"),
            pen.flow(f"start -> again -> both -> c -> which -> {onward} end", "which -> again"),
        ),
        "a sub-process that ends at once, beside a task": alone(
            pen.parallel("out", "in"),
            pen.sub(
                "both",
                pen.parallel("split"),
                tasks("a b"),
                pen.terminate("first"),
                pen.terminate("second"),
                pen.flow("start_both -> split -> a -> first", "split -> b -> second"),
            ),
            tasks("c d"),
            pen.flow("start -> out -> both -> in -> d -> end", "out -> c -> in"),
        ),
        "for each of a list": alone(
            raters, many("rate"), tasks("a"), pen.flow("start -> list -> rate -> a -> end")
        ),
        "for each of an empty list": alone(
            pen.script("list", "p_raters = []"),
            many("rate"),
            tasks("a"),
            pen.flow("start -> list -> rate -> a -> end"),
        ),
        "for each of a list of one": alone(
            pen.script("list", "p_raters = ['kolega:7']"),
            many("rate"),
            tasks("a"),
            pen.flow("start -> list -> rate -> a -> end"),
        ),
        "for each of a list, with a deadline around": alone(
            raters,
            pen.sub("work", many("rate"), pen.flow("start_work -> rate -> end_work")),
            pen.boundary("edge", "work"),
            tasks("a"),
            pen.flow("start -> list -> work -> end", "edge -> a -> end_late"),
        ),
        "for each of a list, beside a task that may close it": alone(
            raters,
            pen.parallel("split", "collect", "all"),
            many("rate"),
            tasks("a b"),
            pen.catch("closes"),
            pen.terminate("complete"),
            pen.terminate("closed"),
            pen.flow("start -> list -> split -> collect -> rate -> all -> complete"),
            pen.flow("collect -> a -> all", "split -> closes -> b -> closed"),
        ),
        "a call": calling(
            plain, pen.call("q1", "q"), tasks("a"), pen.flow("start -> q1 -> a -> end")
        ),
        "the same call twice": calling(
            plain, pen.call("q1", "q"), pen.call("q2", "q"), pen.flow("start -> q1 -> q2 -> end")
        ),
        "a call in a loop": calling(
            plain,
            pen.choice("again"),
            pen.call("q1", "q"),
            ask("a", "p.Again"),
            loop("which"),
            pen.flow(f"start -> again -> q1 -> a -> which -> {onward} end", "which -> again"),
        ),
        "two calls side by side": calling(
            plain,
            pen.parallel("split", "join"),
            pen.call("q1", "q"),
            pen.call("q2", "q"),
            tasks("a"),
            pen.flow("start -> split -> q1 -> join -> a -> end", "split -> q2 -> join"),
        ),
        "a call that asks what it decided": calling(
            pen.file(
                pen.sub("in_q", ask("c", "q.Grade"), pen.flow("start_in -> c -> end_in")),
                pen.flow("start -> in_q -> end"),
                process="q",
            ),
            pen.call("q1", "q"),
            pen.choice("which", "which_to_end"),
            tasks("a"),
            pen.flow("start -> q1 -> which -> end", "which -> [q_x == 1] a -> end_a"),
        ),
        "calls in calls, in a sub-process, with a deadline": {
            **calling(
                pen.file(pen.call("r1", "r"), pen.flow("start -> r1 -> end"), process="q"),
                pen.sub("work", pen.call("q1", "q"), pen.flow("start_work -> q1 -> end_work")),
                pen.boundary("edge", "work"),
                tasks("a"),
                pen.flow("start -> work -> end", "edge -> a -> end_late"),
            ),
            "r.bpmn": pen.file(tasks("c d"), pen.flow("start -> c -> d -> end"), process="r"),
        },
        "a call that ends at once, beside a task": calling(
            pen.file(
                pen.parallel("split"),
                tasks("c d"),
                pen.terminate("first"),
                pen.terminate("second"),
                pen.flow("start -> split -> c -> first", "split -> d -> second"),
                process="q",
            ),
            pen.parallel("out", "in"),
            pen.call("q1", "q"),
            tasks("a b"),
            pen.flow("start -> out -> q1 -> in -> b -> end", "out -> a -> in"),
        ),
    }
