/* The drawing board of one diagram: bpmn-js with what our officers need beside it. */

import { makeModeler } from "./modeler.js";
import { addPart } from "./parts.js";
import { called, inOrder, places } from "./order.js";
import { showChosen } from "./chosen.js";
import { showProblems } from "./problems.js";
import { keepSaved } from "./saving.js";
import { reveal, showAll } from "./view.js";

const known = JSON.parse(document.getElementById("known").textContent);
const board = document.getElementById("board");
const words = JSON.parse(board.dataset.words);
const at = (id) => document.getElementById(id);

export const say = (word, params = {}) =>
  Object.entries(params).reduce((text, [name, value]) => text.replace(`{${name}}`, value), words[word]);

async function open() {
  const camunda = fetch(new URL("../vendor/camunda-bpmn-moddle-8.0.1/camunda.json", import.meta.url));
  const modeler = makeModeler(at("canvas"), await (await camunda).json(), known);
  const selection = modeler.get("selection");
  const drawing = at("canvas").querySelector("svg[tabindex]"); // Tab comes here; the library hears its keys
  drawing.setAttribute("role", "application");
  drawing.setAttribute("aria-label", say("keys"));

  try {
    await modeler.importXML(known.text);
  } catch (error) {
    at("saved").textContent = say("unreadable", { reason: error.message });
    return;
  }
  showAll(modeler);

  const checked = { meanings: {}, problems: [] };
  const chosen = showChosen(modeler, known, say, checked);
  const problems = showProblems(modeler, say);
  const heard = (answer) => {
    Object.assign(checked, { meanings: answer.meanings, problems: answer.problems });
    problems(answer);
    chosen();
    at("others").replaceChildren(...answer.others.map((text) => {
      const note = document.createElement("p");
      note.className = "note";
      note.textContent = text;
      return note;
    }));
  };
  keepSaved(modeler, known, say, heard);

  const list = (select, elements, text) => {
    const kept = select.value;
    select.replaceChildren(select.options[0], ...elements.map((each) => new Option(text(each), each.id)));
    select.value = kept;
    if (select.selectedIndex < 0) select.value = "";
  };
  const showPicked = () => {
    const [element, more] = selection.get();
    at("pick").value = more ? "" : (element?.labelTarget ?? element)?.id ?? "";
    if (at("pick").selectedIndex < 0) at("pick").value = "";
  };
  const listParts = () => {
    list(at("after"), places(modeler), (each) => each.businessObject.name || each.id);
    list(at("pick"), inOrder(modeler), (each) => called(each, known, say));
    showPicked();
  };
  listParts();
  modeler.on(["import.done", "commandStack.changed"], () => { setTimeout(listParts); });
  modeler.on("selection.changed", ({ newSelection }) => {
    if (newSelection.length) at("after").value = ""; // whoever points at something means that
    showPicked();
  });
  /* Who has no mouse chooses here what others point at: the list says each part and where it comes. */
  at("pick").addEventListener("change", () => {
    const element = modeler.get("elementRegistry").get(at("pick").value);
    selection.select(element ?? null);
    if (element) reveal(modeler, element);
  });
  at("add").addEventListener("click", () => addPart(modeler, known, at("part").value, at("after").value));
  at("fit").addEventListener("click", () => showAll(modeler));
  const stack = modeler.get("commandStack");
  for (const [id, can, act] of [["undo", "canUndo", "undo"], ["redo", "canRedo", "redo"]]) {
    at(id).addEventListener("click", () => stack[act]());
    /* Shown only while there is something to take back: a button that is off would say nothing. */
    modeler.on("commandStack.changed", () => {
      if (document.activeElement === at(id) && !stack[can]()) at("fit").focus();
      at(id).hidden = !stack[can]();
    });
  }
  at("details").addEventListener("toggle", () => {
    const panel = modeler.get("propertiesPanel");
    if (at("details").open) panel.attachTo(at("properties")); else panel.detach();
  });

  const wanted = location.hash.startsWith("#u-") && modeler.get("elementRegistry").get(location.hash.slice(3));
  if (wanted) selection.select(wanted);
  board.dataset.ready = "yes";
}

open();
