/* The end of a session: who came and for how long, how the steps went, what was filled, and a text to keep. */
import { h, drawing, redraw } from "./dom.js";
import { pressing } from "./press.js";

function render({ model, el }) {
  const send = pressing(model, el);
  el.classList.add("iop-summary");
  const table = (caption, columns, rows) => rows.length > 0 && h("section", { class: "iop-card" }, h("h2", null, caption),
    h("div", { class: "iop-scroll" }, h("table", { class: "iop-table" },
      h("thead", null, h("tr", null, columns.map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", null, rows.map((row) => h("tr", null, row.map((cell, at) => at ? h("td", { class: "num" }, cell) : h("th", { scope: "row" }, cell))))))));
  const draw = drawing(el, () => {
    const summary = model.get("summary");
    if (!summary.title) { el.replaceChildren(); return; }
    redraw(el,
      h("section", { class: "iop-card iop-close" },
        h("h2", null, summary.title),
        h("p", null, summary.line),
        summary.warnings.length > 0 && h("ul", { class: "iop-watch" }, summary.warnings.map((one) => h("li", null, one))),
        h("div", { class: "iop-foot" }, summary.open
          ? [h("button", { type: "button", class: "iop-btn", "data-key": "stay", onclick: (event) => send({ verb: "stay" }, event.currentTarget) }, "Back to the group"),
             h("button", { type: "button", class: "iop-btn is-main", "data-key": "close", onclick: (event) => send({ verb: "close" }, event.currentTarget) }, "Close the session now")]
          : h("button", { type: "button", class: "iop-btn is-main", "data-key": "leave", onclick: (event) => send({ verb: "leave" }, event.currentTarget) }, "Back to today’s groups"))),
      table("Who came", ["Client", "Attendance", "Minutes", "Check-in", "Took part"], summary.people),
      table("How the steps went", ["Step", "Outcome", "Planned", "Took"], summary.steps),
      table("Worksheets", ["Worksheet", "Filled by"], summary.sheets),
      !summary.open && h("section", { class: "iop-card" },
        h("h2", null, "Summary as text"),
        h("p", { class: "iop-sub" }, "It names everyone who came, so it belongs in the group's own record, never in one client's chart."),
        h("pre", { class: "iop-text", tabindex: "0" }, summary.text),
        h("button", {
          type: "button", class: "iop-btn", onclick: (event) => {
            const button = event.currentTarget;
            navigator.clipboard.writeText(summary.text).then(
              () => { button.textContent = "Copied"; },
              () => { button.textContent = "Select the text and copy it by hand"; });
          },
        }, "Copy the text")));
  });
  model.on("change:summary", draw);
  draw();
}
export default { render };
