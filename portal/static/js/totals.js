// Computed cells: sums over years, sums of parts against their total, the total row of a list.
// The page says what adds up to what (data-sum: addresses, * for every year or row); the server computes the same.

import { form, readAll } from "./cells.js";
import { addUp } from "./numbers.js";

let asked = false;

/** Recompute everything before the next picture is drawn. */
export function recompute() {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    compute(readAll());
  });
}

function compute(texts) {
  const addresses = [...texts.keys()];
  for (const output of form.querySelectorAll("output[data-sum]")) {
    const addends = output.dataset.sum.split(" ").flatMap((pattern) => matching(pattern, addresses));
    const mode = form.elements.namedItem(addends[0] ?? "")?.inputMode || "numeric";
    const sum = addUp(addends.map((address) => texts.get(address)), mode);
    output.value = comparison(sum, output.dataset.whole) + sum;
  }
  for (const output of form.querySelectorAll("output[data-count-rows]")) {
    output.value = String(filledRows(output.dataset.countRows, texts));
  }
}

function matching(pattern, addresses) {
  if (!pattern.includes("*")) return [pattern];
  const [start, end] = pattern.split("*");
  return addresses.filter((address) => address.startsWith(start) && address.endsWith(end)
    && !address.slice(start.length, address.length - end.length).includes("."));
}

/** Whether a sum of parts is the total beside it; nothing while one of the two is missing. */
function comparison(sum, whole) {
  const total = whole && form.elements.namedItem(whole).value;
  if (!sum || !total) return "";
  return addUp([total.replaceAll(",", "")], "decimal") === sum ? "= " : "≠ ";
}

function filledRows(code, texts) {
  const filled = new Set();
  for (const [address, text] of texts) {
    const [block, row, cell] = address.split(".");
    if (block === code && cell && text) filled.add(row);
  }
  return filled.size;
}
