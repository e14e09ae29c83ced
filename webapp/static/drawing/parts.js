/* Ready-made parts of a cycle: tasks that need no code, questions, phases with their windows. */

const PARTS = {
  confirm: { type: "bpmn:UserTask", name: "Konfirmasi tugas", form: "umum.Konfirmasi" },
  note: { type: "bpmn:UserTask", name: "Tulis catatan", form: "umum.Catatan" },
  question: { type: "bpmn:ExclusiveGateway", name: "Setuju?" },
  merge: { type: "bpmn:ExclusiveGateway" },
  end: { type: "bpmn:EndEvent", name: "Selesai" },
};

function described(modeler, known, kind) {
  const factory = modeler.get("bpmnFactory");
  const shapes = modeler.get("elementFactory");
  if (kind.startsWith("phase:")) {
    const phase = known.phases.find((each) => each.id === kind.slice(6));
    const values = ["opens", "closes"].map((name) => factory.create("camunda:Property", { name, value: "" }));
    const window_ = factory.create("camunda:Properties", { values });
    const extensionElements = factory.create("bpmn:ExtensionElements", { values: [window_] });
    window_.$parent = extensionElements;
    for (const each of values) each.$parent = window_;
    const called = { name: phase.name, calledElement: phase.id, extensionElements };
    const call = factory.create("bpmn:CallActivity", called);
    extensionElements.$parent = call;
    return shapes.createShape({ type: "bpmn:CallActivity", businessObject: call });
  }
  const { type, name, form } = PARTS[kind];
  const businessObject = factory.create(type, name ? { name } : {});
  if (form) businessObject.set("camunda:formKey", form);
  return shapes.createShape({ type, businessObject });
}

function longest({ waypoints }) {
  const parts = waypoints.slice(1).map((end, i) => [waypoints[i], end]);
  const length = ([one, other]) => Math.hypot(other.x - one.x, other.y - one.y);
  return parts.reduce((best, part) => (length(part) > length(best) ? part : best));
}

const AROUND = 40;

/* Where a shape fits on an arrow; what comes after it gives way if there is no room. */
function roomOn(modeler, flow, shape) {
  const [one, other] = longest(flow);
  const axis = Math.abs(other.x - one.x) >= Math.abs(other.y - one.y) ? "x" : "y";
  const [from, to] = [one[axis], other[axis]].sort((a, b) => a - b);
  const size = axis === "x" ? shape.width : shape.height;
  const missing = Math.ceil(Math.max(0, size + 2 * AROUND - (to - from)) / 10) * 10;
  if (missing) {
    const root = modeler.get("canvas").getRootElement();
    const all = modeler.get("elementRegistry").filter((each) => each !== root && !each.waypoints);
    const start = Math.round((from + to) / 2);
    const tool = modeler.get("spaceTool");
    const { movingShapes, resizingShapes } = tool.calculateAdjustments(all, axis, missing, start);
    const delta = { x: 0, y: 0, [axis]: missing };
    modeler.get("modeling").createSpace(movingShapes, resizingShapes, delta, axis === "x" ? "e" : "s", start);
  }
  const [first, last] = longest(flow);
  return { x: Math.round((first.x + last.x) / 2), y: Math.round((first.y + last.y) / 2) };
}

export function addPart(modeler, known, kind) {
  const selection = modeler.get("selection");
  const [chosen] = selection.get();
  const shape = described(modeler, known, kind);
  let added;
  if (chosen?.type === "bpmn:SequenceFlow") {
    added = modeler.get("modeling").createShape(shape, roomOn(modeler, chosen, shape), chosen);
  } else if (chosen && modeler.get("rules").allowed("shape.append", { source: chosen, element: chosen })
    && chosen.type !== "bpmn:Lane" && chosen.type !== "bpmn:Participant") {
    added = modeler.get("autoPlace").append(chosen, shape);
  } else {
    modeler.get("create").start(new MouseEvent("mousemove"), shape);
    return;
  }
  selection.select(added);
  modeler.get("canvas").scrollToElement(added);
}
