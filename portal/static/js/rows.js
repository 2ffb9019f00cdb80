// Lists: rows are added, removed with undo, and moved without a new page; numbers, names and limits follow.

import { form, holdsAnything } from "./cells.js";
import { fill, notice, words } from "./notices.js";

const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
const PATTERN_ROW = "new-row";
const removed = new Set();

/** Ids of rows taken away on this page, as block.row. */
export const removedRows = removed;

function listOf(code) {
  return form.querySelector(`[data-list="${code}"]`);
}

export function rowsOf(list) {
  return [...list.querySelectorAll("tbody > tr[data-row]")];
}

export function hasRoom(list) {
  return rowsOf(list).length < Number(list.dataset.max);
}

function newId() {
  return [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => ALPHABET[byte % 36]).join("");
}

/** A new blank row at the end of *list*, or the row *id* of a former page. */
export function addRow(list, id = newId()) {
  const pattern = list.querySelector("tbody > template");
  const row = pattern.content.firstElementChild.cloneNode(true);
  for (const element of [row, ...row.querySelectorAll("*")]) {
    for (const attribute of element.attributes) {
      if (attribute.value.includes(PATTERN_ROW)) attribute.value = attribute.value.replace(PATTERN_ROW, id);
    }
  }
  pattern.before(row);
  renumber(list);
  return row;
}

/** The row with its message below it, taken out of *list*. */
function take(row) {
  const parts = [row];
  if (row.nextElementSibling?.classList.contains("note")) parts.push(row.nextElementSibling);
  for (const part of parts) part.remove();
  return parts;
}

function removeRow(list, row) {
  const code = list.dataset.list;
  const place = rowsOf(list).indexOf(row);
  const name = row.querySelector(`[name$=".${CSS.escape(list.dataset.name)}"]`)?.value.trim();
  const filled = holdsAnything(row);
  const next = rowsOf(list)[place + 1];
  const parts = take(row);
  removed.add(`${code}.${row.dataset.row}`);
  changed(list);
  const values = { number: place + 1, name };
  if (filled) {
    const text = fill(name ? words.removedNamed : words.removed, values);
    const back = () => {
      removed.delete(`${code}.${row.dataset.row}`);
      (rowsOf(list)[place] ?? list.querySelector("tbody > template")).before(...parts);
      changed(list);
      row.querySelector("input, textarea, select").focus();
    };
    list.querySelector(":scope > .say[data-removed]")?.remove();
    notice(text, { buttons: [[words.undo, back]], near: list.querySelector(".block-foot") }).dataset.removed = "";
  }
  (next ?? rowsOf(list).at(-1))?.querySelector("textarea, input:not([type=hidden])")?.focus();
}

function moveRow(list, row, step) {
  const rows = rowsOf(list);
  const place = rows.indexOf(row);
  if (!rows[place + step]) return;
  const parts = take(row);
  if (step < 0) rows[place - 1].before(...parts);
  else (rows[place + 2] ?? list.querySelector("tbody > template")).before(...parts);
  changed(list);
}

