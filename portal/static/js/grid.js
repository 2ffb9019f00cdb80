// Moving in tables like in a spreadsheet: arrow keys and Enter. Tab stays what it is, and so do arrows
// inside a text that is being edited: they leave the cell only at its edge or when all of it is selected.

/** The rows of a table that can be filled in, top to bottom. */
export function lines(table) {
  return [...table.querySelectorAll("tbody > tr:not(.note)")].filter((line) => line.querySelector("td") && line.offsetParent);
}

/** The control of a table cell that takes the focus, if it has one. */
export function controlIn(cell) {
  return cell?.querySelector("input:not([type=hidden]):not(:disabled), select:not(:disabled), textarea") ?? null;
}

function go(control) {
  if (!control) return false;
  control.focus();
  if (control.select) control.select();
  return true;
}

function vertically(table, control, step) {
  const rows = lines(table);
  const column = control.closest("td").cellIndex;
  for (let at = rows.indexOf(control.closest("tr")) + step; rows[at]; at += step) {
    if (go(controlIn(rows[at].cells[column]))) return true;
  }
  return false;
}

function sideways(control, step) {
  const own = [...control.closest("td").querySelectorAll("input[type=checkbox]")];
  const beside = own[own.indexOf(control) + step];
  if (own.includes(control) && beside) return go(beside);
  const cells = [...control.closest("tr").cells];
  for (let at = cells.indexOf(control.closest("td")) + step; cells[at]; at += step) {
    if (go(controlIn(cells[at]))) return true;
  }
  return false;
}

function atEdge(control, step) {
  if (control.type === "checkbox") return true;
  const { selectionStart: start, selectionEnd: end, value } = control;
  if (start === 0 && end === value.length) return true;
  return start === end && start === (step < 0 ? 0 : value.length);
}

function onKey(event) {
  const { key, target } = event;
  if (target.closest(".say")) return;
  const table = target.closest("table[data-grid]");
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || target.matches("button")) return;
  if (key === "Enter") {
    if (target instanceof HTMLTextAreaElement || table) event.preventDefault();
    if (table) vertically(table, target, event.shiftKey ? -1 : 1);
    return;
  }
  if (!table || event.shiftKey || target.matches("select")) return;
  const several = target instanceof HTMLTextAreaElement && target.clientHeight > 60;
  let moved = false;
  if (key === "ArrowUp") moved = (!several || atEdge(target, -1)) && vertically(table, target, -1);
  else if (key === "ArrowDown") moved = (!several || atEdge(target, 1)) && vertically(table, target, 1);
  else if (key === "ArrowLeft") moved = atEdge(target, -1) && sideways(target, -1);
  else if (key === "ArrowRight") moved = atEdge(target, 1) && sideways(target, 1);
  if (moved) event.preventDefault();
}

export function watch(form) {
  form.addEventListener("keydown", onKey);
}
