// Sentences at the top of the section: what happened, and the one thing that can be done about it.

const place = document.getElementById("notices");
export const words = place.dataset;

/** Fill in the {placeholders} of a sentence. */
export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** The sentence for one, or for many with {count} filled in. */
export function counted(one, many, count) {
  return count === 1 ? one : fill(many, { count });
}

/** Show *text*, and buttons as [label, what they do]; a button takes the notice away. */
export function notice(text, { kind = "", buttons = [], body = null, near = null } = {}) {
  const box = document.createElement("div");
  box.className = kind ? `say say-${kind}` : "say";
  box.setAttribute("role", "status");
  const sentence = document.createElement("p");
  sentence.textContent = text;
  box.append(sentence);
  if (body) box.append(body);
  if (buttons.length > 0) {
    const row = document.createElement("div");
    row.className = "row-gap";
    for (const [label, act] of buttons) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-plain btn-sm";
      button.textContent = label;
      button.addEventListener("click", () => {
        box.remove();
        act();
      });
      row.append(button);
    }
    box.append(row);
  }
  if (near) near.before(box);
  else place.append(box);
  return box;
}
