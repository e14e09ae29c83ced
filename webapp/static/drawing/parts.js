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

function middle(waypoints) {
  const lengths = waypoints.slice(1).map((end, i) => Math.hypot(end.x - waypoints[i].x, end.y - waypoints[i].y));
  const longest = lengths.indexOf(Math.max(...lengths));
  const [one, other] = [waypoints[longest], waypoints[longest + 1]];
  return { x: Math.round((one.x + other.x) / 2), y: Math.round((one.y + other.y) / 2) };
}

export function addPart(modeler, known, kind) {
  const selection = modeler.get("selection");
  const [chosen] = selection.get();
  const shape = described(modeler, known, kind);
  let added;
  if (chosen?.type === "bpmn:SequenceFlow") {
    added = modeler.get("modeling").createShape(shape, middle(chosen.waypoints), chosen);
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
