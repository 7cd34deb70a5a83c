// A sheet for momentary looks (data-taps). One tap is one look: it is kept on this device until the school has it.
// Kept are numbers, the word tapped and an id, never a name; notes only locked, with a key that stands in the page alone.
// At most for 24 hours, gone when sent and at sign-out. Two open pages of one sheet keep their own, and go on from each other's
// last look; what a page left behind that is no longer open, the next one takes over.
"use strict";
(() => {
  const form = document.querySelector("form[data-taps]");
  if (!form) return;
  const { url, count, every } = { url: form.dataset.url, count: Number(form.dataset.count), every: Number(form.dataset.every) };
  const fresh = () => (crypto.randomUUID ? crypto.randomUUID() : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16)));
  const sheet = `waypost-taps-${form.dataset.taps}-`, key = sheet + fresh();
  const DAY = 86400000, NOTES_AT_ONCE = 10;
  const find = (name) => document.querySelector(`[data-taps-${name}]`);
  const [head, due, state, undo, finish, levels, plain, note, notesState] = ["unit", "due", "state", "undo", "finish", "levels", "plain", "note", "notes"].map(find);
  const say = (name, n) => (form.dataset[`say${name}`] || "").replace("{n}", n);
  let slot = { round: Number(form.dataset.round), unit: Number(form.dataset.unit) };
  let kept = Number(form.dataset.kept), notesKept = Number(form.dataset.notes), dueAt = 0, last = null, running = null, trouble = "", noteTrouble = "";

  const nothing = () => ({ since: 0, taps: [], notes: [] });
  const left = (name) => {
    try {
      const found = JSON.parse(localStorage.getItem(name));
      return found && Date.now() - found.since < DAY ? { ...nothing(), ...found } : nothing();
    } catch { return nothing(); }
  };
  const others = () => {
    try { return Object.keys(localStorage).filter((name) => name.startsWith(sheet) && name !== key); } catch { return []; }
  };
  let memory = nothing();
  const words = new Map(); // of the notes that wait: in this open page alone
  const waits = () => memory.taps.length + memory.notes.length > 0;
  const store = () => {
    try {
      if (waits() && Date.now() - memory.since < DAY) localStorage.setItem(key, JSON.stringify({ ...memory, notes: memory.notes.filter((n) => n.locked) }));
      else localStorage.removeItem(key);
    } catch { /* a device without storage: the open page remembers */ }
  };
  const after = (s) => (s.unit < count ? { round: s.round, unit: s.unit + 1 } : { round: s.round + 1, unit: 1 });
  for (const tap of others().flatMap((name) => left(name).taps)) if (tap.round && !tap.gone && (tap.round > slot.round || (tap.round === slot.round && tap.unit >= slot.unit))) slot = after(tap);

  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const lock = note && crypto.subtle ? crypto.subtle.importKey("raw", bytes(note.dataset.lock), "AES-GCM", false, ["encrypt", "decrypt"]) : Promise.reject();
  lock.catch(() => { /* no lock here: notes wait in the open page alone */ });
  const locked = async (text) => {
    const start = crypto.getRandomValues(new Uint8Array(12));
    const shut = await crypto.subtle.encrypt({ name: "AES-GCM", iv: start }, await lock, new TextEncoder().encode(text));
    return btoa(String.fromCharCode(...start, ...new Uint8Array(shut)));
  };
  const opened = async (text) => {
    const all = bytes(text);
    return new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv: all.slice(0, 12) }, await lock, all.slice(12)));
  };

  const shown = () => {
    head.textContent = say("Unit", slot.unit);
    undo.hidden = !last;
    const waiting = memory.taps.length;
    state.textContent = trouble || (waiting && !running ? `${say("Kept", kept)} · ${say("Waiting", waiting)}` : say("Kept", kept));
    if (!notesState) return;
    const parts = [notesKept ? say("Notes", notesKept) : "", memory.notes.length && !running ? say("NotesWaiting", memory.notes.length) : ""];
    notesState.textContent = noteTrouble || parts.filter(Boolean).join(" · ");
  };
  const tick = () => {
    const left = Math.ceil((dueAt - Date.now()) / 1000);
    const words_ = left > 0 ? say("Soon", left) : say("Now");
    if (due.textContent !== words_) {
      if (left <= 0 && dueAt && navigator.vibrate && navigator.userActivation?.hasBeenActive) navigator.vibrate(60);
      due.textContent = words_;
    }
    form.toggleAttribute("data-taps-rest", left > 0);
  };
  const add = (tap) => {
    if (!waits()) memory.since = Date.now();
    memory.taps.push({ ...tap, at: Date.now() });
    store();
    send();
  };
  // The other open pages of this sheet: where it goes on, and how much is kept.
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(sheet) : null;
  const tell = () => channel?.postMessage({ slot, dueAt, kept });
  channel?.addEventListener("message", ({ data }) => {
    ({ slot, dueAt, kept } = data);
    last = null;
    tick();
    shown();
  });
  const write = (text) => {
    if (!waits()) memory.since = Date.now();
    const one = { id: fresh(), at: Date.now() };
    noteTrouble = "";
    words.set(one.id, text);
    memory.notes.push(one);
    locked(text).then((shut) => { one.locked = shut; store(); }, () => { /* the open page remembers */ });
    note.elements.words.value = "";
    return send();
  };
  const ago = (at) => Math.max(0, (Date.now() - at) / 1000);
  const answered = (told, taps, notes) => {
    const safe = new Set(told.kept), over = new Set([...told.kept, ...told.refused]);
    kept += taps.filter((t) => safe.has(t.id) && t.round && !t.gone).length - taps.filter((t) => t.gone).length;
    notesKept += notes.filter((n) => safe.has(n.id)).length;
    memory.taps = memory.taps.filter((t) => !(over.has(t.id) && taps.includes(t)));
    memory.notes = memory.notes.filter((n) => !over.has(n.id));
    if (taps.some((t) => !safe.has(t.id) && over.has(t.id))) trouble = say("Refused");
    for (const one of notes.filter((n) => over.has(n.id))) {
      if (!safe.has(one.id)) { noteTrouble = say("NoteRefused"); note.elements.words.value ||= words.get(one.id); }
      words.delete(one.id);
    }
    store();
    tell();
  };
  const go = async () => {
    const taps = memory.taps.slice(0, 500);
    const notes = memory.notes.filter((n) => words.has(n.id)).slice(0, NOTES_AT_ONCE);
    if (!taps.length && !notes.length) return;
    const body = JSON.stringify({
      taps: taps.map(({ at, ...tap }) => ({ ...tap, ago: ago(at) })),
      notes: notes.map(({ id, at }) => ({ id, words: words.get(id), ago: ago(at) })),
    });
    trouble = "";
    try {
      const token = document.querySelector('meta[name="csrf-token"]').content;
      const answer = await fetch(url, { method: "POST", body, headers: { "Content-Type": "application/json", "X-CSRFToken": token }, signal: AbortSignal.timeout(10000) });
      if (answer.redirected || answer.status === 403) trouble = say("Signin");
      else if (answer.ok) answered(await answer.json(), taps, notes);
    } catch { /* no connection: they wait */ }
  };
  const send = () => (running ??= go().finally(() => { running = null; shown(); }));

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
    tell();
  });
  undo.addEventListener("click", () => {
    if (!last) return;
    slot = { round: last.round, unit: last.unit };
    const waiting = memory.taps.some((t) => t.id === last.id) && !running;
    if (waiting) { memory.taps = memory.taps.filter((t) => t.id !== last.id); store(); }
    else add({ id: last.id, gone: true });
    last = null;
    dueAt = 0;
    tick();
    shown();
    tell();
  });
  if (plain) plain.hidden = true;
  levels?.addEventListener("change", (event) => {
    if (event.target.type === "radio") add({ id: fresh(), aspect: event.target.name, level: Number(event.target.value) });
  });
  note?.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    if (note.elements.words.value.trim()) write(note.elements.words.value);
  });
  const begun = () => note?.elements.words.value.trim();
  finish?.addEventListener("submit", async (event) => {
    if (!waits() && !begun() && navigator.onLine) return;
    event.preventDefault();
    event.stopPropagation();
    if (begun()) write(note.elements.words.value); // a note half way is kept, too
    await send();
    if (waits()) await send(); // what came while the first was on its way
    if (waits() || begun() || !navigator.onLine) { trouble = trouble || say("Wait"); shown(); } else finish.requestSubmit();
  });
  addEventListener("online", send);
  setInterval(() => { tick(); }, 500);
  setInterval(send, 5000);
  setInterval(store, 60000); // a page that stays open for days leaves nothing older behind
  // A page holds the lock of its own memory while it is open: what has no lock any more was left behind.
  navigator.locks?.request(key, () => new Promise(() => { /* until it goes */ }));
  const takeOver = async () => {
    const open = new Set(navigator.locks ? (await navigator.locks.query()).held.map((one) => one.name) : []);
    for (const name of others().filter((one) => !open.has(one))) {
      const found = left(name);
      if (!waits() || found.since < memory.since) memory.since = found.since;
      memory.taps.push(...found.taps.filter((t) => !memory.taps.some((own) => own.id === t.id)));
      for (const one of found.notes) {
        // Locked by another's key: nobody can read it any more.
        await opened(one.locked).then((text) => { words.set(one.id, text); memory.notes.push(one); }, () => {});
      }
      store();
      localStorage.removeItem(name);
    }
  };
  takeOver().then(() => { shown(); send(); });
  shown();
})();
