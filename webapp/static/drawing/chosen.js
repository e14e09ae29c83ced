/* The chosen part in people's words; what the check says of it stands at the field that answers it. */

import { questions } from "./questions.js";

function control(question, say) {
  if ("tick" in question) {
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = question.tick;
    box.addEventListener("change", () => question.set(box.checked));
    return box;
  }
  const made = document.createElement(question.options ? "select" : "input");
  if (question.options) {
    const options = [["", question.none ?? say("none")], ...question.options];
    if (!options.some(([value]) => value === question.value)) options.push([question.value, question.value]);
    made.replaceChildren(...options.map(([value, text]) => new Option(text, value)));
  }
  made.value = question.value;
  made.addEventListener("change", () => question.set(made.value.trim()));
  return made;
}

function field(question, say) {
  const made = document.createElement("div");
  made.className = "tick" in question ? "field choice" : "field";
  const input = control(question, say);
  input.id = `chosen-${question.key}`;
  const label = document.createElement("label");
  label.htmlFor = input.id;
  label.textContent = question.label;
  made.append(...("tick" in question ? [input, label] : [label, input]));
  return made;
}

function paragraph(text, className) {
  const made = document.createElement("p");
  made.className = className;
  made.textContent = text;
  return made;
}

/* Its id, and the way to its text twin: an arrow stands there with the question that it leaves. */
function itself(element, known, say) {
  const made = paragraph(`${say("element", { id: element.id })} · `, "muted");
  const link = document.createElement("a");
  link.href = `${known.twin}#u-${(element.source ?? element).id}`;
  link.textContent = say("as-text");
  made.append(link);
  return made;
}

/* Puts sentences beneath a field and refers to them from it; the field itself stays untouched. */
function tell(question, messages) {
  const input = document.getElementById(`chosen-${question.key}`);
  if (!input) return; // it is drawn as soon as nobody types
  for (const old of input.parentElement.querySelectorAll("p")) old.remove();
  const told = [
    ...messages.map((text) => paragraph(text, "err")),
    ...(question.help ?? []).map((text) => paragraph(text, "help")),
  ];
  told.forEach((each, place) => { each.id = `${input.id}-${place}`; });
  input.parentElement.append(...told);
  const say = (name, value) => (value ? input.setAttribute(name, value) : input.removeAttribute(name));
  say("aria-describedby", told.map((each) => each.id).join(" "));
  say("aria-invalid", messages.length && "true");
}

/* `checked` holds what the server has said last: `meanings` of dates, and `problems`. */
export function showChosen(modeler, known, say, checked) {
  const place = document.getElementById("chosen");
  const rest = document.getElementById("chosen-rest");
  let shown = null;

  /* What the check says of the chosen part: at its field, the rest above. */
  function tellAll(element, asked) {
    const here = checked.problems.filter((each) => each.element === element?.id);
    const about = (question, { part, code }) => (part ? part === question.key : question.codes.includes(code));
    for (const question of asked) {
      tell(question, here.filter((each) => about(question, each)).map((each) => each.message));
    }
    const homeless = here.filter((each) => !asked.some((question) => about(question, each)));
    rest.replaceChildren(...homeless.map((each) => paragraph(each.message, "err")));
  }

  function draw() {
    const [element, more] = modeler.get("selection").get();
    const one = element && !more ? (element.labelTarget ?? element) : null;
    const asked = one?.businessObject ? questions(modeler, known, say, one, checked.meanings) : [];
    const focused = place.contains(document.activeElement) ? document.activeElement : null;
    const typing = focused && shown === one && focused.dataset.busy;
    if (!asked.length) {
      place.replaceChildren(paragraph(say("nothing"), "muted"));
    } else if (!typing) {
      place.replaceChildren(...asked.map((question) => field(question, say)), itself(one, known, say));
      if (focused && shown === one) document.getElementById(focused.id)?.focus();
    }
    tellAll(one, asked);
    shown = one;
  }

  /* What was typed counts before anything else is drawn or chosen. */
  function settle() {
    for (const busy of place.querySelectorAll("[data-busy]")) {
      delete busy.dataset.busy;
      busy.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
  place.addEventListener("input", (event) => { event.target.dataset.busy = "yes"; });
  place.addEventListener("change", (event) => {
    delete event.target.dataset.busy;
    settle();
  }, { capture: true });
  modeler.on("selection.changed", () => {
    settle();
    draw();
  });
  /* A listener of the library that returns something stops the ones after it. */
  modeler.on("commandStack.changed", () => { setTimeout(draw); });
  draw();
  return draw;
}
