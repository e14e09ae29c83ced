/* The parts of a drawing in the order in which they happen, as its text twin tells them. */

const isStep = (each) => !each.labelTarget && !each.waypoints && each.businessObject?.$instanceOf("bpmn:FlowNode");

/* From the starts along the arrows, each branch to its end, then what no arrow leads to; the arrows
   of a question come right after it. */
function* along(steps) {
  const seen = new Set();
  for (const start of [...steps.filter((each) => each.type === "bpmn:StartEvent"), ...steps]) {
    const todo = [start];
    while (todo.length) {
      const step = todo.pop();
      if (seen.has(step)) continue;
      seen.add(step);
      yield step;
      const ways = step.outgoing.filter((each) => each.type === "bpmn:SequenceFlow");
      if (step.type === "bpmn:ExclusiveGateway" && ways.length > 1) yield* ways;
      if (step.type === "bpmn:SubProcess") yield* along(step.children.filter(isStep));
      todo.push(...[...(step.attachers ?? []), ...ways.map((each) => each.target)].reverse());
    }
  }
}

export function inOrder(modeler) {
  const registry = modeler.get("elementRegistry");
  const steps = registry.filter((each) => isStep(each) && each.parent?.type !== "bpmn:SubProcess");
  return [...along(steps), ...registry.filter((each) => each.type === "bpmn:Lane")];
}

/* What something may come after. */
export function places(modeler) {
  return inOrder(modeler).filter((each) => /Task|Activity|Gateway|SubProcess|StartEvent|IntermediateCatchEvent/.test(each.type));
}

/* A part in a list: its name and its kind; an arrow by the question that it answers. */
export function called(element, known, say) {
  const { name } = element.businessObject;
  if (element.waypoints) {
    const [from, to] = [element.source, element.target].map((each) => each.businessObject.name || each.id);
    return say("answer", { from, to: name || `→ ${to}` });
  }
  const kind = element.type.endsWith("Gateway") && element.outgoing.length < 2 ? "merge" : element.type;
  const role = element.type === "bpmn:Lane" && known.roles.find((each) => each.id === name)?.name;
  return say("part", { name: role || name || element.id, kind: say(kind) ?? kind });
}
