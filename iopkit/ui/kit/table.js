/* A table of numbers with their n. Its roles are written out: on a phone it is laid out as cards, and a
   browser would then no longer say that it is a table. */
import { h, redraw } from "./dom.js";

function render({ model, el }) {
  el.classList.add("iop-numbers");
  const cell = ({ text, line }, at) =>
    h("td", { role: "cell", class: "num" },
      h("span", { class: "iop-column", "aria-hidden": "true" }, model.get("columns")[at]),
      h("b", null, text), line && h("small", null, line));
  const draw = () => redraw(el, h("section", { class: "iop-card" },
    h("h2", null, model.get("title")),
    h("table", { role: "table", class: "iop-table", "aria-label": model.get("title") },
      h("thead", { role: "rowgroup" }, h("tr", { role: "row" },
        [model.get("first"), ...model.get("columns")].map((name) => h("th", { role: "columnheader", scope: "col" }, name)))),
      h("tbody", { role: "rowgroup" }, model.get("rows").map((row) =>
        h("tr", { role: "row", class: row.total ? "is-total" : "" },
          h("th", { role: "rowheader", scope: "row" }, row.name), row.cells.map(cell))))),
    h("details", { open: el.querySelector("details")?.open },
      h("summary", null, "How this is counted"), h("p", { class: "iop-sub" }, model.get("definition")))));
  for (const name of ["title", "definition", "first", "columns", "rows"]) model.on(`change:${name}`, draw);
  draw();
}
export default { render };
