// What the server finds wrong, at the cells and blocks it concerns, and counted in the navigation.

import { controlsOf, form, read } from "./cells.js";
import * as explaining from "./explaining.js";
import { inputAt, placeOfBlock, placeOfCell, put, take } from "./places.js";

const ICONS = { must: "x-octagon-fill", check: "exclamation-triangle-fill" };

function icon(voice, extra = "") {
  const element = document.createElement("i");
  element.className = `bi bi-${ICONS[voice]} ${extra}`.trim();
  element.setAttribute("aria-hidden", "true");
  return element;
}

/** The box that says what must be corrected at *place*. */
function box(place, found) {
  const say = document.createElement("div");
  say.className = "say say-must";
  say.id = `p-${place}`;
  say.dataset.at = place;
  for (const problem of found) {
    const hidden = document.createElement("span");
    hidden.className = "visually-hidden";
    hidden.textContent = form.dataset.toFix;
    const sentence = document.createElement("p");
    sentence.append(icon("must", "is-must"), " ", hidden, " ", problem.text);
    say.append(sentence);
  }
  return say;
}

/** Take away what was said; blanks that were pointed out stay until they are filled in. */
function clear() {
  for (const say of form.parentElement.querySelectorAll(".say[data-at], [data-explain]")) {
    const control = inputAt(say.dataset.at ?? say.dataset.explain);
    if (control && "missing" in say.dataset && read(control.name) === "") continue;
    if ("at" in say.dataset) take(say);
    if (control) unmark(control);
  }
}

function unmark(control) {
  for (const element of controlsOf(control.name)) {
    element.removeAttribute("aria-invalid");
    const left = idsDescribing(element).filter((id) => !id.startsWith("p-"));
    describe(element, left);
    const place = element.closest("td, .value");
    place?.classList.remove("must", "check-it");
    place?.querySelector(".flag:not(.of-voice)")?.remove();
  }
}

function idsDescribing(control) {
  return (control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
}

function describe(control, ids) {
  if (ids.length > 0) control.setAttribute("aria-describedby", ids.join(" "));
  else control.removeAttribute("aria-describedby");
}

/** Frame the cell of *control* in the voice of the gravest thing said there, which *ids* name. */
function mark(control, voice, ids) {
  for (const element of controlsOf(control.name)) {
    if (element.type === "hidden") continue;
    element.closest("td, .value").classList.add(voice === "must" ? "must" : "check-it");
    element.setAttribute("aria-invalid", "true");
    describe(element, [...new Set([...idsDescribing(element), ...ids])]);
  }
  const cell = control.closest("td");
  if (!cell) control.closest(".cell").prepend(flag(voice));
  else if (cell.matches(".f")) cell.prepend(flag(voice));
}

function flag(voice) {
  const element = document.createElement("span");
  element.className = "flag";
  element.append(icon(voice));
  return element;
}

/** Show exactly the problems of an answer. */
export function show(answer) {
  clear();
  const said = [
    ...Object.entries(answer.problems).map(([address, found]) => [placeOfCell(address), found]),
    ...Object.entries(answer.block_problems).map(([code, found]) => [placeOfBlock(code), found]),
  ].filter(([place]) => place !== null && !document.querySelector(`[data-missing]#p-${place}`));
  const open = new Map();
  const explained = new Set();
  for (const [place, found] of said) {
    const hard = found.filter((problem) => problem.level === "hard");
    const soft = found.filter((problem) => problem.level === "soft" && !problem.explained);
    for (const problem of found) if (problem.explained) explained.add(problem.key);
    if (soft.length > 0) open.set(place, soft);
    if (hard.length > 0) put(box(place, hard), place);
    const control = inputAt(place);
    if (!control || hard.length + soft.length === 0) continue;
    const ids = [...(hard.length > 0 ? [`p-${place}`] : []), ...(soft.length > 0 ? [explaining.saidId(soft)] : [])];
    mark(control, hard.length > 0 ? "must" : "check", ids);
  }
  explaining.show(open, explained);
  explaining.lead();
  count(answer.progress);
}

function count(progress) {
  const present = document.getElementById("progress");
  const complete = progress.state === "complete";
  present.querySelector("[data-complete]").hidden = !complete;
  present.querySelector("[data-filled]").hidden = complete;
  present.querySelector("[data-filled]").textContent = progress.text;
  for (const place of [present, document.getElementById("tallies")]) {
    tally(place, "must", progress.wrong);
    tally(place, "check", progress.unexplained);
  }
}

function tally(place, voice, number) {
  const element = place.querySelector(`[data-tally=${voice}]`);
  element.hidden = number === 0;
  element.querySelector("[data-count]").textContent = String(number);
}
