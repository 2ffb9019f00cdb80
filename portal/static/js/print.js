// The button of a page that is there to be printed. Without a script the browser's own menu prints it.

const button = document.querySelector("[data-print]");
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
