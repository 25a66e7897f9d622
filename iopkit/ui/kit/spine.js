/* The spine: every step with its planned time, what became of it, and where the group is now. */
import { h, drawing, redraw } from "./dom.js";
import { pressing } from "./press.js";

function render({ model, el }) {
  const send = pressing(model, el);
  el.classList.add("iop-spine-box");
  const draw = drawing(el, () => {
    redraw(el,
      h("nav", { "aria-label": "Steps" },
        h("ol", { class: "iop-spine", "data-scroll": "spine" },
          model.get("steps").map((step) =>
            h("li", { class: `is-${step.state}`, "aria-current": step.state === "now" ? "step" : null },
              h("button", {
                type: "button",
                "data-key": `step:${step.position}`,
                "aria-label": `${step.title}, ${step.time}, ${step.line}`,
                disabled: !model.get("live"),
                onclick: (event) => step.state !== "now" && send({ verb: "go", position: step.position }, event.currentTarget),
              },
                h("span", { class: "num" }, step.time),
                h("span", null,
                  h("b", null, step.state === "done" ? "✓ " : step.state === "skipped" ? "– " : "", step.title),
                  h("small", { class: "num" }, step.line))))))));
    const now = el.querySelector(".is-now");
    const list = el.querySelector("ol");
    if (now && list.scrollWidth > list.clientWidth) list.scrollLeft = now.offsetLeft - 24;
  });
  model.on("change:steps", draw);
  model.on("change:live", draw);
  draw();
}
export default { render };
