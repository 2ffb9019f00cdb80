// Numbers as people read them: thousands commas while nobody edits, plain digits while somebody does.
// Sums are exact: amounts are added as whole hundredths, never as binary fractions.

const GROUPED = /^[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?$/;
const PLAIN = /^([0-9]+)(\.[0-9]*)?$/;
const READABLE = { numeric: /^[0-9]{1,9}$/, decimal: /^[0-9]{1,12}(\.[0-9]{1,2})?$/ };
export const NO_SUM = "—";

/** The text without thousands commas, if it is a number with them. */
export function ungroup(text) {
  const trimmed = text.trim();
  return GROUPED.test(trimmed) ? trimmed.replaceAll(",", "") : trimmed;
}

/** The text with thousands commas, if it is a plain number. */
export function group(text) {
  const match = PLAIN.exec(text);
  if (!match) return text;
  return match[1].replace(/\B(?=([0-9]{3})+$)/g, ",") + (match[2] ?? "");
}

/** The sum of texts, grouped; NO_SUM when one of them is no number, blank when all are blank. */
export function addUp(texts, mode) {
  let total = 0n;
  let any = false;
  for (const text of texts) {
    if (text === "") continue;
    if (!READABLE[mode].test(text)) return NO_SUM;
    const [whole, fraction = ""] = text.split(".");
    total += BigInt(whole) * 100n + BigInt(fraction.padEnd(2, "0"));
    any = true;
  }
  if (!any) return "";
  const cents = (total % 100n).toString().padStart(2, "0").replace(/0+$/, "");
  return group((total / 100n).toString()) + (cents ? `.${cents}` : "");
}

/** Show plain digits in the cell that is being edited, commas in all others. */
export function watch(form) {
  form.addEventListener("focusin", ({ target }) => {
    if ("grouped" in target.dataset && target.value !== ungroup(target.value)) {
      target.value = ungroup(target.value);
      target.select();
    }
  });
  form.addEventListener("focusout", ({ target }) => {
    if ("grouped" in target.dataset) target.value = group(ungroup(target.value));
  });
}
