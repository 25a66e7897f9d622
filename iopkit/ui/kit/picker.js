/* Today's groups, each with the one thing to do; below them, a group that is not on the calendar. */
import { h, drawing, redraw } from "./dom.js";
import { pressing } from "./press.js";

function render({ model, el }) {
  const send = pressing(model, el);
  el.classList.add("iop-picker");
  const local = { group: null, plan: null, plans: {} };

  const planSelect = (key, label, chosen, change) =>
    h("label", { class: "iop-field" }, label,
      h("select", { "data-key": key, value: chosen, onchange: (event) => change(event.target.value) },
        model.get("plans").map((plan) => h("option", { value: plan.id }, plan.label))));

  const card = (one) => {
    const plan = local.plans[one.id] ?? one.plan ?? model.get("plans")[0]?.id;
    return h("li", { class: "iop-card iop-today" },
      h("div", { class: "iop-today-what" },
        h("span", { class: "iop-time num" }, one.time),
        h("h3", null, one.name),
        h("p", { class: "iop-sub" }, one.line)),
      one.state === "scheduled" && planSelect(`plan:${one.id}`, "Plan", plan, (value) => { local.plans[one.id] = value; }),
      one.state === "cancelled"
        ? h("span", { class: "iop-sub" }, "Cancelled")
        : h("button", {
            type: "button",
            class: one.main ? "iop-btn is-main" : "iop-btn",
            "data-key": `go:${one.id}`,
            onclick: (event) => send(
              one.state === "scheduled"
                ? { verb: "start", session: one.id, plan: local.plans[one.id] ?? plan }
                : { verb: "open", session: one.id },
              event.currentTarget),
          }, one.button));
  };

  const unscheduled = () => {
    const groups = model.get("groups");
    if (!groups.length || !model.get("plans").length) return null;
    local.group ??= groups[0].id;
    local.plan ??= model.get("plans")[0].id;
    return h("details", { class: "iop-card", "data-keep": "other" },
      h("summary", null, "Start a group that is not listed"),
      h("div", { class: "iop-row" },
        h("label", { class: "iop-field" }, "Group",
          h("select", { "data-key": "group", value: local.group, onchange: (event) => { local.group = event.target.value; } },
            groups.map((group) => h("option", { value: group.id }, group.name)))),
        planSelect("plan", "Plan", local.plan, (value) => { local.plan = value; }),
        h("button", {
          type: "button", class: "iop-btn", "data-key": "start-other",
          onclick: (event) => send({ verb: "start_unscheduled", group: local.group, plan: local.plan }, event.currentTarget),
        }, "Start now")));
  };

  const draw = drawing(el, () => {
    const today = model.get("today");
    const open = el.querySelector("details")?.open;
    redraw(el,
      h("div", { class: "iop-row iop-picker-head" },
        h("h2", null, model.get("heading")),
        model.get("staff").length > 0 && h("label", { class: "iop-field" }, "I am",
          h("select", { "data-key": "staff", value: model.get("facilitator"), onchange: (event) => send({ verb: "facilitator", staff: event.target.value }) },
            h("option", { value: "" }, "not said"),
            model.get("staff").map((one) => h("option", { value: one.id }, one.name))))),
      today.length
        ? h("ul", { class: "iop-plain iop-today-list" }, today.map(card))
        : h("p", { class: "iop-card iop-empty" }, model.get("empty")),
      unscheduled());
    const details = el.querySelector("details");
    if (details && (open || !today.length)) details.open = true;
  });
  for (const name of ["today", "groups", "plans", "staff", "facilitator", "heading"]) model.on(`change:${name}`, draw);
  draw();
}
export default { render };
