/* The people to call, and why. */
import { h, redraw } from "./dom.js";

function render({ model, el }) {
  el.classList.add("iop-call");
  const draw = () => redraw(el, h("section", { class: "iop-card" },
    h("h2", null, model.get("title")),
    h("p", { class: "iop-sub" }, model.get("definition")),
    model.get("people").length
      ? h("ul", { class: "iop-plain iop-list" }, model.get("people").map((one) =>
          h("li", null, h("span", null, h("b", null, one.name), h("small", null, one.line)), h("span", { class: "iop-why" }, one.why))))
      : h("p", { class: "iop-empty" }, model.get("empty"))));
  for (const name of ["people", "title"]) model.on(`change:${name}`, draw);
  draw();
}
export default { render };
