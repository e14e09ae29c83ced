/* Both drawings of a file side by side, what changed marked on them; they move together. */

import { rolesInWords } from "./lanes.js";

async function drawn(container, address, roles) {
  const viewer = new window.BpmnJS({ container, additionalModules: [rolesInWords(roles)] });
  await viewer.importXML(await (await fetch(address)).text());
  return viewer;
}

const LOWEST = 140;

/* Both as high as the higher of the two drawings needs, no higher than the page's style says. */
function fit(viewers) {
  const canvases = viewers.map((viewer) => viewer.get("canvas"));
  const heights = canvases.map((canvas) => {
    const { inner } = canvas.viewbox();
    return (inner.height * canvas.getContainer().clientWidth) / inner.width;
  });
  for (const canvas of canvases) {
    const frame = canvas.getContainer().closest(".canvas");
    const high = Math.max(LOWEST, Math.ceil(Math.max(...heights)) + 24);
    frame.style.height = `${Math.min(high, frame.clientHeight)}px`;
    canvas.resized();
    canvas.zoom("fit-viewport", "auto");
    canvas.zoom(canvas.zoom() * 0.96, "auto");
  }
}

function mark(viewer, { kind, elements }, words) {
  const registry = viewer.get("elementRegistry");
  const overlays = viewer.get("overlays");
  for (const id of elements) {
    const element = registry.get(id);
    if (!element || element.type === "bpmn:Participant" || !element.parent) continue;
    viewer.get("canvas").addMarker(id, `is-${kind}`);
    if (kind === "layout" || element.waypoints) continue;
    const sign = document.createElement("div");
    sign.className = `change-sign is-${kind}`;
    sign.textContent = words[kind];
    overlays.add(id, { position: { top: -10, left: 0 }, html: sign });
  }
}

/* Where one is moved to, the other follows. */
function together(one, other) {
  let following = false;
  for (const [from, to] of [[one, other], [other, one]]) {
    from.on("canvas.viewbox.changed", ({ viewbox }) => {
      if (following) return;
      following = true;
      const { x, y, width, height } = viewbox;
      to.get("canvas").viewbox({ x, y, width, height });
      following = false;
    });
  }
}

async function show(section) {
  const { before, after, marks } = JSON.parse(section.dataset.drawn);
  const pair = section.querySelector(".pair");
  pair.hidden = false;
  const [one, other] = await Promise.all(
    [["before", before], ["after", after]].map(([side, address]) =>
      drawn(pair.querySelector(`[data-side="${side}"]`), address, JSON.parse(section.dataset.roles))),
  );
  fit([one, other]);
  marks.forEach((each) => {
    if (each.kind !== "added") mark(one, each, section.dataset);
    if (each.kind !== "removed") mark(other, each, section.dataset);
  });
  together(one, other);

  [...section.querySelectorAll(".changes li")].forEach((item, place) => {
    const [id] = marks[place].elements;
    const viewers = [one, other].filter((viewer) => viewer.get("elementRegistry").get(id));
    if (!viewers.length) return;
    const text = item.lastElementChild;
    const go = document.createElement("button");
    go.className = "link";
    go.textContent = text.textContent;
    go.addEventListener("click", () => {
      for (const viewer of viewers) {
        viewer.get("canvas").scrollToElement(id, 60);
        viewer.get("selection").select(viewer.get("elementRegistry").get(id));
      }
      pair.scrollIntoView({ block: "nearest" });
    });
    text.replaceWith(go);
  });
  section.dataset.ready = "yes";
}

for (const section of document.querySelectorAll("[data-drawn]")) {
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some((each) => each.isIntersecting)) return;
    seen.disconnect();
    show(section);
  });
  seen.observe(section);
}
