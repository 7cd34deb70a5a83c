// A screen on a wall: what may be shown is asked for every 30 s and kept in memory alone. 60 s without an answer: blank.
"use strict";
(() => {
  const screen = document.querySelector("[data-screen]");
  if (!screen) return;
  const [name, words, giver, pause] = ["name", "words", "giver", "pause"].map((part) => screen.querySelector(`[data-screen-${part}]`));
  const LOOK = 30000, BLANK = 60000, TURN = 12000;
  let items = [], at = 0, heard = 0, turned = 0, still = false;

  const show = () => {
    const item = items[at % (items.length || 1)];
    screen.toggleAttribute("data-blank", !item);
    name.textContent = item ? item.name : "";
    words.textContent = item ? item.words : "";
    words.toggleAttribute("data-long", words.textContent.length > 110);
    giver.textContent = item && item.giver ? screen.dataset.from.replace("{name}", item.giver) : "";
  };
  const blank = () => { items = []; show(); };
  const look = async () => {
    try {
      const answer = await fetch(screen.dataset.screen, { cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(20000) });
      if (answer.status === 410 || answer.status === 404) { heard = 0; blank(); return; }
      if (!answer.ok) throw new Error(String(answer.status));
      const told = await answer.json();
      heard = Date.now();
      items = told.items;
      show();
    } catch { /* the next look tries again; `tick` blanks in time */ }
  };
  const tick = () => {
    const now = Date.now();
    if (now - heard >= BLANK && items.length) blank();
    if (!still && items.length > 1 && now - turned >= TURN) { at += 1; turned = now; show(); }
  };
  pause.addEventListener("click", () => {
    still = !still;
    pause.setAttribute("aria-pressed", String(still));
  });
  addEventListener("pageshow", (event) => { if (event.persisted) { blank(); look(); } });
  turned = Date.now();
  look();
  setInterval(look, LOOK);
  setInterval(tick, 1000);
})();
