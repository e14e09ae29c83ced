/* Ready-made parts of a cycle: tasks that need no code, questions, phases with their windows. */

import { places } from "./order.js";
import { reveal } from "./view.js";

const PARTS = {
  confirm: { type: "bpmn:UserTask", name: "Konfirmasi tugas", form: "umum.Konfirmasi" },
  note: { type: "bpmn:UserTask", name: "Tulis catatan", form: "umum.Catatan" },
  question: { type: "bpmn:ExclusiveGateway", name: "Setuju?" },
  merge: { type: "bpmn:ExclusiveGateway" },
  end: { type: "bpmn:EndEvent", name: "Selesai" },
  wait: { type: "bpmn:IntermediateCatchEvent", name: "Menunggu", eventDefinitionType: "bpmn:TimerEventDefinition" },
};

/* The id of a call is the key of its window: the name of its phase, with a number where it is called again. */
function keyOf(phase, registry) {
  let n = registry.filter((each) => each.businessObject?.calledElement === phase.id).length + 1;
  const key = () => (n > 1 ? `${phase.id}_${n}` : phase.id);
  while (registry.get(key())) n += 1;
  return key();
}

/* The nearest window on the way here. */
function windowBefore(place) {
  const todo = [place];
  for (const each of todo) {
    if (each?.businessObject.calledElement) return each.id;
    const before = each?.waypoints ? [each.source] : (each?.incoming ?? []).map((way) => way.source);
    todo.push(...before.filter((one) => !todo.includes(one)));
  }
  return null;
}

/* Dates to begin with: a week after what is before it, and what the steps of the phase ask for. */
function rulesOf(phase, key, place) {
  const before = windowBefore(place);
  const further = phase.edges.map(({ edge, rule }) => [edge, rule.replace("{key}", key)]);
  return [
    ["opens", before ? `${before}.closes + 1 hari` : "1 Januari"],
    ["closes", `${key}.opens + 6 hari`],
    ...further,
  ];
}

/* A phase as a call with its window. */
function calling(get, phase, place) {
  const factory = get("bpmnFactory");
  const id = keyOf(phase, get("elementRegistry"));
  const values = rulesOf(phase, id, place).map(([name, value]) => factory.create("camunda:Property", { name, value }));
  const dates = factory.create("camunda:Properties", { values });
  const extensionElements = factory.create("bpmn:ExtensionElements", { values: [dates] });
  const call = factory.create("bpmn:CallActivity", { id, name: phase.name, calledElement: phase.id, extensionElements });
  for (const each of values) each.$parent = dates;
  dates.$parent = extensionElements;
  extensionElements.$parent = call;
  return get("elementFactory").createShape({ type: "bpmn:CallActivity", businessObject: call });
}

/* A part as a shape, to come after `place`; `get` gives the library's services. */
function described(get, known, kind, place) {
  if (kind.startsWith("phase:")) {
    return calling(get, known.phases.find((each) => each.id === kind.slice(6)), place);
  }
  const { name, form, ...more } = PARTS[kind];
  const shape = get("elementFactory").createShape(more);
  if (name) shape.businessObject.name = name;
  if (form) shape.businessObject.set("camunda:formKey", form);
  return shape;
}

/* The library's palette without what our check refuses, and with tasks that somebody does. */
export function ourTools(known) {
  function tools(palette, contextPad, create, autoPlace, translate, injector) {
    const make = (kind) => described((name) => injector.get(name), known, kind);
    const start = (kind) => (event) => create.start(event, make(kind));
    const append = (kind) => ({
      click: (event, element) => autoPlace.append(element, make(kind)),
      dragstart: (event, element) => create.start(event, make(kind), { source: element }),
    });
    palette.registerProvider(500, { getPaletteEntries: () => (entries) => {
      for (const name of ["data-object", "data-store", "group"]) delete entries[`create.${name}`];
      const tool = (name, kind, className, title) => {
        entries[name] = { ...entries[name], className, title: translate(title), action: { click: start(kind), dragstart: start(kind) } };
      };
      tool("create.task", "confirm", "bpmn-icon-user-task", "User task");
      tool("create.intermediate-event", "wait", "bpmn-icon-intermediate-event-catch-timer", "Timer intermediate catch event");
      return entries;
    } });
    contextPad.registerProvider(500, { getContextPadEntries: () => (entries) => {
      const tool = (name, kind, className, title) => {
        if (entries[name]) entries[name] = { ...entries[name], className, title: translate(title), action: append(kind) };
      };
      tool("append.append-task", "confirm", "bpmn-icon-user-task", "Append task");
      tool("append.intermediate-event", "wait", "bpmn-icon-intermediate-event-catch-timer", "Append intermediate/boundary event");
      return entries;
    } });
  }
  tools.$inject = ["palette", "contextPad", "create", "autoPlace", "translate", "injector"];
  return tools;
}

