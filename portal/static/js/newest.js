// The newest page of this section, fetched when somebody else has saved meanwhile or the session is a new one:
// what they changed is shown here, what is being typed here stays, and where both changed a cell it is told.

import { controls, form, read, readAll, write } from "./cells.js";
import { adoptRows, renumber } from "./rows.js";

/** The newest page, or null when this person is not signed in any more. Rejects when the portal does not answer. */
export async function fetchNewest() {
  const answer = await fetch(form.getAttribute("action"), { headers: { Accept: "text/html" }, cache: "no-store" });
  if (!answer.ok) throw new Error(String(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const newest = page.getElementById("section-form");
  return newest?.dataset.person === form.dataset.person ? page : null;
}

/** Take over the token that posts of this page need. */
export function adoptToken(page) {
  const token = page.querySelector("#section-form [name=csrf_token]").value;
  for (const input of document.querySelectorAll("input[name=csrf_token]")) input.value = token;
}

/**
 * Show what *page* holds in every cell that is not being changed here.
 * *stored* is what the server held as this page knew it, by address; it is brought up to date.
 * Returns the revision of the page and the cells changed on both sides, as [address, theirs].
 */
export function adopt(page, stored) {
  const newest = page.getElementById("section-form");
  const mine = new Map([...readAll()].filter(([address, text]) => text !== (stored.get(address) ?? "")));
  for (const list of form.querySelectorAll("[data-list]")) {
    const theirs = newest.querySelector(`[data-list="${list.dataset.list}"]`);
    const order = `${list.dataset.list}.rows`;
    if (theirs.querySelector("[name$='.rows']").dataset.saved !== (stored.get(order) ?? "")) adoptRows(list, theirs);
  }
  const both = [];
  const former = new Map(stored);
  stored.clear();
  for (const [address, text] of readAll(newest)) stored.set(address, text);
  for (const address of controls().keys()) {
    if (address.endsWith(".rows")) continue;
    const before = former.get(address) ?? "";
    const now = stored.get(address) ?? "";
    if (mine.has(address)) {
      write(address, mine.get(address));
      if (now !== before && now !== mine.get(address)) both.push([address, now]);
    } else if (read(address) !== now) write(address, now);
  }
  for (const list of form.querySelectorAll("[data-list]")) renumber(list);
  return { revision: Number(newest.elements.namedItem("revision").value), both };
}
