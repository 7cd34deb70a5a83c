// The grid: arrow keys, sorting by a head, finding a name. Without script it is a plain table with a scroll box.
"use strict";
(() => {
  const clamp = (n, low, high) => Math.min(high, Math.max(low, n));

  const start = (table) => {
    if (table.dataset.ready) return;
    table.dataset.ready = "1";
    const body = table.tBodies[0];
    const heads = [...table.tHead.rows[table.tHead.rows.length - 1].cells];
    const say = document.getElementById(`${table.id}-say`);
    const find = document.querySelector(`[data-grid-filter="${table.id}"]`);
    const hint = say ? say.dataset.say : "";
    const rows = () => [...body.rows].filter((row) => !row.classList.contains("gone"));
    const handle = (cell) => cell.querySelector("a, button") || cell;
    let place = null;

    table.setAttribute("role", "grid");
    if (say) { say.textContent = hint; say.setAttribute("aria-hidden", "true"); }

    const word = (cell) => {
      const shape = cell.querySelector("[aria-label]");
      return (shape ? shape.getAttribute("aria-label") : cell.textContent).trim();
    };
    const light = (column) => {
      for (const cell of table.querySelectorAll(".lit")) cell.classList.remove("lit");
      if (column < 1) return;
      for (const row of body.rows) row.cells[column].classList.add("lit");
      heads[column].classList.add("lit");
    };
    const tell = (cell) => {
      if (!say) return;
      const head = heads[cell.cellIndex];
      const name = cell.parentElement.cells[0].textContent.trim();
      say.textContent = cell.cellIndex === 0 ? name : `${name} · ${head.dataset.label || head.textContent.trim()}: ${word(cell)}`;
      say.classList.toggle("fold", true);
    };
    const rest = (cell) => {
      if (place) handle(place).tabIndex = -1;
      place = cell;
      handle(cell).tabIndex = 0;
    };
    const go = (cell) => {
      rest(cell);
      handle(cell).focus({ preventScroll: true });
      cell.scrollIntoView({ block: "nearest", inline: "nearest" });
      const box = table.closest(".scroll");
      if (box && cell.cellIndex > 0) { // keep it out from under the sticky column and head
        const first = cell.parentElement.cells[0].getBoundingClientRect();
        const own = cell.getBoundingClientRect();
        const rtl = getComputedStyle(box).direction === "rtl";
        if (!rtl && own.left < first.right) box.scrollLeft -= first.right - own.left;
        if (rtl && own.right > first.left) box.scrollLeft += own.right - first.left;
        const head = heads[0].getBoundingClientRect();
        if (own.top < head.bottom) box.scrollTop -= head.bottom - own.top;
      }
    };

    for (const row of body.rows) for (const cell of row.cells) handle(cell).tabIndex = -1;
    if (body.rows.length) rest(body.rows[0].cells[0]);

    table.addEventListener("focusin", (event) => {
      const cell = event.target.closest("tbody th, tbody td");
      if (cell) { rest(cell); tell(cell); light(cell.cellIndex); }
    });
    table.addEventListener("focusout", () => { light(0); if (say) { say.textContent = hint; say.classList.remove("fold"); } });
    table.addEventListener("pointerover", (event) => {
      const cell = event.target.closest("tbody th, tbody td");
      if (cell && !table.contains(document.activeElement)) { light(cell.cellIndex); tell(cell); }
    });
    table.addEventListener("pointerleave", () => { if (!table.contains(document.activeElement)) { light(0); if (say) say.textContent = hint; } });

    table.addEventListener("keydown", (event) => {
      const cell = event.target.closest("tbody th, tbody td");
      if (!cell || event.altKey || event.metaKey) return;
      const shown = rows();
      const row = shown.indexOf(cell.parentElement);
      const column = cell.cellIndex;
      const forward = getComputedStyle(table).direction === "rtl" ? -1 : 1;
      const last = heads.length - 1;
      const to = {
        ArrowRight: [row, column + forward], ArrowLeft: [row, column - forward],
        ArrowDown: [row + 1, column], ArrowUp: [row - 1, column],
        PageDown: [row + 10, column], PageUp: [row - 10, column],
        Home: [event.ctrlKey ? 0 : row, 0], End: [event.ctrlKey ? shown.length - 1 : row, last],
      }[event.key];
      if (!to) return;
      event.preventDefault();
      go(shown[clamp(to[0], 0, shown.length - 1)].cells[clamp(to[1], 0, last)]);
    });

    // Sorting: by name, or by a skill (who needs most first). The order is in data-order.
    const value = (row, column) => (column === 0 ? row.dataset.name : row.cells[column].dataset.order);
    const sort = (head) => {
      const column = head.cellIndex;
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const language = document.documentElement.lang;
      const order = [...body.rows].sort((a, b) =>
        value(a, column).localeCompare(value(b, column), language, { numeric: true }) || a.dataset.name.localeCompare(b.dataset.name, language));
      if (down) order.reverse();
      body.append(...order);
    };
    for (const head of heads) {
      const inner = head.querySelector("span");
      if (!inner) continue;
      head.dataset.label = inner.textContent.trim();
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = inner.textContent;
      inner.replaceWith(button);
      button.addEventListener("click", () => sort(head));
    }

    if (find) {
      find.hidden = false;
      find.querySelector("input").addEventListener("input", (event) => {
        const wanted = event.target.value.trim().toLowerCase();
        for (const row of body.rows) row.classList.toggle("gone", !row.dataset.name.includes(wanted));
        const shown = rows();
        if (shown.length && !shown.includes(place.parentElement)) rest(shown[0].cells[0]);
      });
    }
  };

  const all = (part) => { for (const table of part.querySelectorAll("table[data-grid]")) start(table); };
  all(document);
  document.addEventListener("htmx:load", (event) => all(event.detail.elt.parentElement || document));
})();