function longest({ waypoints }) {
  const parts = waypoints.slice(1).map((end, i) => [waypoints[i], end]);
  const length = ([one, other]) => Math.hypot(other.x - one.x, other.y - one.y);
  return parts.reduce((best, part) => (length(part) > length(best) ? part : best));
}

const AROUND = 40;

/* A line across the drawing to make room at. On the border between two lanes neither of them would grow. */
function cutAt(middle, axis, all) {
  const lanes = all.filter((each) => each.type === "bpmn:Lane");
  return lanes.some((lane) => lane[axis] === middle) ? middle + 1 : middle;
}

/* Where a shape fits on an arrow; what comes after it gives way if there is no room. */
function roomOn(modeler, flow, shape) {
  const [one, other] = longest(flow);
  const axis = Math.abs(other.x - one.x) >= Math.abs(other.y - one.y) ? "x" : "y";
  const [from, to] = [one[axis], other[axis]].sort((a, b) => a - b);
  const size = axis === "x" ? shape.width : shape.height;
  const missing = Math.ceil(Math.max(0, size + 2 * AROUND - (to - from)) / 10) * 10;
  if (missing) {
    const root = modeler.get("canvas").getRootElement();
    const all = modeler.get("elementRegistry").filter((each) => each !== root); // arrows, too: for their labels
    const start = cutAt(Math.round((from + to) / 2), axis, all);
    const tool = modeler.get("spaceTool");
    const { movingShapes, resizingShapes } = tool.calculateAdjustments(all, axis, missing, start);
    const delta = { x: 0, y: 0, [axis]: missing };
    modeler.get("modeling").createSpace(movingShapes, resizingShapes, delta, axis === "x" ? "e" : "s", start);
  }
  const [first, last] = longest(flow);
  return { x: Math.round((first.x + last.x) / 2), y: Math.round((first.y + last.y) / 2) };
}

/* The arrow that leaves a step or a place where ways meet; from a question a new one is another answer. */
function onlyWay({ type, incoming, outgoing }) {
  const flows = outgoing?.filter((each) => each.type === "bpmn:SequenceFlow") ?? [];
  const asks = type.endsWith("Gateway") && (incoming?.length ?? 0) < 2;
  return asks || flows.length !== 1 ? null : flows[0];
}

/* Adds a part after an element or on an arrow: that of `after`, else the chosen, else the last. */
export function addPart(modeler, known, kind, after = "") {
  const selection = modeler.get("selection");
  const modeling = modeler.get("modeling");
  const all = places(modeler);
  const [chosen] = after ? [modeler.get("elementRegistry").get(after)] : selection.get();
  const may = (each) => each && modeler.get("rules").allowed("shape.append", { source: each, element: each })
    && each.type !== "bpmn:Lane" && each.type !== "bpmn:Participant";
  const place = chosen?.type === "bpmn:SequenceFlow" || may(chosen) ? chosen : all.findLast(may);
  const shape = described((name) => modeler.get(name), known, kind, place);
  const flow = place?.waypoints ? place : place && kind !== "end" && onlyWay(place);
  let added;
  if (flow) {
    added = modeling.createShape(shape, roomOn(modeler, flow, shape), flow);
  } else if (place) {
    added = modeler.get("autoPlace").append(place, shape);
  } else {
    const { x, y, width, height } = modeler.get("canvas").viewbox();
    added = modeling.createShape(shape, { x: x + width / 2, y: y + height / 2 }, modeler.get("canvas").getRootElement());
  }
  selection.select(added);
  reveal(modeler, added);
  document.getElementById("chosen-name")?.focus();
}