function changed(list) {
  renumber(list);
  list.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Bring order, numbers, names, limits and 本项无 of *list* up to what its rows hold. */
export function renumber(list) {
  const rows = rowsOf(list);
  const code = list.dataset.list;
  const pattern = list.querySelector("tbody > template").content;
  const counts = new Map();
  rows.forEach((row, index) => {
    const rowWords = fill(list.dataset.rowWords, { number: index + 1 });
    const grouped = list.dataset.groupedBy && row.querySelector(`[name$=".${list.dataset.groupedBy}"]`).value;
    counts.set(grouped, (counts.get(grouped) ?? 0) + 1);
    const seq = row.querySelector("td.seq");
    if (seq) seq.textContent = String(counts.get(grouped));
    const name = row.querySelector(`[name$=".${list.dataset.name}"]`)?.value.trim() || rowWords;
    const labelled = row.querySelectorAll("[aria-label]");
    pattern.querySelectorAll("[aria-label]").forEach((model, place) => {
      const called = labelled[place].matches("button") ? name : rowWords;
      labelled[place].setAttribute("aria-label", model.getAttribute("aria-label").replace(list.dataset.rowWords, called));
    });
    row.querySelector("[value^='up:']").disabled = index === 0;
    row.querySelector("[value^='down:']").disabled = index === rows.length - 1;
  });
  const hidden = form.elements.namedItem(`${code}.rows`);
  hidden.value = rows.map((row) => row.dataset.row).join(" ");
  const full = !hasRoom(list);
  list.querySelector(".add-row").disabled = full;
  list.querySelector("[data-full]").hidden = !full;
  nothing(list, rows.filter(holdsAnything).length);
}

function nothing(list, filled) {
  const box = document.getElementById(`c-${list.dataset.list}-nothing_to_report`);
  const reason = list.querySelector("[data-filled-rows]");
  box.disabled = filled > 0 && !box.checked;
  reason.hidden = filled === 0 || box.checked;
  reason.textContent = filled === 1 ? reason.dataset.one : fill(reason.dataset.many, { count: filled });
  list.classList.toggle("is-nil", box.checked && filled === 0);
}

/** The lines with comments below the rows of *list*, by row. */
function commentsBelow(list) {
  const below = rowsOf(list).map((row) => [row.dataset.row, row.nextElementSibling]);
  return new Map(below.filter(([, note]) => note?.querySelector("[data-comment]")).map(([id, note]) => [id, [note]]));
}

/** Replace the rows of a list by those of the newest page, rows taken away here left out. */
export function adoptRows(list, newest) {
  const kept = rowsOf(list).filter((row) => !newest.querySelector(`tr[data-row="${row.dataset.row}"]`) && holdsAnything(row));
  const stored = newest.querySelector("[name$='.rows']").dataset.saved;
  const focused = document.activeElement?.id;
  const notes = commentsBelow(list);
  const body = list.querySelector("tbody");
  const pattern = body.querySelector(":scope > template");
  for (const part of [...body.querySelectorAll(":scope > tr")]) part.remove();
  for (const row of rowsOf(newest)) {
    if (stored.split(" ").includes(row.dataset.row) && !removed.has(`${list.dataset.list}.${row.dataset.row}`)) {
      pattern.before(document.importNode(row, true), ...(notes.get(row.dataset.row) ?? []));
    }
  }
  for (const row of kept) pattern.before(row, ...(notes.get(row.dataset.row) ?? []));
  form.elements.namedItem(`${list.dataset.list}.rows`).dataset.saved = stored;
  renumber(list);
  if (focused) document.getElementById(focused)?.focus();
}

/** Let the buttons of every list act at once. */
export function watch() {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=action]");
    const match = /^(add|remove|up|down):([a-z_]+)(?:\.([a-z0-9]+))?$/.exec(button?.value ?? "");
    if (!match) return;
    event.preventDefault();
    const [, verb, code, id] = match;
    const list = listOf(code);
    const row = id && list.querySelector(`tr[data-row="${id}"]`);
    if (verb === "add") {
      addRow(list).querySelector("textarea, input:not([type=hidden]), select").focus();
    } else if (verb === "remove") removeRow(list, row);
    else {
      moveRow(list, row, verb === "up" ? -1 : 1);
      (button.disabled ? row.querySelector("button:not(:disabled)") : button).focus();
    }
  });
  form.addEventListener("input", ({ target }) => {
    const list = target.closest("[data-list]");
    if (list) nothing(list, rowsOf(list).filter(holdsAnything).length);
  });
  form.addEventListener("change", ({ target }) => {
    const list = target.closest("[data-list]");
    if (list) renumber(list);
    if (!target.name?.endsWith(".nothing_to_report")) return;
    if (!target.checked && rowsOf(list).length === 0) addRow(list);
  });
}
