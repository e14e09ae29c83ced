/* A published diagram with marks on it, in the part of a page that is called #peta. What is behind a
   call opens in place; the table below says the same and works without this. */

import { rolesInWords } from "./lanes.js";

export function linked(className, { href, text, name }) {
  const link = document.createElement("a");
  link.className = className;
  link.href = href;
  link.textContent = text;
  link.setAttribute("aria-label", name);
  return link;
}

/* The way into a call. */
export function opening(viewer, { element, opens }, word) {
  const shape = viewer.get("elementRegistry").get(element);
  const name = `${word}: ${shape.businessObject.name ?? element}`;
  const link = linked("open-sign", { href: opens, text: word, name });
  link.dataset.inside = "";
  viewer.get("overlays").add(element, { position: { bottom: 12, right: 58 }, html: link });
}

const NARROW = 700;
let mark = null;
let drawn = null;

/* `where` is what was looked at before the page was brought up to date; on a phone one looks first
   at the element of the page's own choice, in a size that can be read. */
async function draw(where) {
  const section = document.querySelector("[data-drawn]");
  if (!section) return;
  const shown = JSON.parse(section.dataset.drawn);
  const container = section.querySelector(".canvas");
  container.hidden = false;
  const lanes = rolesInWords(JSON.parse(section.dataset.roles));
  const viewer = new window.BpmnJS({ container, additionalModules: [lanes] });
  await viewer.importXML(await (await fetch(shown.address)).text());
  const canvas = viewer.get("canvas");
  canvas.zoom("fit-viewport", "auto");
  canvas.zoom(canvas.zoom() * 0.94, "auto");
  const first = viewer.get("elementRegistry").get(shown.first);
  if (where) canvas.viewbox(where);
  else if (first && container.clientWidth < NARROW) canvas.viewbox(around(first, container));
  drawn = canvas;
  mark(viewer, shown, section.dataset);
  section.dataset.ready = "yes";
}

function around({ x, y, width, height }, { clientWidth, clientHeight }) {
  const scale = Math.min(0.9, clientWidth / (width * 2.4));
  const box = { width: clientWidth / scale, height: clientHeight / scale };
  return { x: x + width / 2 - box.width / 2, y: y + height / 2 - box.height / 2, ...box };
}

/* What is behind a call takes the place of the page's own part; the way back is the browser's. */
async function open(address, { push }) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(answer.statusText);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.getElementById("peta").replaceWith(page.getElementById("peta"));
  document.title = page.title;
  if (push) history.pushState({}, "", address);
  await draw();
  document.querySelector("#peta h1").tabIndex = -1;
  document.querySelector("#peta h1").focus();
}

/* Draws the diagram of the page; `marks` is called with the viewer, what is shown, and the words. */
export function show(marks) {
  mark = marks;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-inside]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link.href, { push: true }).catch(() => { location.href = link.href; });
  });
  addEventListener("popstate", () => open(location.href, { push: false }).catch(() => location.reload()));
  /* The page was brought up to date: the drawing is drawn anew, where it was. */
  document.addEventListener("timbang:fresh", (event) => {
    if (event.target.id !== "peta") return;
    const { x, y, width, height } = drawn?.viewbox() ?? {};
    draw(width ? { x, y, width, height } : undefined);
  });
  draw();
}
