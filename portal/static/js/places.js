// Where messages stand on the page of a section: at an input, at a block, or at the top for the section itself.

import { focusable } from "./cells.js";

/** What stands for the section itself, which has no input and is no block. */
export const SECTION = "section";

/** The id of the place of a cell, or null when the page does not show it. */
export function placeOfCell(address) {
  return focusable(address)?.id ?? null;
}

/** The id of the place of a block; the section itself has a blank code. */
export function placeOfBlock(code) {
  if (!code) return SECTION;
  return document.getElementById(code) ? code : null;
}

/** The input at a place, or null at a block. */
export function inputAt(place) {
  const found = document.getElementById(place);
  return found?.matches("input, select, textarea") ? found : null;
}

/** Put *box* where the messages of *place* stand. */
export function put(box, place) {
  const input = inputAt(place);
  const cell = input?.closest("td");
  if (cell) {
    box.classList.add(`at-${cell.cellIndex}`);
    noteBelow(cell.closest("tr")).append(box);
  } else if (input) input.closest(".value").append(box);
  else if (place === SECTION) document.getElementById("notices").after(box);
  else document.getElementById(place).querySelector(".block-head").after(box);
}

/** Take *box* away, with the row that was there for it. */
export function take(box) {
  const note = box.closest("tr.note");
  box.remove();
  if (note && !note.querySelector(".say")) note.remove();
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
