/* bpmn-js as we use it: Camunda 7 details, a small map, ids and roles by our rules. */

import { rolesInWords } from "./lanes.js";
import { ourTools } from "./parts.js";
import { inOurWords } from "./words.js";

/* Ids stay for ever and are written small, since answers and history refer to them. */
function smallIds(bpmnFactory) {
  const give = bpmnFactory._ensureId;
  bpmnFactory._ensureId = function ensure(element) {
    const kind = (element.$type ?? "").replace(/^[^:]*:/, "");
    const prefix = kind.replace(/[a-z](?=[A-Z])/g, "$&_").toLowerCase();
    if (!element.id && this._needsId(element) && element.$type.startsWith("bpmn:")) {
      element.id = this._model.ids.nextPrefixed(`${prefix}_`, element);
    }
    give.call(this, element);
  };
}
smallIds.$inject = ["bpmnFactory"];

/* A task is done by the role whose lane it lies in. */
function rolesFollowLanes(eventBus, modeling, elementRegistry) {
  eventBus.on("commandStack.lane.updateRefs.postExecuted", ({ context }) => {
    const lanes = elementRegistry.filter((each) => each.type === "bpmn:Lane");
    for (const shape of context.flowNodeShapes) {
      if (shape.type !== "bpmn:UserTask") continue;
      const task = shape.businessObject;
      const lane = lanes.find((each) => each.businessObject.get("flowNodeRef").includes(task));
      const role = lane?.businessObject.name;
      if (role && task.get("camunda:candidateGroups") !== role) {
        modeling.updateProperties(shape, { "camunda:candidateGroups": role });
      }
    }
  });
}
rolesFollowLanes.$inject = ["eventBus", "modeling", "elementRegistry"];

export function makeModeler(container, camunda, known) {
  const panel = window.BpmnJSPropertiesPanel;
  return new window.BpmnJS({
    container,
    moddleExtensions: { camunda },
    additionalModules: [
      panel.BpmnPropertiesPanelModule,
      panel.BpmnPropertiesProviderModule,
      panel.CamundaPlatformPropertiesProviderModule,
      window.DiagramJSMinimap,
      rolesInWords(Object.fromEntries(known.roles.map((role) => [role.id, role.name]))),
      { translate: ["value", inOurWords(known.language)] },
      { __init__: ["smallIds", "rolesFollowLanes", "ourTools"], ourTools: ["type", ourTools(known)],
        smallIds: ["type", smallIds], rolesFollowLanes: ["type", rolesFollowLanes] },
    ],
  });
}
