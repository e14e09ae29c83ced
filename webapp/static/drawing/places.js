/* The people on the diagram: a sign at each step, its colour by how long they wait. A call opens in
   place; the table below says the same and works without this. */

function linked(className, { href, text, name }) {
  const link = document.createElement("a");
  link.className = className;
  link.href = href;
  link.textContent = text;
  link.setAttribute("aria-label", name);
  return link;
}

function sign(viewer, spot, words) {
  const element = viewer.get("elementRegistry").get(spot.element);
  if (!element) return;
  const overlays = viewer.get("overlays");
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
    overlays.add(spot.element, { position: { top: -14, left: -8 }, html: box });
  }
  if (spot.opens) {
    const name = `${words.open}: ${element.businessObject.name ?? spot.element}`;
    const link = linked("open-sign", { href: spot.opens, text: words.open, name });
    overlays.add(spot.element, { position: { bottom: 12, right: 58 }, html: link });
  }
}

let drawn = null;

/* `where` is what was looked at before the page was brought up to date. */
async function show(where) {
  const section = document.querySelector("[data-places]");
  if (!section) return;
  const { address, spots } = JSON.parse(section.dataset.places);
  const container = section.querySelector(".canvas");
  container.hidden = false;
  const viewer = new window.BpmnJS({ container });
  await viewer.importXML(await (await fetch(address)).text());
  const canvas = viewer.get("canvas");
  canvas.zoom("fit-viewport", "auto");
  canvas.zoom(canvas.zoom() * 0.94, "auto");
  if (where) canvas.viewbox(where);
  drawn = canvas;
  spots.forEach((spot) => sign(viewer, spot, section.dataset));
  section.dataset.ready = "yes";
}

/* What is behind a call takes the place of the page's own part; the way back is the browser's. */
async function open(address, { push }) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(answer.statusText);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.getElementById("peta").replaceWith(page.getElementById("peta"));
  document.title = page.title;
  if (push) history.pushState({}, "", address);
  await show();
  document.querySelector("#peta h1").tabIndex = -1;
  document.querySelector("#peta h1").focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest(".open-sign, #peta td a[href*='/pantauan/diagram'], #peta .crumbs a[href*='/pantauan/diagram']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(link.href, { push: true }).catch(() => { location.href = link.href; });
});
addEventListener("popstate", () => open(location.href, { push: false }).catch(() => location.reload()));
/* The page was brought up to date: the drawing is drawn anew, where it was. */
document.addEventListener("timbang:fresh", (event) => {
  if (event.target.id !== "peta") return;
  const { x, y, width, height } = drawn?.viewbox() ?? {};
  show(width ? { x, y, width, height } : undefined);
});

show();
