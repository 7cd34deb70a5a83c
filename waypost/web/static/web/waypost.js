// Small comforts on top of pages that work without them. No inline handlers, no eval: the content policy forbids both.
"use strict";
(() => {
  const root = document.documentElement;
  const keep = (name, value) => {
    document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  };

  // htmx sends the same token as the forms.
  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector('meta[name="csrf-token"]');
    if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token.content;
  });

  // A fragment that failed says so, once, in the place for messages.
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status === 401 || event.detail.xhr.status === 403) location.reload();
  });

  // Projector: Escape covers names at once; only the switch uncovers them.
  const cover = (on) => {
    root.toggleAttribute("data-projector", on);
    keep("projector", on ? "1" : "0");
    if (on) document.title = "Waypost";
    for (const button of document.querySelectorAll("[data-projector-switch]")) {
      button.setAttribute("aria-pressed", String(on));
      button.value = on ? "0" : "1";
    }
  };
  const theme = (button) => {
    const chosen = button.value;
    if (chosen === "auto") delete root.dataset.theme;
    else root.dataset.theme = chosen;
    keep("theme", chosen === "auto" ? "" : chosen);
    for (const other of document.querySelectorAll('button[name="theme"]')) other.setAttribute("aria-pressed", String(other.value === chosen));
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button && button.name === "theme") { event.preventDefault(); theme(button); return; }
    if (button && "projectorSwitch" in button.dataset) {
      const on = !root.hasAttribute("data-projector");
      if (on) { event.preventDefault(); cover(true); } // uncovering reloads: the title comes back from the server
      return;
    }
    for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    const menu = document.querySelector("details.menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); return; }
    if (event.target.matches("input, textarea, select")) return;
    if (document.querySelector(".fold")) cover(true);
  });

  // Files may be dropped; the plain field stays.
  for (const drop of document.querySelectorAll("[data-drop]")) {
    const input = drop.querySelector('input[type="file"]');
    const words = drop.querySelector("[data-drop-words]");
    if (!input) continue;
    if (words) words.hidden = false;
    drop.addEventListener("click", (event) => { if (event.target !== input) input.click(); });
    drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
    drop.addEventListener("dragleave", () => drop.classList.remove("over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      drop.classList.remove("over");
      if (event.dataTransfer.files.length) {
        input.files = event.dataTransfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
  }

  // What an open page kept on this device (taps.js) goes at sign-out, and after a day in any case.
  const forget = (all) => {
    try {
      for (const name of Object.keys(localStorage)) {
        if (!name.startsWith("waypost-taps-")) continue;
        let since = 0;
        try { since = JSON.parse(localStorage.getItem(name)).since; } catch { /* not ours any more */ }
        if (all || !(Date.now() - since < 86400000)) localStorage.removeItem(name);
      }
    } catch { /* a device without storage keeps nothing */ }
  };
  forget(false);
  document.addEventListener("submit", (event) => { if (event.target.matches("[data-forget]") || new URL(event.target.action).pathname === "/sign-out/") forget(true); });

  // A form is sent once, however often the button is pressed.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent && !form.hasAttribute("hx-post")) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 4000);
  });

  // Selects that only choose what is shown send themselves.
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-send]") && event.target.form) event.target.form.requestSubmit();
  });
})();
