// The cells of the page: what stands in them now, by address. The one place that knows how inputs make
// up a cell: a number without its thousands commas, boxes as one list of codes, the order of a list's rows.

import { group, ungroup } from "./numbers.js";

export const form = document.getElementById("section-form");

/** All controls of the form that belong to cells, by address. */
export function controls(root = form) {
  const found = new Map();
  for (const element of root.elements) {
    if (!element.name.includes(".")) continue;
    if (!found.has(element.name)) found.set(element.name, []);
    found.get(element.name).push(element);
  }
  return found;
}

/** The controls of one cell; empty when the page does not show it. */
export function controlsOf(address) {
  const found = form.elements.namedItem(address);
  if (!found) return [];
  return found instanceof RadioNodeList ? [...found] : [found];
}

/** The control of a cell that takes the focus. */
export function focusable(address) {
  return controlsOf(address).find((element) => element.type !== "hidden");
}

/** Text of every cell of the page by address; blank rows that nobody stored count as none. */
export function readAll(root = form) {
  const texts = new Map();
  for (const [address, elements] of controls(root)) {
    texts.set(address, address.endsWith(".rows") ? order(elements[0]) : textOf(elements));
  }
  return texts;
}

/** Text of one cell. */
export function read(address) {
  const elements = controlsOf(address);
  if (elements.length === 0) return "";
  return address.endsWith(".rows") ? order(elements[0]) : textOf(elements);
}

function textOf(elements) {
  const boxes = elements.filter((element) => element.type === "checkbox");
  if (boxes.length > 0) return boxes.filter((box) => box.checked).map((box) => box.value).join(",");
  const element = elements[0];
  return "grouped" in element.dataset ? ungroup(element.value) : element.value.trim();
}

/** Ids of the rows worth storing: those stored before, and those that hold anything. */
function order(hidden) {
  const stored = hidden.dataset.saved.split(" ");
  const rows = hidden.closest("[data-list]").querySelectorAll("tr[data-row]");
  return [...rows].filter((row) => stored.includes(row.dataset.row) || holdsAnything(row))
    .map((row) => row.dataset.row).join(" ");
}

/** Whether anything is filled in in a row. */
export function holdsAnything(row) {
  return [...row.querySelectorAll("input:not([type=hidden]), select, textarea")]
    .some((element) => (element.type === "checkbox" ? element.checked : element.value.trim() !== ""));
}

/** Put *text* into a cell, as it is shown when nobody edits it. */
export function write(address, text) {
  const elements = controlsOf(address);
  const boxes = elements.filter((element) => element.type === "checkbox");
  if (boxes.length > 0) {
    const chosen = text.split(",");
    for (const box of boxes) box.checked = chosen.includes(box.value);
  } else if (elements.length > 0) {
    const element = elements[0];
    element.value = "grouped" in element.dataset && element !== document.activeElement ? group(text) : text;
  }
}

/** What a cell is called, for lists of cells. */
export function nameOf(address) {
  const element = focusable(address);
  if (!element) return nameInPattern(address) ?? address;
  const boxes = element.closest("[role=group]");
  return boxes?.getAttribute("aria-label") ?? element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent.trim() ?? address;
}

/** What the cell of a row that is not on the page would be called. */
function nameInPattern(address) {
  const [block, , code] = address.split(".");
  const list = form.querySelector(`[data-list="${block}"]`);
  const model = list?.querySelector("tbody > template").content.querySelector(`[name$=".${code}"][aria-label]`);
  return model?.getAttribute("aria-label").replace(list.dataset.rowWords, "").trim();
}
