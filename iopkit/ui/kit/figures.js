/* The few numbers on top of a dashboard, each with its n, and the people to call. */
import { h, redraw } from "./dom.js";

function render({ model, el }) {
  el.classList.add("iop-figures");
  const draw = () => redraw(el, h("section", { class: "iop-tiles", "aria-label": "In short" },
    model.get("tiles").map((tile) => h("div", { class: "iop-card iop-tile" },
      h("h2", null, tile.title), h("b", { class: "num" }, tile.number), h("p", { class: "num" }, tile.line)))));
  model.on("change:tiles", draw);
  draw();
}
export default { render };
