// Answers to comments and explanations are forms of their own. Before one is sent, what was typed in cells is
// saved; words that were typed and not sent are not left behind without asking.

import { save } from "./autosave.js";

const sending = new Set();

function isTyped(answer) {
  return [...answer.elements].some((element) => element.name === "text" && element.value !== element.defaultValue);
}

async function onSubmit(event) {
  const answer = event.target;
  if (!answer.matches("[data-answer]") || sending.has(answer)) return;
  event.preventDefault();
  await save();
  // With nothing to save we are still inside the submission that was stopped, and a new one would be ignored.
  await new Promise((resolve) => { setTimeout(resolve); });
  sending.add(answer);
  // The box of the button may be gone by now: what was typed in cells has settled its problem.
  answer.requestSubmit(event.submitter?.form === answer ? event.submitter : null);
}

export function watch() {
  document.addEventListener("submit", onSubmit);
  addEventListener("beforeunload", (event) => {
    const left = [...document.querySelectorAll("form[data-answer]")]
      .some((answer) => !sending.has(answer) && isTyped(answer));
    if (left && sending.size === 0) event.preventDefault();
  });
}
