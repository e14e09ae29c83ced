/* What can be asked of a part, and how its answer is drawn: name, form, role, dates.

   `codes` are the findings of the check that a question answers; one that names a date or property
   is the question's of that key. */

const is = (element, ...types) => types.includes(element.type);

function extension(business) {
  return business.get("extensionElements")?.get("values").find((each) => each.$type === "camunda:Properties");
}

function properties(business) {
  return extension(business)?.get("values") ?? [];
}

function setProperty(modeler, element, name, value) {
  const modeling = modeler.get("modeling");
  const factory = modeler.get("bpmnFactory");
  const business = element.businessObject;
  const known = properties(business).find((each) => each.name === name);
  if (known && value) {
    modeling.updateModdleProperties(element, known, { value });
    return;
  }
  const kept = extension(business);
  if (kept) {
    const values = kept.get("values").filter((each) => each !== known);
    if (value) {
      const fresh = factory.create("camunda:Property", { name, value });
      fresh.$parent = kept;
      values.push(fresh);
    }
    modeling.updateModdleProperties(element, kept, { values });
    return;
  }
  if (!value) return;
  const fresh = factory.create("camunda:Property", { name, value });
  const holder = factory.create("camunda:Properties", { values: [fresh] });
  fresh.$parent = holder;
  const elements = factory.create("bpmn:ExtensionElements", {
    values: [...(business.get("extensionElements")?.get("values") ?? []), holder],
  });
  holder.$parent = elements;
  elements.$parent = business;
  modeling.updateProperties(element, { extensionElements: elements });
}

const AROUND = 20;

/* How far to the side an element must go so that it lies on no other, once it is in a lane; nearest first. */
function aside(registry, element, lane, dy) {
  const others = registry.filter((each) => each !== element && each.businessObject.$instanceOf?.("bpmn:FlowNode") && !each.labelTarget && each !== element.parent);
  const apart = (one, other, from, size) => one[from] + one[size] + AROUND <= other[from] || other[from] + other[size] + AROUND <= one[from];
  const free = (x) => {
    const there = { x, y: element.y + dy, width: element.width, height: element.height };
    const inside = x >= lane.x + AROUND && x + element.width + AROUND <= lane.x + lane.width;
    return inside && others.every((each) => apart(there, each, "x", "width") || apart(there, each, "y", "height"));
  };
  for (let dx = 0; dx < lane.width; dx += AROUND) {
    for (const side of [dx, -dx]) if (free(element.x + side)) return side;
  }
  return 0;
}

/* Another role is another lane: the shape goes there, and its role follows. */
function setRole(modeler, element, role) {
  const lane = modeler.get("elementRegistry")
    .find((each) => each.type === "bpmn:Lane" && each.businessObject.name === role);
  const within = element.parent && element.parent.type !== "bpmn:SubProcess";
  if (lane && within) {
    const dy = Math.round(lane.y + lane.height / 2 - element.y - element.height / 2);
    const dx = aside(modeler.get("elementRegistry"), element, lane, dy);
    modeler.get("modeling").moveElements([element], { x: dx, y: dy }, element.parent);
  } else {
    modeler.get("modeling").updateProperties(element, { "camunda:candidateGroups": role || undefined });
  }
}

/* Who does a task: whom it names, or else whose lane it lies in. */
function roleOf(task, lanes) {
  return task.get("camunda:candidateGroups") || (lanes.find((lane) => lane.get("flowNodeRef").includes(task))?.name ?? "");
}

function setText(modeler, element, holder, key, type, body) {
  const modeling = modeler.get("modeling");
  const known = holder.get(key);
  if (known && body) {
    modeling.updateModdleProperties(element, known, { body });
    return;
  }
  const fresh = body ? modeler.get("bpmnFactory").create(type, { body }) : undefined;
  if (fresh) fresh.$parent = holder;
  modeling.updateModdleProperties(element, holder, { [key]: fresh });
}

const capital = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);

/* The dates of a call: the window's own, those that steps of the called phase ask for, others that it has. */
function dates(modeler, known, say, element, meanings) {
  const business = element.businessObject;
  const asked = known.phases.find((each) => each.id === business.calledElement)?.edges ?? [];
  const steps = (edge) => asked.find((each) => each.edge === edge)?.steps ?? [];
  const wanted = asked.map((each) => each.edge).filter((edge) => steps(edge).length);
  const had = properties(business).map((each) => each.name).filter((name) => name !== "state");
  return [...new Set(["opens", "closes", ...wanted, ...had])].map((edge) => {
    const told = steps(edge).length ? [say("for", { steps: steps(edge).join(" · ") })] : [];
    return {
      key: edge,
      label: edge in known.edge_names ? capital(known.edge_names[edge]) : say("edge", { edge }),
      help: [meanings[element.id]?.[edge] || say("rule"), ...told],
      codes: [],
      value: properties(business).find((each) => each.name === edge)?.value ?? "",
      set: (rule) => setProperty(modeler, element, edge, rule),
    };
  });
}

