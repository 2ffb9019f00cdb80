// Text that the server has not acknowledged is kept on this computer, for this person and this section
// only, and shown as a comparison before it is put back: it may be older than what is stored.

import { form, nameOf, read, write } from "./cells.js";
import { notice, words } from "./notices.js";
import { addRow, renumber } from "./rows.js";

const KEY = `portal-unsaved:${form.dataset.person}:${form.dataset.filing}:${form.dataset.section}`;
let waiting = new Map();

/** Keep exactly *cells* (and what still waits to be compared). A browser that refuses to keep is no error. */
export function keep(cells) {
  const all = { ...Object.fromEntries(waiting), ...Object.fromEntries(cells) };
  try {
    if (Object.keys(all).length > 0) localStorage.setItem(KEY, JSON.stringify(all));
    else localStorage.removeItem(KEY);
  } catch {
    // Storage is full or switched off: what is typed is still in the page, and the page asks before it is left.
  }
}

function kept() {
  try {
    return new Map(Object.entries(JSON.parse(localStorage.getItem(KEY) ?? "{}")));
  } catch {
    return new Map();
  }
}

function cell(row, tag, text) {
  const element = document.createElement(tag);
  if (tag === "th") element.scope = row.parentElement?.tagName === "THEAD" ? "col" : "row";
  element.textContent = text;
  row.append(element);
  return element;
}

function comparison(cells) {
  const table = document.createElement("table");
  table.className = "tbl recover";
  const head = table.createTHead().insertRow();
  for (const text of [words.cell, words.typed, words.stored]) cell(head, "th", text).scope = "col";
  const body = table.createTBody();
  for (const [address, text] of cells) {
    if (address.endsWith(".rows")) continue;
    const row = body.insertRow();
    cell(row, "th", nameOf(address));
    cell(row, "td", text || words.blank);
    cell(row, "td", read(address) || words.blank);
  }
  return table;
}

function putBack(cells) {
  for (const address of cells.keys()) {
    const [block, row, code] = address.split(".");
    const list = form.querySelector(`[data-list="${block}"]`);
    if (list && code && !list.querySelector(`tr[data-row="${row}"]`)) addRow(list, row);
  }
  for (const [address, text] of cells) {
    if (!address.endsWith(".rows")) write(address, text);
  }
  for (const list of form.querySelectorAll("[data-list]")) renumber(list);
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Offer what was left unsaved the last time this page was open here. */
export function offer() {
  waiting = kept();
  for (const [address, text] of waiting) {
    if (read(address) === text) waiting.delete(address);
  }
  const cells = new Map(waiting);
  if ([...cells.keys()].every((address) => address.endsWith(".rows"))) {
    waiting.clear();
    keep(waiting);
    return;
  }
  const settle = (act) => () => {
    waiting.clear();
    act();
  };
  notice(words.found, {
    kind: "check",
    body: comparison(cells),
    buttons: [[words.back, settle(() => putBack(cells))], [words.drop, settle(() => keep(new Map()))]],
  });
}
