/* The drawing board of one diagram: bpmn-js with what our officers need beside it. */

import { makeModeler, showAll } from "./modeler.js";
import { addPart, places } from "./parts.js";
import { showChosen } from "./chosen.js";
import { showProblems } from "./problems.js";
import { keepSaved } from "./saving.js";

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

  try {
    await modeler.importXML(known.text);
  } catch (error) {
    at("saved").textContent = say("unreadable", { reason: error.message });
    return;
  }
  showAll(modeler);

  const meanings = { now: {} };
  const chosen = showChosen(modeler, known, say, meanings);
  const problems = showProblems(modeler, say);
  const heard = (answer) => {
    meanings.now = answer.meanings;
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

  const listPlaces = () => {
    const kept = at("after").value;
    at("after").replaceChildren(at("after").options[0],
      ...places(modeler).map((each) => new Option(each.businessObject.name || each.id, each.id)));
    at("after").value = kept;
    if (at("after").selectedIndex < 0) at("after").value = "";
  };
  listPlaces();
  modeler.on(["import.done", "commandStack.changed"], () => { setTimeout(listPlaces); });
  /* Whoever points at something means that. */
  modeler.on("selection.changed", ({ newSelection }) => { if (newSelection.length) at("after").value = ""; });
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
