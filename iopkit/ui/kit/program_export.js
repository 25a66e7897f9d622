/* The binder as PDF, and the days as a calendar file. */
import { h, redraw } from "./dom.js";
import { pressing } from "./press.js";
import { takingFiles } from "./files.js";

function render({ model, el }) {
  const send = pressing(model, el);
  const stop = takingFiles(model);
  el.classList.add("iop-export");
  const names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
  const usual = { 1: [0], 2: [0, 2], 3: [0, 2, 4], 4: [0, 1, 2, 3], 5: [0, 1, 2, 3, 4] };
  const local = { paper: "letter", weekdays: null };

  const draw = () => {
    const given = model.get("defaults");
    if (!given.zone) return;
    local.first_day ??= given.first_day;
    local.at ??= given.at;
    local.zone ??= given.zone;
    const weekdays = local.weekdays ?? usual[given.days] ?? names.map((_, at) => at).slice(0, given.days);
    const kept = (name) => (event) => { local[name] = event.target.value; };
    redraw(el, h("section", { class: "iop-card", "aria-label": "Take it along" },
      h("h2", null, "Take it along"),
      h("h3", null, "Binder"),
      h("p", { class: "iop-sub" }, "Every session plan and every worksheet to copy, in one PDF. A whole program takes some seconds."),
      h("div", { class: "iop-row" },
        h("label", { class: "iop-field" }, "Paper",
          h("select", { "data-key": "paper", value: local.paper, onchange: kept("paper") }, h("option", { value: "letter" }, "Letter"), h("option", { value: "a4" }, "A4"))),
        h("button", { type: "button", class: "iop-btn", "data-key": "binder", onclick: (event) => send({ verb: "binder", paper: local.paper }, event.currentTarget, 180000) }, "Binder as PDF")),
      h("h3", null, "Calendar"),
      h("div", { class: "iop-pairs" },
        h("label", { class: "iop-field" }, "First week, from", h("input", { type: "date", "data-key": "first_day", value: local.first_day, onchange: kept("first_day") })),
        h("label", { class: "iop-field" }, "Begins at", h("input", { type: "time", "data-key": "at", value: local.at, onchange: kept("at") }))),
      h("fieldset", null, h("legend", { class: "iop-sub" }, `Weekdays of day 1 to ${given.days}`),
        h("div", { class: "iop-weekdays" }, names.map((name, at) => h("label", null,
          h("input", {
            type: "checkbox", checked: weekdays.includes(at), "data-key": `weekday:${at}`,
            onchange: (event) => {
              local.weekdays = names.map((_, one) => one).filter((one) => (one === at ? event.target.checked : weekdays.includes(one)));
              draw();
            },
          }), name)))),
      h("label", { class: "iop-field" }, "Time zone",
        h("input", { type: "text", list: "iop-zones", "data-key": "zone", value: local.zone, onchange: kept("zone") }),
        h("datalist", { id: "iop-zones" }, given.zones.map((one) => h("option", { value: one })))),
      h("div", { class: "iop-row" }, h("button", {
        type: "button", class: "iop-btn", "data-key": "calendar",
        onclick: (event) => send({ verb: "calendar", first_day: local.first_day, weekdays, at: local.at, zone: local.zone }, event.currentTarget),
      }, "Calendar file"))));
  };
  model.on("change:defaults", draw);
  draw();
  return stop;
}
export default { render };
