// Brings the part of the page that changes while mails are sent, until nothing moves any more.
const live = document.querySelector("[data-live]");
const EVERY = 5000;
const AFTER_TROUBLE = 20000;

/** What the reader has under her hands: where the focus is, what is unfolded, how far tables are scrolled. */
function hands() {
  const focused = live.contains(document.activeElement) ? document.activeElement.id : "";
  const unfolded = [...live.querySelectorAll("details[open]")].map((details) => details.id);
  const scrolled = [...live.querySelectorAll(".table-scroll")].map((table) => [table.id, table.scrollLeft]);
  return () => {
    unfolded.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
    scrolled.forEach(([id, left]) => {
      const table = document.getElementById(id);
      if (table) {
        table.scrollLeft = left;
      }
    });
    if (focused) {
      document.getElementById(focused)?.focus({ preventScroll: true });
    }
  };
}

async function refresh() {
  let next = EVERY;
  if (!document.hidden) {
    try {
      const answer = await fetch(live.dataset.live, { redirect: "error" });
      if (!answer.ok) {
        throw new Error(String(answer.status));
      }
      const part = document.createElement("template");
      part.innerHTML = await answer.text();
      const giveBack = hands();
      live.replaceChildren(part.content);
      giveBack();
    } catch {
      next = AFTER_TROUBLE;
    }
  }
  if (live.querySelector("[data-moving]")) {
    setTimeout(refresh, next);
  }
}

if (live?.querySelector("[data-moving]")) {
  setTimeout(refresh, EVERY);
}