/* What a timer can wait for: the dates of the windows that are drawn here, or those of the window this is called in. */
function waits(modeler, known) {
  const words = (edge) => known.edge_names[edge] ?? edge;
  const calls = modeler.get("elementRegistry").filter((each) => is(each, "bpmn:CallActivity")).map((each) => each.businessObject);
  const dated = (call) => properties(call).filter(({ name }) => name !== "state" && !name.endsWith("_not_before"));
  const windows = calls.flatMap((call) => dated(call).map(({ name }) => [`due('${call.id}.${name}')`, `${call.name || call.id} ${words(name)}`]));
  return windows.length ? windows : known.edges.map((edge) => [`due('${edge}')`, capital(words(edge))]);
}

const OF_A_TEXT = ["bad-expression", "unknown-function", "bad-argument", "unknown-variable", "unset-variable", "variable-prefix"];
const OF_A_CONDITION = ["no-condition", "needless-condition", "not-a-condition", "never-true", "overlapping-conditions", "unknown-phase", ...OF_A_TEXT];

export function questions(modeler, known, say, element, meanings) {
  const business = element.businessObject;
  const modeling = modeler.get("modeling");
  const set = (values) => modeling.updateProperties(element, values);
  const found = [];
  if (!is(element, "bpmn:Process", "bpmn:Collaboration", "bpmn:Lane")) {
    found.push({ key: "name", label: say("name"), codes: ["no-name"], value: business.name ?? "", set: (name) => set({ name }) });
  }
  if (is(element, "bpmn:Lane")) {
    found.push({ key: "name", label: say("role"), codes: ["unknown-role"], value: business.name ?? "", options: known.roles.map((role) => [role.id, role.name]), set: (name) => set({ name }) });
  }
  if (is(element, "bpmn:UserTask")) {
    const lanes = modeler.get("elementRegistry").filter((each) => each.type === "bpmn:Lane").map((each) => each.businessObject);
    const roles = known.roles.filter((role) => !lanes.length || lanes.some((lane) => lane.name === role.id));
    found.push(
      { key: "form", label: say("form"), codes: ["no-form", "unknown-form"], value: business.get("camunda:formKey") ?? "", options: known.forms.map((form) => [form.key, `${form.title} (${form.key})`]), set: (key) => set({ "camunda:formKey": key || undefined }) },
      { key: "role", label: say("role"), codes: ["no-person", "unknown-role"], value: roleOf(business, lanes), options: roles.map((role) => [role.id, role.name]), set: (role) => setRole(modeler, element, role) },
      { key: "due", label: say("due"), none: say("no-due"), codes: [], value: properties(business).find((each) => each.name === "due")?.value ?? "", options: known.edges.map((edge) => [edge, capital(known.edge_names[edge] ?? edge)]), set: (edge) => setProperty(modeler, element, "due", edge) },
    );
  }
  if (is(element, "bpmn:CallActivity")) {
    found.push(
      { key: "calls", label: say("calls"), codes: ["unknown-process", "recursive-call"], value: business.calledElement ?? "", options: known.phases.map((phase) => [phase.id, phase.name]), set: (id) => set({ calledElement: id || undefined }) },
      ...dates(modeler, known, say, element, meanings),
    );
  }
  if (is(element, "bpmn:SequenceFlow") && is(element.source, "bpmn:ExclusiveGateway") && element.source.outgoing.length > 1) {
    const source = element.source.businessObject;
    found.push(
      { key: "condition", label: say("condition"), codes: OF_A_CONDITION, value: business.conditionExpression?.body ?? "", set: (body) => setText(modeler, element, business, "conditionExpression", "bpmn:FormalExpression", body) },
      { key: "otherwise", label: say("otherwise"), codes: [], tick: source.default === business, set: (on) => modeling.updateProperties(element.source, { default: on ? business : undefined }) },
    );
  }
  const timer = business.get("eventDefinitions")?.find?.((each) => each.$type === "bpmn:TimerEventDefinition");
  if (timer) {
    found.push({ key: "waits", label: say("waits"), codes: ["bad-timer", "unknown-edge", ...OF_A_TEXT], value: timer.timeDate?.body ?? "", options: waits(modeler, known), set: (body) => setText(modeler, element, timer, "timeDate", "bpmn:FormalExpression", body) });
  }
  if (is(element, "bpmn:ScriptTask")) {
    found.push({ key: "script", label: say("script"), codes: OF_A_TEXT, value: business.script ?? "", set: (script) => set({ script }) });
  }
  return found;
}
