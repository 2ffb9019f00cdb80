// Long texts grow over several lines, in browsers that cannot do it by style alone.

function fit(area) {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight}px`;
}

/** Keep every text area of *form* as high as its text. */
export function watch(form) {
  if (CSS.supports("field-sizing", "content")) return;
  form.addEventListener("input", ({ target }) => {
    if (target instanceof HTMLTextAreaElement) fit(target);
  });
  for (const area of form.querySelectorAll("textarea")) {
    if (area.value) fit(area);
  }
}
