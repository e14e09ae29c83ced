"""Random diagrams built of whole blocks pass; the same with one flow cut do not."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.bpmn.check import check
from engine.bpmn.check.flows import DEEPEST_SCOPE
from engine.bpmn.parse import read

# A block: ("task"), ("then", blocks), ("either", blocks), ("both", blocks), ("again", block)
Block = tuple[Any, ...]

TASK: st.SearchStrategy[Block] = st.just(("task",))


def scopes(block: Block) -> int:
    """How deep its sub-processes go."""
    parts = block[1] if len(block) > 1 else []
    inner = parts if isinstance(parts, list) else [parts]
    deepest = max((scopes(each) for each in inner), default=0)
    return deepest + (block[0] in ("again", "within"))


BLOCKS = st.recursive(
    TASK,
    lambda inner: st.one_of(
        st.tuples(st.just("then"), st.lists(inner, min_size=1, max_size=3)),
        st.tuples(st.just("either"), st.lists(inner, min_size=2, max_size=3)),
        st.tuples(st.just("both"), st.lists(inner, min_size=2, max_size=2)),
        st.tuples(st.just("again"), inner),
        st.tuples(st.just("within"), inner),
    ),
    max_leaves=6,
).filter(lambda block: scopes(block) < DEEPEST_SCOPE)


@dataclass
class Drawing:
    """Draws a block between two nodes, with ids that count up."""

    pen: Any
    count: int = 0
    parts: list[str] = field(default_factory=list)
    flows: list[tuple[str, str, str | None]] = field(default_factory=list)

    def new(self, kind: str) -> str:
        self.count += 1
        return f"{kind}_{self.count}"

    def choice(self, default: str | None = None) -> str:
        name = self.new("which")
        self.parts.append(self.pen.choice(name, default and f"{name}_to_{default}"))
        return name

    def draw(self, block: Block) -> tuple[str, str]:
        """Draw a block; return its first and last node."""
        return {
            "task": self.task,
            "then": self.then,
            "either": self.either,
            "both": self.both,
            "again": self.again,
            "within": self.within,
        }[block[0]](*block[1:])

    def task(self) -> tuple[str, str]:
        name = self.new("fill")
        self.parts.append(self.pen.task(name))
        return name, name

    def then(self, blocks: list[Block]) -> tuple[str, str]:
        ends = [self.draw(block) for block in blocks]
        for (_, last), (first, _) in pairwise(ends):
            self.flows.append((last, first, None))
        return ends[0][0], ends[-1][1]

    def either(self, blocks: list[Block]) -> tuple[str, str]:
        ends = [self.draw(block) for block in blocks]
        split, join = self.choice(ends[0][0]), self.choice()
        for n, (first, last) in enumerate(ends):
            self.flows.append((split, first, f"p_x == {n}" if n else None))
            self.flows.append((last, join, None))
        return split, join

    def both(self, blocks: list[Block]) -> tuple[str, str]:
        split, join = self.new("split"), self.new("join")
        self.parts.append(self.pen.parallel(split, join))
        for first, last in (self.draw(block) for block in blocks):
            self.flows += [(split, first, None), (last, join, None)]
        return split, join

    def again(self, block: Block) -> tuple[str, str]:
        """A loop; what is parallel in it goes into a sub-process, as the check demands."""
        before = self.choice()
        first, last = self.draw(("within", block))
        onward = self.choice()
        after = self.choice(before)
        self.flows += [(before, first, None), (last, after, None)]
        self.flows += [(after, before, None), (after, onward, "p_x == 'cukup'")]
        return before, onward

    def within(self, block: Block) -> tuple[str, str]:
        name = self.new("sub")
        inner = Drawing(self.pen, self.count * 100)
        self.parts.append(self.pen.sub(name, inner.whole(block, f"_{name}")))
        return name, name

    def process(self, block: Block) -> str:
        """The block after a task whose form decides what all its choices ask."""
        self.parts.append(self.pen.task("decide", camunda__formKey="p.Decide"))
        first, last = self.draw(block)
        self.flows.append(("decide", first, None))
        return self.between("decide", last)

    def whole(self, block: Block, suffix: str) -> str:
        return self.between(*self.draw(block), suffix)

    def between(self, first: str, last: str, suffix: str = "") -> str:
        self.flows = [(f"start{suffix}", first, None), *self.flows, (last, f"end{suffix}", None)]
        events = [self.pen.node("startEvent", f"start{suffix}"),
                  self.pen.node("endEvent", f"end{suffix}")]  # fmt: skip
        arrows = [self.pen.arrow(*flow) for flow in self.flows]
        return "\n".join([*events, *self.parts, *arrows])


def outcomes(form: str) -> frozenset[str]:
    return frozenset({"p_x"}) if form == "p.Decide" else frozenset()


@settings(max_examples=200)
@given(BLOCKS)
def test_a_diagram_of_whole_blocks_passes_and_can_be_read(pen: Any, block: Block) -> None:
    files = {"p.bpmn": pen.file(Drawing(pen).process(block))}
    assert check(files, lambda key: None, outcomes=outcomes) == []
    assert "p" in read(files).workflows


@settings(max_examples=100)
@given(BLOCKS, st.randoms(use_true_random=False))
def test_a_diagram_with_a_flow_cut_does_not_pass(pen: Any, block: Block, random: Any) -> None:
    lines = Drawing(pen).process(block).splitlines()
    flows = [n for n, line in enumerate(lines) if line.startswith("<bpmn:sequenceFlow")]
    del lines[random.choice(flows)]
    assert check({"p.bpmn": pen.file("\n".join(lines))}, lambda key: None, outcomes=outcomes)
