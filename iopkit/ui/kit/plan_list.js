/* Session plans to choose from: a search, filters, and what fits. */
import { h, redraw, inVoila } from "./dom.js";
import { pressing } from "./press.js";

function render({ model, el }) {
  const send = pressing(model, el);
  el.classList.add("iop-shelf");
  let waiting;

  const search = () => h("label", { class: "iop-field" }, "Search",
    h("input", {
      type: "search", "data-key": "text", value: model.get("text"), placeholder: "sleep, grief, naloxone",
      oninput: (event) => {
        const control = event.target;
        control.dataset.dirty = "1";
        clearTimeout(waiting);
        waiting = setTimeout(() => send({ verb: "filter", name: "text", value: control.value }), 250);
      },
    }));

  const select = (one) => h("label", { class: "iop-field" }, one.label,
    h("select", { "data-key": one.name, value: one.value, onchange: (event) => send({ verb: "filter", name: one.name, value: event.target.value }, event.target) },
      one.options.map(([value, label]) => h("option", { value }, label))));

  const about = (plan) => [
    h("b", null, plan.title),
    plan.status && h("span", { class: "iop-tag" }, plan.status),
    h("small", { class: "num" }, plan.line),
    plan.excerpt
      ? h("small", null, plan.where && `${plan.where}: `, h("q", null, plan.excerpt))
      : plan.summary && h("small", { class: "iop-summary-line" }, plan.summary),
  ];

  const pick = (plan) => (event) => send({ verb: "pick", plan: plan.id }, event.currentTarget);

  const entry = (plan) => {
    const on = plan.id === model.get("chosen");
    if (!model.get("action")) {
      return h("li", { class: on ? "is-on" : null },
        h("button", { type: "button", class: "iop-plan", "aria-current": on ? "true" : null, "data-key": `plan:${plan.id}`, onclick: pick(plan) }, about(plan)));
    }
    const reader = inVoila() && model.get("reader");
    return h("li", {
      draggable: "true",
      ondragstart: (event) => event.dataTransfer.setData("text/x-iopkit", JSON.stringify({ plan: plan.id })),
    },
    h("div", { class: "iop-plan" }, about(plan)),
    h("div", { class: "iop-row" },
      h("button", { type: "button", class: "iop-btn", "data-key": `plan:${plan.id}`, "aria-label": `${model.get("action")}: ${plan.title}`, onclick: pick(plan) }, model.get("action")),
      reader && h("a", { class: "iop-btn is-quiet", href: `${reader}?plan=${plan.id}`, target: "_blank", rel: "noopener" }, "Read it")));
  };

  const draw = () => {
    const list = el.querySelector(".iop-plans");
    const top = list?.scrollTop ?? 0;
    redraw(el,
      model.get("heading") && h("h2", { id: "the-shelf" }, model.get("heading")),
      search(),
      h("div", { class: "iop-pairs" }, model.get("filters").map(select)),
      h("p", { class: "iop-sub num", role: "status" }, model.get("count")),
      h("ul", { class: "iop-plans iop-plain" }, model.get("plans").map(entry)));
    el.querySelector(".iop-plans").scrollTop = top;
  };
  for (const name of ["heading", "filters", "text", "count", "plans", "chosen", "action"]) model.on(`change:${name}`, draw);
  draw();
}
export default { render };
