/* Keeps the drawing in its draft as it grows; where another was faster, both contents are offered. */

const PAUSE = 1200;
const AGAIN = 5000;
const PRESENCE = 45000;

export function keepSaved(modeler, known, say, heard) {
  const said = document.getElementById("saved");
  const conflict = document.getElementById("conflict");
  const token = document.querySelector('[name="csrf_token"]').value;
  let { rev } = known;
  let changed = false;
  let stopped = false;
  let timer = 0;
  let saving = Promise.resolve();

  async function post(address, fields) {
    const body = new FormData();
    for (const [name, value] of Object.entries({ csrf_token: token, ...fields })) body.append(name, value);
    return fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
  }

  async function send() {
    if (!changed || stopped) return;
    changed = false;
    said.textContent = say("saving");
    try {
      const { xml } = await modeler.saveXML({ format: true });
      const answer = await post(known.save, { text: xml, rev });
      const told = await answer.json();
      if (answer.status === 409) {
        changed = true;
        offer(told);
        return;
      }
      if (!answer.ok) {
        changed = true;
        said.textContent = told.message;
        said.classList.add("trouble");
        return;
      }
      rev = told.rev;
      const time = new Date().toLocaleTimeString(known.language, { hour: "2-digit", minute: "2-digit" });
      said.textContent = say("saved", { time });
      said.classList.remove("trouble");
      heard(told);
    } catch {
      changed = true;
      said.textContent = say("failed");
      said.classList.add("trouble");
      plan(AGAIN);
    }
  }

  /* One after the other: an older drawing must not arrive after a newer one. */
  function plan(pause) {
    clearTimeout(timer);
    timer = setTimeout(() => { saving = saving.then(send); }, pause);
  }

  function offer(told) {
    stopped = true;
    said.textContent = "";
    conflict.querySelector("[data-said]").textContent = told.message;
    conflict.querySelector("[data-changes]").replaceChildren(...told.changes.map((text) => {
      const item = document.createElement("li");
      item.textContent = text;
      return item;
    }));
    conflict.hidden = false;
    conflict.focus();
    for (const button of conflict.querySelectorAll("[data-keep]")) {
      button.onclick = async () => {
        conflict.hidden = true;
        rev = told.rev;
        stopped = false;
        if (button.dataset.keep === "theirs") {
          const { x, y, width, height } = modeler.get("canvas").viewbox();
          await modeler.importXML(told.text);
          modeler.get("canvas").viewbox({ x, y, width, height });
        }
        changed = true;
        plan(0);
      };
    }
  }

  modeler.on("commandStack.changed", () => {
    changed = true;
    if (!stopped) said.textContent = say("waiting");
    plan(PAUSE);
  });
  /* Whoever goes on to another page takes along what he has drawn. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest("main a[href]:not([href^='#']), header a[href]");
    if (!link || !changed || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    clearTimeout(timer);
    if (stopped) {
      conflict.focus(); // which of the two is kept has to be said first
      return;
    }
    saving = saving.then(send).then(() => {
      if (!stopped) location.assign(link.href); // where it was not kept, the browser asks first
    });
  });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });

  /* The first look of the check comes after the page, which need not wait for it. */
  async function listen() {
    if (document.hidden || changed) return;
    const answer = await post(known.present, {});
    if (answer.ok && !changed) heard(await answer.json());
  }
  listen();
  setInterval(listen, PRESENCE);
}
