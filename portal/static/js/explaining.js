// What is to be explained, at its place: boxes come and go with the problems; words typed into one stay in it.
//
// A box that the server made is kept and brought up to date; for a problem that comes up while somebody
// types, one is made of the page's own pattern, so that there is one markup for both.

import { put, take } from "./places.js";

const pattern = document.getElementById("explaining-pattern").content.firstElementChild;

/** Id of the box for *found*, which are the problems of one place. */
function boxId(found) {
  return `x-${found[0].key.split("@")[1].replaceAll(".", "-")}`;
}

/** Id of what is said in the box for *found*. */
export function saidId(found) {
  return `p-${boxId(found)}`;
}

function fill(element, words) {
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    for (const [name, word] of Object.entries(words)) {
      texts.currentNode.data = texts.currentNode.data.replace(`{${name}}`, word);
    }
  }
}

function sentence(problem) {
  const line = pattern.querySelector("[data-sentences] > p").cloneNode(true);
  line.append(problem.text);
  return line;
}

function conversions(found) {
  const [here, elsewhere] = pattern.querySelectorAll("[data-convert] > p");
  const offers = new Map(found.flatMap((problem) => problem.convert).map((offer) => [offer.action, offer]));
  return [...offers.values()].map((offer) => {
    const line = (offer.where ? elsewhere : here).cloneNode(true);
    fill(line, { figure: offer.shown, where: offer.where });
    line.querySelector("button").value = offer.action;
    return line;
  });
}

function make(id, place) {
  const box = pattern.cloneNode(true);
  for (const element of [box, ...box.querySelectorAll("*")]) {
    for (const name of ["id", "for", "aria-describedby"]) {
      const named = element.getAttribute(name);
      if (named) element.setAttribute(name, named.replaceAll("x-pattern", id));
    }
  }
  box.dataset.explain = place;
  return box;
}

function boxFor(found, place) {
  const id = boxId(found);
  const present = document.getElementById(id);
  if (present?.matches("[data-explain]")) return present;
  if (present) take(present);
  const box = make(id, place);
  put(box, place);
  return box;
}

/** Offer to convert what *found* offers; a button that is there already stays, as it may just be pressed. */
function offer(place, found) {
  const offered = conversions(found);
  const actions = (lines) => lines.map((line) => line.querySelector("button").value).join(" ");
  if (actions([...place.children]) !== actions(offered)) place.replaceChildren(...offered);
}

/** Show exactly what is to be explained. *open* holds the problems by place, *explained* the keys of the others. */
export function show(open, explained) {
  for (const box of document.querySelectorAll("[data-explain]")) {
    if (!open.has(box.dataset.explain)) take(box);
  }
  for (const box of document.querySelectorAll("[data-explained]")) {
    if (!box.dataset.explained.split(" ").some((key) => explained.has(key))) take(box);
  }
  for (const [place, found] of open) {
    const box = boxFor(found, place);
    const keys = found.map((problem) => problem.key).join(" ");
    box.querySelector("[data-sentences]").replaceChildren(...found.map(sentence));
    offer(box.querySelector("[data-convert]"), found);
    for (const control of box.querySelectorAll("[name=key], [name=pressed]")) control.value = keys;
  }
}

/** The ways from problem to problem, in the order of the page: in the last box of each place. */
export function lead() {
  const way = document.getElementById("explaining").dataset;
  const last = new Map();
  for (const box of document.querySelectorAll(".say[data-at], [data-explain]")) {
    box.querySelector(".walk")?.remove();
    last.set(box.dataset.at ?? box.dataset.explain, box);
  }
  const places = [...last.keys()];
  for (const [number, place] of places.entries()) {
    const walk = pattern.querySelector(".walk").cloneNode(true);
    const [previous, next] = walk.querySelectorAll("a");
    const before = number > 0 ? `#${places[number - 1]}` : way.before;
    if (before) previous.href = before;
    else previous.remove();
    const after = number + 1 < places.length;
    next.href = after ? `#${places[number + 1]}` : way.after;
    if (!after && way.words) next.textContent = way.words;
    last.get(place).append(walk);
  }
}
