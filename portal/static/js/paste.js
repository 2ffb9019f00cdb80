// A block copied from a spreadsheet spreads over the cells of a table, from the focused one on.
// Computed columns are passed over, lists get the rows they need up to their limit, and one press undoes it all.

import { form, read, write } from "./cells.js";
import { controlIn, lines } from "./grid.js";
import { counted, notice, words } from "./notices.js";
import { addRow, hasRoom, renumber, rowsOf } from "./rows.js";

const TICKED = /^(1|x|y|yes|true|是|有|√|✓|✔|☑|■)$/i;

/** The rows and columns of copied cells; a cell in quotes may hold tabs, line ends and doubled quotes. */
export function parse(text) {
  const rows = [[]];
  const pattern = /("(?:[^"]|"")*"(?=[\t\r\n]|$)|[^\t\r\n]*)(\t|\r\n|\n|\r|$)/g;
  for (const [whole, cell, end] of text.matchAll(pattern)) {
    if (whole === "") break;
    rows.at(-1).push(cell.startsWith('"') && cell.endsWith('"') && cell.length > 1 ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end !== "\t" && end !== "") rows.push([]);
  }
  return rows.filter((row, place) => row.length > 0 || place < rows.length - 1);
}

function choose(control, text) {
  const wanted = text.trim();
  if (control instanceof HTMLSelectElement) {
    const option = [...control.options].find((o) => o.value === wanted || o.textContent.trim() === wanted);
    return option ? option.value : null;
  }
  const boxes = [...control.closest("td").querySelectorAll("input[type=checkbox]")];
  if (boxes.length === 1) return TICKED.test(wanted);
  const names = wanted.split(/[,，、;；/\s]+/);
  return boxes.filter((box) => names.includes(box.value) || names.includes(box.parentElement.textContent.trim())).map((b) => b.value).join(",");
}

function put(control, text) {
  if (control.type === "checkbox" && control.closest(".tick")) control.checked = choose(control, text);
  else if (control.type === "checkbox") write(control.name, choose(control, text));
  else if (control instanceof HTMLSelectElement) {
    const value = choose(control, text);
    if (value === null) return false;
    control.value = value;
  } else write(control.name, text.replace(/\s+/g, " ").trim());
  return true;
}

function spread(table, from, rows) {
  const list = table.closest("[data-list]");
  const column = from.closest("td").cellIndex;
  const before = new Map();
  const added = [];
  let filled = 0;
  let left = 0;
  let at = lines(table).indexOf(from.closest("tr"));
  for (const texts of rows) {
    if (!lines(table)[at] && list && hasRoom(list)) added.push(addRow(list));
    const line = lines(table)[at];
    at += 1;
    const targets = line ? [...line.cells].slice(column).map(controlIn).filter(Boolean) : [];
    texts.forEach((text, place) => {
      const control = targets[place];
      if (!control) left += text.trim() === "" ? 0 : 1;
      else {
        if (!before.has(control.name)) before.set(control.name, read(control.name));
        if (put(control, text)) filled += 1;
        else left += 1;
      }
    });
  }
  return { before, added, filled, left, list };
}

function changed(list) {
  if (list) renumber(list);
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

function onPaste(event) {
  const table = event.target.closest("table[data-grid]");
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!table || event.target.closest(".say") || !/[\t\r\n]/.test(text.trimEnd())) return;
  event.preventDefault();
  const { before, added, filled, left, list } = spread(table, event.target, parse(text));
  changed(list);
  const sentence = counted(words.pastedOne, words.pastedMany, filled)
    + (left ? ` ${counted(words.leftOutOne, words.leftOutMany, left)}` : "");
  form.querySelector(".say[data-pasted]")?.remove();
  const undo = () => {
    for (const [address, former] of before) write(address, former);
    for (const row of added) if (rowsOf(list).includes(row)) row.remove();
    changed(list);
    event.target.focus();
  };
  const box = notice(sentence, { kind: left ? "check" : "", buttons: [[words.undo, undo]], near: table.closest(".table-scroll, .rows") });
  box.dataset.pasted = "";
}

export function watch() {
  form.addEventListener("paste", onPaste);
}
