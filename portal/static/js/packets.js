// Keeps the list of packets as it stands on the server, while one is being made.

const EVERY_MS = 2500;
const list = document.getElementById("packets");
const said = document.getElementById("packets-said");

/** State by packet, as the rows within *root* say it. */
function states(root) {
  return new Map([...root.querySelectorAll("[data-state]")].map((row) => [row.id, row.dataset.state]));
}

/** Say aloud which packets came to an end since *before*. */
function tell(before) {
  const ended = [...list.querySelectorAll('[data-state="ready"], [data-state="failed"]')];
  const news = ended.filter((row) => before.has(row.id) && before.get(row.id) !== row.dataset.state);
  if (news.length > 0) said.textContent = news.map((row) => row.dataset.said).join(" ");
}

async function look() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const newest = page.getElementById("packets");
  // Whoever stands on a button here must not lose it under the hand.
  if (newest && !list.contains(document.activeElement)) {
    const before = states(list);
    list.replaceChildren(...newest.childNodes);
    list.toggleAttribute("data-under-way", newest.hasAttribute("data-under-way"));
    tell(before);
  }
  return true;
}

async function goOn() {
  if (!list.hasAttribute("data-under-way")) return;
  let here = true;
  if (!document.hidden) {
    // Without a connection the list stays as it is; the next look may find one.
    here = await look().catch(() => true);
  }
  if (here) setTimeout(goOn, EVERY_MS);
}

setTimeout(goOn, EVERY_MS);
