// The one place that says whether what is typed is stored: the end of the bar below the top bar.

const place = document.getElementById("saved");
const words = place.dataset;
const ICONS = { saved: "cloud-check", saving: "arrow-repeat", waiting: "pencil", failed: "cloud-slash", choose: "pause-circle" };
const CLASSES = { saved: "saved", saving: "saved saved-wait", waiting: "saved saved-wait", failed: "saved saved-fail", choose: "saved is-check" };

function say(state, text, ...more) {
  if (place.dataset.state === state && place.querySelector("span").textContent === text) return;
  place.dataset.state = state;
  place.className = CLASSES[state];
  place.querySelector("i").className = `bi bi-${ICONS[state]}`;
  place.querySelector("span").textContent = text;
  place.querySelector("small").hidden = state === "failed" || state === "choose";
  for (const extra of place.querySelectorAll("a, button")) extra.remove();
  place.append(...more);
}

function link(text, href) {
  const element = document.createElement("a");
  element.href = href;
  element.textContent = text;
  return element;
}

export function waiting() {
  say("waiting", words.waiting);
}

export function saving() {
  say("saving", words.saving);
}

export function saved(time) {
  say("saved", words.saved.replace("{time}", time));
}

export function failed() {
  say("failed", words.failed);
}

/** Refused with a sentence that says why. */
export function refused(sentence) {
  say("failed", sentence, link(words.reload, location.pathname));
}

/** The link opens beside this page, so that nothing typed here leaves the screen. */
export function signedOut(address) {
  const sign = link(words.signIn, address);
  sign.target = "_blank";
  sign.rel = "noopener";
  say("failed", words.signedOut, sign);
}

/** *count* cells were changed on both sides; *act* leads to the choice. */
export function choose(count, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-plain btn-sm";
  button.textContent = words.choose;
  button.addEventListener("click", act);
  say("choose", count === 1 ? words.chooseOne : words.chooseMany.replace("{count}", count), button);
}
