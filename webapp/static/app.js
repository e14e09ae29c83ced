/* Makes forms kinder: drafts that save themselves, questions that hide until they are asked,
   rows that come and go without a jump. Every page works without it. */

document.documentElement.classList.add("js");

const PAUSE = 1500;

/* Who is quicker than this script has typed already when it starts to listen. */
const typedBefore = (form) => [...form.elements].find((each) => "defaultValue" in each
  && (["radio", "checkbox"].includes(each.type)
    ? each.checked !== each.defaultChecked : each.value !== each.defaultValue));

/* ---- questions that hang on another one --------------------------------------------------- */

function answersOf(form, name) {
  return [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)]
    .filter((each) => !["radio", "checkbox"].includes(each.type) || each.checked)
    .map((each) => each.value);
}

function showAsked(form) {
  for (const part of form.querySelectorAll("[data-when]")) {
    const wanted = part.dataset.is.split("|");
    const given = answersOf(form, part.dataset.when);
    const unticked = !given.length && wanted.includes("tidak")
      && form.querySelector(`[type="checkbox"][name="${CSS.escape(part.dataset.when)}"]`);
    part.hidden = !(given.some((each) => wanted.includes(each)) || unticked);
  }
}

/* ---- drafts ------------------------------------------------------------------------------- */

