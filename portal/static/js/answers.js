// Answers to comments are forms of their own. Before one is sent, what was typed in cells is saved; an
// answer that was typed and not sent is not left behind without asking.

import { save } from "./autosave.js";

const sending = new Set();

function textOf(form) {
  return form.elements.namedItem("text");
}

async function onSubmit(event) {
  const answer = event.target;
  if (!answer.matches("[data-answer]") || sending.has(answer)) return;
  event.preventDefault();
  await save();
  sending.add(answer);
  answer.requestSubmit();
}

export function watch() {
  document.addEventListener("submit", onSubmit);
  addEventListener("beforeunload", (event) => {
    const left = [...document.querySelectorAll("form[data-answer]")]
      .some((answer) => !sending.has(answer) && textOf(answer).value !== textOf(answer).defaultValue);
    if (left && sending.size === 0) event.preventDefault();
  });
}
