/* The chosen part in people's words: name, form, role, dates. */

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

/* Another role is another lane: the shape goes there, and its role follows. */
function setRole(modeler, element, role) {
  const lane = modeler.get("elementRegistry")
    .find((each) => each.type === "bpmn:Lane" && each.businessObject.name === role);
  const within = element.parent && element.parent.type !== "bpmn:SubProcess";
  if (lane && within) {
    const dy = Math.round(lane.y + lane.height / 2 - element.y - element.height / 2);
    modeler.get("modeling").moveElements([element], { x: 0, y: dy }, element.parent);
  } else {
    modeler.get("modeling").updateProperties(element, { "camunda:candidateGroups": role });
  }
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

function questions(modeler, known, say, element, meanings) {
  const business = element.businessObject;
  const modeling = modeler.get("modeling");
  const set = (values) => modeling.updateProperties(element, values);
  const found = [];
  if (!is(element, "bpmn:Process", "bpmn:Collaboration", "bpmn:Lane")) {
    found.push({ key: "name", label: say("name"), value: business.name ?? "", set: (name) => set({ name }) });
  }
  if (is(element, "bpmn:Lane")) {
    found.push({ key: "name", label: say("role"), value: business.name ?? "", options: known.roles.map((role) => [role.id, role.name]), set: (name) => set({ name }) });
  }
  if (is(element, "bpmn:UserTask")) {
    const lanes = modeler.get("elementRegistry").filter((each) => each.type === "bpmn:Lane").map((each) => each.businessObject.name);
    const roles = known.roles.filter((role) => !lanes.length || lanes.includes(role.id));
    found.push(
      { key: "form", label: say("form"), value: business.get("camunda:formKey") ?? "", options: known.forms.map((form) => [form.key, `${form.title} (${form.key})`]), set: (key) => set({ "camunda:formKey": key || undefined }) },
      { key: "role", label: say("role"), value: business.get("camunda:candidateGroups") ?? "", options: roles.map((role) => [role.id, role.name]), set: (role) => setRole(modeler, element, role) },
      { key: "due", label: say("due"), value: properties(business).find((each) => each.name === "due")?.value ?? "", options: known.edges.map((edge) => [edge, capital(known.edge_names[edge] ?? edge)]), set: (edge) => setProperty(modeler, element, "due", edge) },
    );
  }
  if (is(element, "bpmn:CallActivity")) {
    found.push({ key: "calls", label: say("calls"), value: business.calledElement ?? "", options: known.phases.map((phase) => [phase.id, phase.name]), set: (id) => set({ calledElement: id || undefined }) });
    const edges = properties(business).map((each) => each.name).filter((name) => name !== "state");
    for (const edge of new Set(["opens", "closes", ...edges])) {
      found.push({ key: edge, label: edge in known.edge_names ? capital(known.edge_names[edge]) : say("edge", { edge }), help: meanings[element.id]?.[edge] || say("rule"), value: properties(business).find((each) => each.name === edge)?.value ?? "", set: (rule) => setProperty(modeler, element, edge, rule) });
    }
  }
  if (is(element, "bpmn:SequenceFlow") && is(element.source, "bpmn:ExclusiveGateway") && element.source.outgoing.length > 1) {
    const source = element.source.businessObject;
    found.push(
      { key: "condition", label: say("condition"), value: business.conditionExpression?.body ?? "", set: (body) => setText(modeler, element, business, "conditionExpression", "bpmn:FormalExpression", body) },
      { key: "otherwise", label: say("otherwise"), tick: source.default === business, set: (on) => modeling.updateProperties(element.source, { default: on ? business : undefined }) },
    );
  }
  const timer = business.get("eventDefinitions")?.find?.((each) => each.$type === "bpmn:TimerEventDefinition");
  if (timer) {
    found.push({ key: "waits", label: say("waits"), value: timer.timeDate?.body ?? "", help: "due('closes')", set: (body) => setText(modeler, element, timer, "timeDate", "bpmn:FormalExpression", body) });
  }
  if (is(element, "bpmn:ScriptTask")) {
    found.push({ key: "script", label: say("script"), value: business.script ?? "", set: (script) => set({ script }) });
  }
  return found;
}

function control(question, say) {
  if ("tick" in question) {
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = question.tick;
    box.addEventListener("change", () => question.set(box.checked));
    return box;
  }
  const made = document.createElement(question.options ? "select" : "input");
  if (question.options) {
    const options = [["", say("none")], ...question.options];
    if (!options.some(([value]) => value === question.value)) options.push([question.value, question.value]);
    made.replaceChildren(...options.map(([value, text]) => new Option(text, value)));
  }
  made.value = question.value;
  made.addEventListener("change", () => question.set(made.value.trim()));
  return made;
}

function field(question, say) {
  const made = document.createElement("div");
  made.className = "tick" in question ? "field choice" : "field";
  const input = control(question, say);
  input.id = `chosen-${question.key}`;
  const label = document.createElement("label");
  label.htmlFor = input.id;
  label.textContent = question.label;
  made.append(...("tick" in question ? [input, label] : [label, input]));
  if (question.help) {
    const help = document.createElement("p");
    help.className = "help";
    help.id = `${input.id}-h`;
    help.textContent = question.help;
    input.setAttribute("aria-describedby", help.id);
    made.append(help);
  }
  return made;
}

export function showChosen(modeler, known, say, meanings) {
  const place = document.getElementById("chosen");
  let shown = null;

  function draw() {
    const [element, more] = modeler.get("selection").get();
    const one = element && !more ? (element.labelTarget ?? element) : null;
    const focused = place.contains(document.activeElement) ? document.activeElement : null;
    if (focused && shown === one && focused.dataset.busy) return; // somebody is typing
    const asked = one?.businessObject ? questions(modeler, known, say, one, meanings.now) : [];
    if (!asked.length) {
      const text = document.createElement("p");
      text.className = "muted";
      text.textContent = say("nothing");
      place.replaceChildren(text);
    } else {
      const id = document.createElement("p");
      id.className = "muted";
      id.textContent = say("element", { id: one.id });
      place.replaceChildren(...asked.map((question) => field(question, say)), id);
      if (focused && shown === one) document.getElementById(focused.id)?.focus();
    }
    shown = one;
  }

  /* What was typed counts before anything else is drawn or chosen. */
  function settle() {
    for (const busy of place.querySelectorAll("[data-busy]")) {
      delete busy.dataset.busy;
      busy.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
  place.addEventListener("input", (event) => { event.target.dataset.busy = "yes"; });
  place.addEventListener("change", (event) => {
    delete event.target.dataset.busy;
    settle();
  }, { capture: true });
  modeler.on("selection.changed", () => {
    settle();
    draw();
  });
  /* A listener of the library that returns something stops the ones after it. */
  modeler.on("commandStack.changed", () => { setTimeout(draw); });
  draw();
  return draw;
}
