// Saving as one types: changed cells go to the server with the revision they were based on, one request at
// a time, again after failures, and nothing counts as saved before the server has said so.
//
// `stored` is what the server held as this page last knew it. A cell that somebody else has changed meanwhile
// is not sent again: it waits in `conflicts` until a person has chosen between the two values.

import { form, read, readAll, write } from "./cells.js";
import { adopt, adoptToken, fetchNewest } from "./newest.js";
import { notice, words } from "./notices.js";
import * as problems from "./problems.js";
import * as state from "./saved_state.js";
import { recompute } from "./totals.js";
import { keep } from "./unsaved.js";

const PAUSE = 1000;
const LONGEST_PAUSE = 60000;
const revisionInput = form.elements.namedItem("revision");

const stored = readAll();
const folded = new Map();
const conflicts = new Map();
let revision = Number(revisionInput.value);
let timer = 0;
let running = null;
let failures = 0;
let stopped = "";
let leaving = false;
let renewed = false;
let composing = false;

function isStored(address, text) {
  return text === (stored.get(address) ?? "") || text === folded.get(address);
}

/** Cells that the server does not hold yet, and that wait for nobody's choice. */
function changed() {
  return new Map([...readAll()].filter(([address, text]) => !conflicts.has(address) && !isStored(address, text)));
}

function waitingForChoice() {
  return new Map([...conflicts.keys()].map((address) => [address, read(address)]));
}

function keepUnsaved(cells = changed()) {
  keep(new Map([...cells, ...waitingForChoice()]));
}

/** Call after anything on the page may have changed. */
export function noticeChange() {
  recompute();
  for (const [address, conflict] of conflicts) {
    if (read(address) === conflict.theirs) conflicts.delete(address);
  }
  const cells = changed();
  keepUnsaved(cells);
  if (cells.size === 0) return;
  if (stopped === "refused") stopped = "";
  if (!stopped && !running && failures === 0) state.waiting();
  schedule(PAUSE);
}

function schedule(pause) {
  clearTimeout(timer);
  timer = setTimeout(() => (composing ? schedule(PAUSE) : save()), failures > 0 ? Math.min(PAUSE * 2 ** failures, LONGEST_PAUSE) : pause);
}

/** Save now. Resolves to whether everything is stored or waits for a choice only. */
export async function save() {
  clearTimeout(timer);
  while (running) await running;
  const cells = changed();
  if (cells.size === 0 || stopped) return cells.size === 0;
  running = send(cells);
  try {
    await running;
  } finally {
    running = null;
  }
  if (changed().size > 0 && !stopped) schedule(PAUSE);
  return changed().size === 0;
}

async function send(cells) {
  state.saving();
  const body = new URLSearchParams(cells);
  body.set("csrf_token", form.elements.namedItem("csrf_token").value);
  body.set("revision", String(revision));
  let answer;
  try {
    answer = await fetch(form.getAttribute("action"), {
      method: "POST", body, headers: { Accept: "application/json" }, keepalive: document.visibilityState === "hidden",
    });
    const facts = await answer.json();
    if (answer.ok) await accept(cells, facts);
    else await refuse(answer.status, facts);
  } catch {
    fail();
  }
}

function fail() {
  failures += 1;
  state.failed();
}

async function refuse(status, facts) {
  if (status === 401) {
    stopped = "signed out";
    state.signedOut(facts.sign_in);
  } else if (status === 400 && !renewed) {
    renewed = true;
    await resume();
  } else if (status === 429 || status >= 500) fail();
  else {
    stopped = "refused";
    state.refused(facts.message);
  }
}

async function accept(sent, facts) {
  failures = 0;
  renewed = false;
  const former = revision;
  const waiting = new Map(facts.conflicts.map((conflict) => [conflict.address, conflict]));
  for (const [address, text] of sent) {
    const now = facts.cells[address] ?? "";
    stored.set(address, now);
    if (waiting.has(address)) {
      conflicts.set(address, { theirs: waiting.get(address).theirs, revision: former });
    } else if (address.endsWith(".rows")) {
      form.elements.namedItem(address).dataset.saved = now;
      forgetRows(address.split(".")[0], now.split(" "));
    } else if (read(address) === text && text !== now) {
      folded.set(address, text);
      if (!document.activeElement || document.activeElement.name !== address) settle(address);
    }
  }
  revision = facts.revision;
  if (facts.kept_rows.length > 0) notice(words.kept, { kind: "check" });
  if (revision > former + 1 || facts.others || waiting.size > 0 || facts.kept_rows.length > 0) await takeOver(await fetchNewest());
  problems.show(facts);
  recompute();
  keepUnsaved();
  tell(facts.saved_at);
}

