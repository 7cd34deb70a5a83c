// A sheet for momentary looks (data-taps). One tap is one look: it is kept on this device until the school has it.
// Kept are numbers, the word tapped and an id, never a name; at most for 24 hours, gone when sent and at sign-out.
"use strict";
(() => {
  const form = document.querySelector("form[data-taps]");
  if (!form) return;
  const { url, count, every } = { url: form.dataset.url, count: Number(form.dataset.count), every: Number(form.dataset.every) };
  const key = `waypost-taps-${form.dataset.taps}`;
  const find = (name) => document.querySelector(`[data-taps-${name}]`);
  const [head, due, state, undo, finish, levels, plain] = ["unit", "due", "state", "undo", "finish", "levels", "plain"].map(find);
  const say = (name, n) => (form.dataset[`say${name}`] || "").replace("{n}", n);
  let slot = { round: Number(form.dataset.round), unit: Number(form.dataset.unit) };
  let kept = Number(form.dataset.kept), dueAt = 0, last = null, sending = false, trouble = "";

  const read = () => { try { return JSON.parse(localStorage.getItem(key)) || { since: 0, taps: [] }; } catch { return { since: 0, taps: [] }; } };
  let memory = read();
  const store = () => {
    try {
      if (memory.taps.length) localStorage.setItem(key, JSON.stringify(memory)); else localStorage.removeItem(key);
    } catch { /* a device without storage: the open page remembers */ }
  };
  const fresh = () => (crypto.randomUUID ? crypto.randomUUID() : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16)));
  const after = (s) => (s.unit < count ? { round: s.round, unit: s.unit + 1 } : { round: s.round + 1, unit: 1 });
  for (const tap of memory.taps) if (tap.round && !tap.gone && (tap.round > slot.round || (tap.round === slot.round && tap.unit >= slot.unit))) slot = after(tap);

  const shown = () => {
    head.textContent = say("Unit", slot.unit);
    undo.hidden = !last;
    const waiting = memory.taps.length;
    state.textContent = trouble || (waiting && !sending ? `${say("Kept", kept)} · ${say("Waiting", waiting)}` : say("Kept", kept));
  };
  const tick = () => {
    const left = Math.ceil((dueAt - Date.now()) / 1000);
    const words = left > 0 ? say("Soon", left) : say("Now");
    if (due.textContent !== words) {
      if (left <= 0 && dueAt && navigator.vibrate && navigator.userActivation?.hasBeenActive) navigator.vibrate(60);
      due.textContent = words;
    }
    form.toggleAttribute("data-taps-rest", left > 0);
  };
  const add = (tap) => {
    if (!memory.taps.length) memory.since = Date.now();
    memory.taps.push({ ...tap, at: Date.now() });
    store();
    send();
  };
  const send = async () => {
    if (sending || !memory.taps.length) return shown();
    sending = true;
    const going = memory.taps.slice(0, 500);
    const body = JSON.stringify({ taps: going.map(({ at, ...tap }) => ({ ...tap, ago: Math.max(0, (Date.now() - at) / 1000) })) });
    trouble = "";
    try {
      const token = document.querySelector('meta[name="csrf-token"]').content;
      const answer = await fetch(url, { method: "POST", body, headers: { "Content-Type": "application/json", "X-CSRFToken": token }, signal: AbortSignal.timeout(10000) });
      if (answer.redirected || answer.status === 403) trouble = say("Signin");
      else if (answer.ok) {
        const told = await answer.json();
        const over = new Set([...told.kept, ...told.refused]);
        kept += going.filter((t) => told.kept.includes(t.id) && t.round && !t.gone).length - going.filter((t) => t.gone).length;
        memory.taps = memory.taps.filter((t) => !(over.has(t.id) && going.includes(t)));
        if (told.refused.length) trouble = say("Refused");
        store();
      }
    } catch { /* no connection: they wait */ }
    sending = false;
    shown();
  };

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=code]");
    if (!button) return;
    event.preventDefault();
    last = { id: fresh(), ...slot, code: button.value };
    add(last);
    slot = after(slot);
    dueAt = every ? Date.now() + every * 1000 : 0;
    tick();
    shown();
  });
  undo.addEventListener("click", () => {
    if (!last) return;
    slot = { round: last.round, unit: last.unit };
    const waiting = memory.taps.some((t) => t.id === last.id) && !sending;
    if (waiting) { memory.taps = memory.taps.filter((t) => t.id !== last.id); store(); }
    else add({ id: last.id, gone: true });
    last = null;
    dueAt = 0;
    tick();
    shown();
  });
  if (plain) plain.hidden = true;
  levels?.addEventListener("change", (event) => {
    if (event.target.type === "radio") add({ id: fresh(), aspect: event.target.name, level: Number(event.target.value) });
  });
  finish?.addEventListener("submit", (event) => {
    if (!memory.taps.length && navigator.onLine) return;
    event.preventDefault();
    event.stopPropagation();
    send().then(() => {
      if (memory.taps.length || !navigator.onLine) { trouble = trouble || say("Wait"); shown(); } else finish.requestSubmit();
    });
  });
  addEventListener("online", send);
  setInterval(() => { tick(); }, 500);
  setInterval(send, 5000);
  send();
  shown();
})();
