/* The people on the diagram: a sign at each step, its colour by how long they wait. */

import { linked, opening, show } from "./viewed.js";

function sign(viewer, spot, words) {
  if (!viewer.get("elementRegistry").get(spot.element)) return;
  if (spot.people) {
    viewer.get("canvas").addMarker(spot.element, `waits-${spot.slow}`);
    const box = document.createElement("div");
    box.className = `people-sign waits-${spot.slow}`;
    box.append(linked("", { href: spot.list, text: spot.people, name: spot.name }));
    if (spot.late) {
      const late = document.createElement("span");
      late.textContent = ` · ${spot.late}`;
      late.className = "is-late";
      box.append(late);
    }
    viewer.get("overlays").add(spot.element, { position: { top: -14, left: -8 }, html: box });
  }
  if (spot.opens) opening(viewer, spot, words.open);
}

show((viewer, { spots }, words) => spots.forEach((spot) => sign(viewer, spot, words)));
