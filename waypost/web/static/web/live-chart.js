// Turns a chart drawn on the server into one that answers to the pointer. `ast` uses Vega's interpreter instead of eval,
// and the two style sheets that Vega would write into the page stay off: the content policy forbids both.
// A page that wants it puts {% live_charts %} in its head block.
const quiet = { ast: true, renderer: "svg", actions: false, defaultStyle: false, tooltip: { disableDefaultStyle: true } };

for (const box of document.querySelectorAll(".vega[data-spec]")) {
  const spec = JSON.parse(document.getElementById(box.dataset.spec).textContent);
  const width = Math.max(160, Math.min(spec.width || 420, box.clientWidth - 60));
  const live = document.createElement("div");
  window.vegaEmbed(live, { ...spec, width }, quiet).then(() => {
    live.querySelector("svg").setAttribute("aria-hidden", "true");
    box.replaceChildren(live);
  });
}