/** Rows that are gone are not stored any more: one that comes back is sent whole. */
function forgetRows(block, rows) {
  for (const address of [...stored.keys()]) {
    const [list, row, code] = address.split(".");
    if (list === block && code && !rows.includes(row)) stored.delete(address);
  }
}

/** Show a cell as the server has understood it, once nobody edits it. */
function settle(address) {
  const text = folded.get(address);
  folded.delete(address);
  if (text !== undefined && read(address) === text) write(address, stored.get(address));
}

function takeOver(page) {
  if (!page) return;
  adoptToken(page);
  const former = revision;
  const { revision: newest, both } = adopt(page, stored);
  revision = newest;
  for (const [address, theirs] of both) {
    if (!conflicts.has(address)) conflicts.set(address, { theirs, revision: former });
    else conflicts.get(address).theirs = theirs;
  }
}

function tell(time) {
  if (conflicts.size > 0) state.choose(conflicts.size, () => form.requestSubmit());
  else if (changed().size > 0) state.waiting();
  else state.saved(time);
}

/** Go on after the session ended or the network was away: with the token of whoever is signed in now. */
async function resume() {
  try {
    const page = await fetchNewest();
    if (!page) return;
    takeOver(page);
    stopped = "";
    failures = 0;
    if (changed().size > 0) schedule(0);
  } catch {
    fail();
  }
}

/** Everything is stored first; then the form goes on its way with nothing but the cells that need a choice. */
async function onSubmit(event) {
  if (leaving) return;
  event.preventDefault();
  const button = event.submitter;
  const whole = await save();
  // What was saved may have taken the button away, and what it was to do with it.
  if (!whole || (button && button.form !== form)) return;
  if (conflicts.size === 0 && (!button || button.value === "save")) return;
  leaving = true;
  // With nothing to save we are still inside the submission that was stopped, and a new one would be ignored.
  await new Promise((resolve) => { setTimeout(resolve); });
  revisionInput.value = conflicts.size > 0 ? Math.min(...[...conflicts.values()].map((c) => c.revision)) : revision;
  setTimeout(() => { leaving = false; }, 10000);
  form.requestSubmit(button ?? null);
}

function onFormData({ formData }) {
  for (const name of new Set(formData.keys())) {
    if (name.includes(".") && !conflicts.has(name)) formData.delete(name);
  }
}

function onLink(event) {
  const link = event.target.closest("a[href]");
  const inPage = link?.getAttribute("href").startsWith("#") || link?.target === "_blank";
  if (!link || inPage || event.ctrlKey || event.metaKey || event.shiftKey || changed().size === 0) return;
  event.preventDefault();
  save().finally(() => location.assign(link.href));
}

export function watch() {
  form.addEventListener("input", noticeChange);
  form.addEventListener("change", noticeChange);
  form.addEventListener("focusout", ({ target }) => {
    settle(target.name);
    if (changed().size > 0 && failures === 0) schedule(200);
  });
  form.addEventListener("compositionstart", () => { composing = true; });
  form.addEventListener("compositionend", () => { composing = false; });
  form.addEventListener("submit", onSubmit);
  form.addEventListener("formdata", onFormData);
  document.addEventListener("click", onLink);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
    else if (stopped === "signed out") resume();
  });
  addEventListener("focus", () => stopped === "signed out" && resume());
  addEventListener("online", () => {
    failures = 0;
    save();
  });
  addEventListener("pageshow", ({ persisted }) => {
    leaving = false;
    if (persisted) resume();
  });
  addEventListener("beforeunload", (event) => {
    if (!leaving && changed().size > 0) event.preventDefault();
  });
}