function keepDraft(form) {
  const said = form.querySelector(".saved");
  let changed = false;
  let timer = 0;
  let saving = null;

  /* One after the other: an older text must not arrive after a newer one. */
  function save() {
    clearTimeout(timer);
    if (!changed) return;
    const mine = (saving ?? Promise.resolve())
      .then(send)
      .finally(() => { if (saving === mine) saving = null; });
    saving = mine;
  }

  async function send() {
    if (!changed) return;
    changed = false;
    said.textContent = said.dataset.busy;
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
      });
      const { message, seen } = await answer.json();
      if (seen) form.elements._seen.value = seen;
      said.textContent = message;
      said.classList.toggle("trouble", !answer.ok);
      changed ||= !answer.ok;
    } catch {
      changed = true;
      said.textContent = said.dataset.fail;
      said.classList.add("trouble");
    }
  }

  form.addEventListener("input", () => {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  form.addEventListener("change", save);
  if (typedBefore(form)) form.dispatchEvent(new Event("input"));
  /* What is on its way comes first, so that the form knows the task as it is now. */
  form.addEventListener("submit", (event) => {
    changed = false;
    clearTimeout(timer);
    if (!saving) return;
    event.preventDefault();
    const patience = new Promise((over) => { setTimeout(over, 2 * PAUSE); });
    Promise.race([saving, patience]).then(() => {
      saving = null;
      form.requestSubmit(event.submitter);
    });
  });
  addEventListener("pagehide", () => {
    if (changed) navigator.sendBeacon(form.dataset.draft, new FormData(form));
  });
}

/* ---- rows of a table ---------------------------------------------------------------------- */

async function changeRows(form, button) {
  const name = button.value.split(":")[1].replace(/-\d+$/, "");
  const body = new FormData(form, button);
  const answer = await fetch(form.action, { method: "POST", body });
  if (!answer.ok) {
    throw new Error(answer.statusText);
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(`f-${name}`);
  document.getElementById(`f-${name}`).replaceWith(fresh);
  form.elements._seen.value = page.querySelector('[name="_seen"]').value;
  showAsked(form);
  form.dispatchEvent(new Event("input"));
  const rows = fresh.querySelectorAll("tbody tr");
  const added = button.value.startsWith("tambah") && rows[rows.length - 1];
  const next = added
    ? added.querySelector("input:not([type=hidden]), textarea, select")
    : fresh.querySelector("button");
  (next ?? fresh).focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest('button[value^="tambah:"], button[value^="hapus:"]');
  if (!button) return;
  event.preventDefault();
  changeRows(button.form, button).catch(() => button.form.requestSubmit(button));
});

/* ---- a date, judged while it is typed ------------------------------------------------------ */

function checkDate(form) {
  const said = form.querySelector(".live");
  let timer = 0;
  let latest = 0;

  async function check(input) {
    const mine = latest += 1;
    const typed = new URLSearchParams(new FormData(form));
    typed.delete("csrf_token");
    const answer = await fetch(`${form.dataset.check}?${typed}`);
    if (!answer.ok || mine !== latest) return;
    const { ok, field, message } = await answer.json();
    said.textContent = message;
    said.classList.toggle("trouble", !ok);
    /* What the page said about the rule before is no longer about what stands there. */
    const about = form.elements.aturan ?? input;
    form.querySelectorAll(".pointed").forEach((each) => each.remove());
    document.getElementById(about.getAttribute("aria-describedby"))?.remove();
    about.removeAttribute("aria-invalid");
    about.removeAttribute("aria-describedby");
    if (!ok && field) form.elements[field]?.setAttribute("aria-invalid", "true");
  }

  function soon(input) {
    clearTimeout(timer);
    timer = setTimeout(() => check(input).catch(() => {}), PAUSE / 4);
  }

  form.addEventListener("input", (event) => soon(event.target));
  const early = typedBefore(form);
  if (early) soon(early);
}

/* ---- a day, picked instead of written ------------------------------------------------------- */

const CALENDAR = '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M2 3.5h12V14H2zM2 7h12M5 1.5v3M11 1.5v3"/></svg>';

const MONTHS = Array.from({ length: 12 }, (_, month) =>
  new Date(2000, month, 1).toLocaleDateString("id", { month: "long" }));

/* What is picked is written into the field as one would write it there. The browser's own field for
   a day only lends its calendar, open at the day that is written: it lies unseen under the button. */
function offerDay(field) {
  const year = Number(field.dataset.year);
  const [offer, day] = ["button", "input"].map((tag) => document.createElement(tag));
  Object.assign(offer, { type: "button", className: "pick-day", innerHTML: CALENDAR });
  Object.assign(day, { type: "date", tabIndex: -1, min: `${year}-01-01`, max: `${year + 1}-12-31` });
  offer.setAttribute("aria-label", field.dataset.day);
  day.setAttribute("aria-hidden", "true");
  day.addEventListener("input", (event) => {
    event.stopPropagation();
    if (!day.value || !day.validity.valid) return;
    const [picked, month, number] = day.value.split("-").map(Number);
    field.value = `${number} ${MONTHS[month - 1]}${picked > year ? " tahun depan" : ""}`;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  offer.addEventListener("click", () => {
    const [, number, name, next] = /^ *(\d+) +(\p{L}+)( +tahun depan)? *$/iu.exec(field.value) ?? [];
    const month = MONTHS.findIndex((each) => each.toLowerCase() === name?.toLowerCase()) + 1;
    const two = (part) => String(part).padStart(2, "0");
    day.value = month ? `${next ? year + 1 : year}-${two(month)}-${two(number)}` : "";
    day.showPicker();
  });
  const place = Object.assign(document.createElement("span"), { className: "day" });
  place.append(offer, day);
  field.after(place);
}

if ("showPicker" in HTMLInputElement.prototype) document.querySelectorAll("input[data-day]").forEach(offerDay);

/* ---- a long act says that it is being done ------------------------------------------------- */

document.addEventListener("submit", (event) => {
  const said = event.target.querySelector("[data-working]");
  if (!said) return;
  if (said.textContent) event.preventDefault();
  said.textContent = said.dataset.working;
});
/* Whoever comes back to the page may do it again. */
addEventListener("pageshow", () => {
  document.querySelectorAll("[data-working]").forEach((said) => { said.textContent = ""; });
});

/* ---- choosing many ------------------------------------------------------------------------ */

function pickAll(table) {
  const boxes = [...table.querySelectorAll('tbody input[type="checkbox"]')];
  const all = Object.assign(document.createElement("input"), { type: "checkbox" });
  const show = () => {
    const chosen = boxes.filter((each) => each.checked).length;
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  };
  all.setAttribute("aria-label", table.dataset.pickAll);
  all.addEventListener("change", () => boxes.forEach((each) => { each.checked = all.checked; }));
  table.addEventListener("change", show);
  table.querySelector("thead th").append(all);
  show();
}

/* ---- pages that stay up to date ------------------------------------------------------------- */

const EVERY = 30_000;

/* What the server said last: scripts may have changed what stands there since. */
const said = new WeakMap();
const plain = (region) => region.innerHTML.replace(/name="csrf_token" value="[^"]*"/g, "");

function sameAs(element, root) {
  if (element.id) return root.querySelector(`#${CSS.escape(element.id)}`);
  const like = (each) => ["href", "name", "value"].every((name) => each[name] === element[name])
    && each.textContent === element.textContent;
  return [...root.querySelectorAll(element.tagName)].find(like);
}

/* The new content; what was ticked, unfolded or had the focus still is, has it. */
function renew(region, fresh) {
  const had = region.contains(document.activeElement) ? document.activeElement : null;
  const ticked = [...region.querySelectorAll("input:checked")];
  const unfolded = [...region.querySelectorAll("details[open] > summary")];
  const { scrollX, scrollY } = window;
  region.replaceChildren(...fresh.childNodes);
  ticked.forEach((each) => { const box = sameAs(each, region); if (box) box.checked = true; });
  unfolded.forEach((each) => { const it = sameAs(each, region); if (it) it.parentElement.open = true; });
  if (had) sameAs(had, region)?.focus({ preventScroll: true });
  scrollTo(scrollX, scrollY);
  region.dispatchEvent(new CustomEvent("timbang:fresh", { bubbles: true }));
}

async function bringUpToDate(regions) {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const region of regions()) {
    const fresh = page.getElementById(region.id);
    const typing = region.contains(document.activeElement)
      && document.activeElement.matches("input:not([type=checkbox]), select, textarea");
    if (!fresh || typing || plain(fresh) === said.get(region)) continue;
    said.set(region, plain(fresh));
    renew(region, fresh);
  }
  document.title = page.title;
}

/* While somebody looks: at once when he comes back, then every half minute. */
function stayFresh(regions) {
  let timer = 0;
  let last = Date.now();
  regions().forEach((region) => said.set(region, plain(region)));
  function next() {
    clearTimeout(timer);
    if (document.hidden) return;
    timer = setTimeout(async () => {
      last = Date.now();
      await bringUpToDate(regions).catch(() => {}); // away for a moment: the next time
      next();
    }, Math.max(0, last + EVERY - Date.now()));
  }
  document.addEventListener("visibilitychange", next);
  next();
}

/* ---- the menu of the head ------------------------------------------------------------------- */

function closeKindly(menu) {
  document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
  menu.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !menu.contains(relatedTarget)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

document.querySelectorAll("details.menu").forEach(closeKindly);

for (const form of document.querySelectorAll("main form")) {
  showAsked(form);
  form.addEventListener("change", () => showAsked(form));
  if (form.dataset.draft) keepDraft(form);
  if (form.dataset.check) checkDate(form);
}
document.querySelectorAll("table.pick").forEach(pickAll);
const live = () => [...document.querySelectorAll("[data-live]")];
if (live().length) stayFresh(live);
