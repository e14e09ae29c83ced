/* What the check says: on the element itself, and in a list. */

import { reveal } from "./view.js";

/* Other editors write capitals into ids, which ours may not have. */
function writeSmall(modeler, problems) {
  const registry = modeler.get("elementRegistry");
  for (const { element, code } of problems) {
    const shape = code === "bad-id" && registry.get(element);
    if (!shape) continue;
    const plain = element.replace(/[^A-Za-z0-9_]/g, "_").replace(/^[^A-Za-z]+/, "").toLowerCase() || "x";
    let id = plain;
    for (let n = 2; registry.get(id); n += 1) id = `${plain}_${n}`;
    modeler.get("modeling").updateProperties(shape, { id });
  }
}

export function showProblems(modeler, say) {
  const overlays = modeler.get("overlays");
  const registry = modeler.get("elementRegistry");
  const canvas = modeler.get("canvas");
  const selection = modeler.get("selection");
  const list = document.getElementById("problems");
  const small = document.getElementById("small-ids");
  let marked = [];
  let now = [];
  small.addEventListener("click", () => writeSmall(modeler, now));

  function goTo(element) {
    reveal(modeler, element);
    selection.select(element);
  }

  function badge(element, messages) {
    const sign = document.createElement("div");
    sign.className = "bad-sign";
    sign.title = messages.join("\n");
    sign.textContent = messages.length;
    const position = element.waypoints ? { top: -10, left: 10 } : { top: -12, right: 12 };
    overlays.add(element.id, "problem", { position, html: sign });
    canvas.addMarker(element.id, "bad");
  }

  return ({ problems, elsewhere, there }) => {
    now = problems;
    small.hidden = !problems.some((each) => each.code === "bad-id");
    overlays.remove({ type: "problem" });
    for (const id of marked) if (registry.get(id)) canvas.removeMarker(id, "bad");
    const byElement = Map.groupBy
      ? Map.groupBy(problems, (each) => each.element)
      : problems.reduce((map, each) => map.set(each.element, [...(map.get(each.element) ?? []), each]), new Map());
    marked = [...byElement.keys()].filter((id) => registry.get(id));
    for (const id of marked) badge(registry.get(id), byElement.get(id).map((each) => each.message));

    const counts = [problems.length ? say("bad", { n: problems.length }) : "", elsewhere];
    document.getElementById("problems-h").textContent = counts.filter(Boolean).join(" · ") || say("good");
    list.replaceChildren(...problems.map(({ element, message }) => {
      const item = document.createElement("li");
      const found = registry.get(element);
      if (found) {
        const go = document.createElement("button");
        go.className = "link";
        go.textContent = found.businessObject.name || element;
        go.addEventListener("click", () => goTo(found));
        item.append(go, " ");
      }
      const text = document.createElement("span");
      text.textContent = message;
      item.append(text);
      return item;
    }));
    document.getElementById("elsewhere").replaceChildren(...there.map(({ name, address, message }) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = address;
      link.textContent = name;
      item.append(link, ` ${message}`);
      return item;
    }));
  };
}
