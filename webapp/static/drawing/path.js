/* One appraisal on its diagram: the way it took, where it waits, what is expected and when. */

import { opening, show } from "./viewed.js";

function marked(viewer, { element, state, text, opens }, words) {
  const shape = viewer.get("elementRegistry").get(element);
  if (!shape) return;
  signed(viewer, shape, state);
  if (text) {
    const box = document.createElement("div");
    box.className = `path-sign path-${state}`;
    box.textContent = text;
    viewer.get("overlays").add(element, { position: { top: -14, left: -6 }, html: box });
  }
  if (opens) opening(viewer, { element, opens }, words.open);
}

/* A label that stands apart fades with its element; else it stays as it is drawn. */
function signed(viewer, shape, state) {
  const all = state === "never" ? [shape, ...shape.labels] : [shape];
  all.forEach((each) => viewer.get("canvas").addMarker(each, `path-${state}`));
}

const COLOURS = { done: "#28652f", next: "#0b5f59" };

/* A flow is drawn anew in its colour: a style sheet would not reach the head of its arrow. */
function drawn(viewer, flow, state) {
  const registry = viewer.get("elementRegistry"), shape = registry.get(flow);
  if (!shape) return;
  if (COLOURS[state]) {
    shape.di.set("bioc:stroke", COLOURS[state]);
    viewer.get("graphicsFactory").update("connection", shape, registry.getGraphics(shape));
  }
  signed(viewer, shape, state);
}

show((viewer, { spots, flows }, words) => {
  Object.entries(flows).forEach(([flow, state]) => drawn(viewer, flow, state));
  spots.forEach((spot) => marked(viewer, spot, words));
});
