"""The workload: a year of six phases with four tasks each, one gateway and one loop per phase."""

from collections.abc import Collection, Iterator

#: The profile's phases that the six bear the names of, in the year's order.
PHASES = (
    "skp_agreement",
    "plan_week",
    "mid_year_dialog",
    "form_filling",
    "final_dialog",
    "final_rating",
)
TASKS = 4
STEPS = tuple((phase, number) for phase in range(len(PHASES)) for number in range(TASKS))

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="urn:timbang:bench">
"""
_TAIL = "</bpmn:definitions>\n"


def files() -> dict[str, bytes]:
    """The diagrams by path, to be published as one version."""
    return _files(_year(waits=()))


def waiting_files() -> dict[str, bytes]:
    """The same, with a timer between the first phase and the second: until the second opens."""
    return _files(_year(waits=(1,)))


def _files(year: str) -> dict[str, bytes]:
    drawn = {"siklus_kasn/siklus_kasn.bpmn": year}
    drawn |= {f"bench_{n}/bench_{n}.bpmn": _phase(n) for n in range(len(PHASES))}
    return {path: (_HEAD + body + _TAIL).encode() for path, body in drawn.items()}


def _phase(n: int) -> str:
    """Two tasks, a gateway that goes on from a score of 3, two tasks more."""
    loop, on = f"p{n}_again", f"p{n}_on"
    nodes = [_node("startEvent", "start", [], ["f0"])]
    nodes.append(_task(f"p{n}_t1", n, ["f0", loop], "f1"))
    nodes.append(_task(f"p{n}_t2", n, ["f1"], "f2"))
    nodes.append(
        f'<bpmn:exclusiveGateway id="enough" name="Nilai cukup?" default="{loop}">'
        f"<bpmn:incoming>f2</bpmn:incoming><bpmn:outgoing>{on}</bpmn:outgoing>"
        f"<bpmn:outgoing>{loop}</bpmn:outgoing></bpmn:exclusiveGateway>"
    )
    nodes.append(_task(f"p{n}_t3", n, [on], "f3"))
    nodes.append(_task(f"p{n}_t4", n, ["f3"], "f4"))
    nodes.append(_node("endEvent", "end", ["f4"], []))
    flows = [
        _flow("f0", "start", f"p{n}_t1"),
        _flow("f1", f"p{n}_t1", f"p{n}_t2"),
        _flow("f2", f"p{n}_t2", "enough"),
        _flow(on, "enough", f"p{n}_t3", f"bench_{n}_score &gt;= 3"),
        _flow(loop, "enough", f"p{n}_t1"),
        _flow("f3", f"p{n}_t3", f"p{n}_t4"),
        _flow("f4", f"p{n}_t4", "end"),
    ]
    return _process(f"bench_{n}", [*nodes, *flows])


def _year(waits: Collection[int]) -> str:
    nodes, flows = [_node("startEvent", "start", [], ["f0"])], []
    before = "start"
    for n, key in enumerate(PHASES):
        if n in waits:
            nodes.append(_wait(key, f"w{n}", f"f{n}"))
            flows.append(_flow(f"w{n}", before, f"{key}_opens"))
            before = f"{key}_opens"
        nodes.append(
            f'<bpmn:callActivity id="{key}" name="{key}" calledElement="bench_{n}">'
            f"{_window(n)}<bpmn:incoming>f{n}</bpmn:incoming>"
            f"<bpmn:outgoing>{'w' if n + 1 in waits else 'f'}{n + 1}</bpmn:outgoing>"
            "</bpmn:callActivity>"
        )
        flows.append(_flow(f"f{n}", before, key))
        before = key
    nodes.append(_node("endEvent", "end", [f"f{len(PHASES)}"], []))
    flows.append(_flow(f"f{len(PHASES)}", before, "end"))
    return _process("siklus_kasn", [*nodes, *flows])


def _wait(key: str, incoming: str, outgoing: str) -> str:
    return (
        f'<bpmn:intermediateCatchEvent id="{key}_opens" name="{key} dibuka">'
        f"{_ends([incoming], [outgoing])}<bpmn:timerEventDefinition>"
        f"<bpmn:timeDate xsi:type=\"bpmn:tFormalExpression\">due('{key}.opens')</bpmn:timeDate>"
        "</bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
    )


def _window(n: int) -> str:
    rules = {"opens": f"1 {_MONTHS[2 * n]}", "closes": f"28 {_MONTHS[2 * n + 1]}"}
    properties = "".join(
        f'<camunda:property name="{edge}" value="{rule}" />' for edge, rule in rules.items()
    )
    return (
        "<bpmn:extensionElements><camunda:properties>"
        f"{properties}</camunda:properties></bpmn:extensionElements>"
    )


_MONTHS = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]


def _process(name: str, parts: list[str]) -> str:
    body = "\n".join(parts)
    return (
        f'<bpmn:process id="{name}" name="{name}" isExecutable="true">\n{body}\n</bpmn:process>\n'
    )


def _task(name: str, n: int, incoming: list[str], outgoing: str) -> str:
    return (
        f'<bpmn:userTask id="{name}" name="Isi {name}" camunda:formKey="bench.Note{n}" '
        f'camunda:candidateGroups="pegawai">{_ends(incoming, [outgoing])}</bpmn:userTask>'
    )


def _node(tag: str, name: str, incoming: list[str], outgoing: list[str]) -> str:
    return f'<bpmn:{tag} id="{name}" name="{name}">{_ends(incoming, outgoing)}</bpmn:{tag}>'


def _ends(incoming: list[str], outgoing: list[str]) -> str:
    def each() -> Iterator[str]:
        for flow in incoming:
            yield f"<bpmn:incoming>{flow}</bpmn:incoming>"
        for flow in outgoing:
            yield f"<bpmn:outgoing>{flow}</bpmn:outgoing>"

    return "".join(each())


def _flow(name: str, source: str, target: str, condition: str = "") -> str:
    inside = (
        '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">'
        f"{condition}</bpmn:conditionExpression>"
        if condition
        else ""
    )
    return (
        f'<bpmn:sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">'
        f"{inside}</bpmn:sequenceFlow>"
    )
