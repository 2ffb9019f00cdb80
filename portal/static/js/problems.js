// What the server finds wrong, at the cells and blocks it concerns, and counted in the navigation.

import { controlsOf, form, read } from "./cells.js";

const ICONS = { must: "x-octagon-fill", check: "exclamation-triangle-fill" };

function icon(voice, extra = "") {
  const element = document.createElement("i");
  element.className = `bi bi-${ICONS[voice]} ${extra}`.trim();
  element.setAttribute("aria-hidden", "true");
  return element;
}

function box(id, found) {
  const must = found.some((problem) => problem.level === "hard");
  const say = document.createElement("div");
  say.className = `say say-${must ? "must" : "check"}`;
  say.id = `p-${id}`;
  say.dataset.at = id;
  for (const problem of found) {
    const voice = problem.level === "hard" ? "must" : "check";
    const hidden = document.createElement("span");
    hidden.className = "visually-hidden";
    hidden.textContent = voice === "must" ? form.dataset.toFix : form.dataset.toExplain;
    const sentence = document.createElement("p");
    sentence.append(icon(voice, `is-${voice}`), " ", hidden, " ", problem.text);
    say.append(sentence);
  }
  return say;
}

function clear() {
  for (const say of form.querySelectorAll(".say[data-at]")) {
    const control = document.getElementById(say.dataset.at);
    if (control && "missing" in say.dataset && read(control.name) === "") continue;
    const note = say.closest("tr.note");
    say.remove();
    if (note && !note.querySelector(".say")) note.remove();
    if (control) unmark(control);
  }
}

function unmark(control) {
  for (const element of controlsOf(control.name)) {
    element.removeAttribute("aria-invalid");
    describe(element, `p-${control.id}`, false);
    const place = element.closest("td, .value");
    place?.classList.remove("must", "check-it");
    place?.querySelector(".flag")?.remove();
  }
}

function describe(control, id, add) {
  const ids = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((other) => other && other !== id);
  if (add) ids.push(id);
  if (ids.length > 0) control.setAttribute("aria-describedby", ids.join(" "));
  else control.removeAttribute("aria-describedby");
}

function mark(address, found) {
  const control = controlsOf(address).find((element) => element.type !== "hidden");
  if (!control || document.getElementById(`p-${control.id}`)) return;
  const must = found.some((problem) => problem.level === "hard");
  for (const element of controlsOf(address)) {
    if (element.type === "hidden") continue;
    element.closest("td, .value").classList.add(must ? "must" : "check-it");
    element.setAttribute("aria-invalid", "true");
    describe(element, `p-${control.id}`, true);
  }
  const say = box(control.id, found);
  const cell = control.closest("td");
  if (!cell) {
    control.closest(".cell").prepend(flag(must));
    control.closest(".value").append(say);
    return;
  }
  if (cell.matches(".f")) cell.prepend(flag(must));
  say.classList.add(`at-${cell.cellIndex}`);
  noteBelow(cell.closest("tr")).append(say);
}

function flag(must) {
  const element = document.createElement("span");
  element.className = "flag";
  element.append(icon(must ? "must" : "check"));
  return element;
}

/** The cell of the row for messages below *line*; below all of its lines, for a choice across years. */
function noteBelow(line) {
  let last = line;
  while (last.matches(".sub-row") && last.nextElementSibling?.matches(".sub-row")) last = last.nextElementSibling;
  if (last.nextElementSibling?.matches(".note")) return last.nextElementSibling.cells[0];
  const note = document.createElement("tr");
  note.className = "note";
  const cell = note.insertCell();
  cell.colSpan = line.cells.length;
  last.after(note);
  return cell;
}

function markBlock(code, found) {
  const block = document.getElementById(code);
  block?.querySelector(".block-head").after(box(code, found));
}

/** Show exactly the problems of an answer; blanks that were pointed out stay until they are filled in. */
export function show(answer) {
  clear();
  for (const [address, found] of Object.entries(answer.problems)) mark(address, found);
  for (const [code, found] of Object.entries(answer.block_problems)) markBlock(code, found);
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
