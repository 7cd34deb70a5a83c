// Sharing out points: says how many are given so far. Without script the server works it out.
"use strict";
(() => {
  for (const form of document.querySelectorAll("form")) {
    const fields = [...form.querySelectorAll("[data-points]")];
    const line = form.querySelector("[data-points-sum]");
    if (!fields.length || !line) continue;
    const say = () => {
      const sum = fields.reduce((all, field) => all + (Number.parseInt(field.value, 10) || 0), 0);
      line.querySelector("output").textContent = String(sum);
    };
    line.hidden = false;
    form.addEventListener("input", say);
    say();
  }
})();
