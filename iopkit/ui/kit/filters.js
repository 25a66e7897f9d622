/* The filters of a page of charts. */
import { h, redraw } from "./dom.js";
import { pressing } from "./press.js";
import { field } from "./field.js";

function render({ model, el }) {
  const send = pressing(model, el);
  el.classList.add("iop-filters");
  const draw = () => redraw(el, h("div", { class: "iop-row", role: "group", "aria-label": "What is shown" },
    model.get("filters").map((one) => h("label", { class: "iop-field" }, one.label,
      one.options
        ? h("select", { "data-key": one.name, value: one.value, onchange: (event) => send({ verb: "filter", name: one.name, value: event.target.value }, event.target) },
            one.options.map(([value, label]) => h("option", { value }, label)))
        : field("input", { type: "date", "data-key": one.name, value: one.value }, (value, control) => send({ verb: "filter", name: one.name, value }, control)))),
    h("span", { class: "iop-working", role: "status" }, "Working…")));
  model.on("change:filters", draw);
  draw();
}
export default { render };
