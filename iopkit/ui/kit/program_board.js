/* Weeks and days with the session plans on them. Plans are moved by dragging, or with the fields behind "Move". */
import { h, drawing, redraw } from "./dom.js";
import { pressing } from "./press.js";
import { field } from "./field.js";

function render({ model, el }) {
  const send = pressing(model, el);
  el.classList.add("iop-board");
  const local = { moving: "", removing: false };

  const dropped = (week, day) => (event) => {
    event.preventDefault();
    event.currentTarget.classList.remove("is-over");
    let brought;
    try { brought = JSON.parse(event.dataTransfer.getData("text/x-iopkit")); } catch { return; }
    if (brought.plan) send({ verb: "put", plan: brought.plan, week, day }, event.currentTarget);
    else if (brought.from) send({ verb: "move", ...brought.from, to_week: week, to_day: day }, event.currentTarget);
  };

  const number = (label, key, value, most, change) => h("label", { class: "iop-field" }, label,
    h("select", { "data-key": key, value, onchange: (event) => change(Number(event.target.value)) },
      Array.from({ length: most }, (_, at) => h("option", { value: at + 1 }, String(at + 1)))));

  const moving = (from, key) => {
    const weeks = model.get("weeks");
    const to = { week: from.week, day: from.day };
    return h("div", { class: "iop-move" },
      h("div", { class: "iop-row" },
        number("Week", `${key}:week`, to.week, weeks.length, (value) => { to.week = value; }),
        number("Day", `${key}:day`, to.day, weeks[0].days.length, (value) => { to.day = value; })),
      h("div", { class: "iop-row" },
        h("button", { type: "button", class: "iop-btn", "data-key": `${key}:move`, onclick: (event) => { local.moving = ""; send({ verb: "move", ...from, to_week: to.week, to_day: to.day }, event.currentTarget); } }, "Move"),
        h("button", { type: "button", class: "iop-btn", "data-key": `${key}:take`, onclick: (event) => { local.moving = ""; send({ verb: "take", ...from }, event.currentTarget); } }, "Take off")));
  };

  const planOf = (week, day) => (plan, position) => {
    const from = { week, day, position };
    const key = `${week}/${day}/${position}`;
    const open = local.moving === key;
    return h("li", { draggable: "true", ondragstart: (event) => event.dataTransfer.setData("text/x-iopkit", JSON.stringify({ from })) },
      h("button", {
        type: "button", class: "iop-placed", "data-key": key, "aria-expanded": open ? "true" : "false",
        "aria-label": `${plan.title}, ${plan.line}: move or take off`,
        onclick: () => { local.moving = open ? "" : key; draw(); },
      }, h("span", null, plan.title), h("small", { class: "num" }, plan.line)),
      open && moving(from, key));
  };

  const dayOf = (week) => (day) => {
    const [targetWeek, targetDay] = model.get("target");
    const aimed = targetWeek === week && targetDay === day.day;
    return h("section", {
      class: `iop-day${aimed ? " is-aimed" : ""}${day.short_by && day.plans.length ? " is-short" : ""}`,
      "aria-label": `Week ${week}, day ${day.day}`,
      ondragover: (event) => { event.preventDefault(); event.currentTarget.classList.add("is-over"); },
      ondragleave: (event) => event.currentTarget.classList.remove("is-over"),
      ondrop: dropped(week, day.day),
    },
    h("p", { class: "iop-day-head num" }, h("b", null, `Day ${day.day}`),
      day.plans.length > 0 && h("span", null, `${day.minutes} min`),
      day.plans.length > 0 && day.short_by > 0 && h("span", { class: "tone-warn" }, `${day.short_by} short`)),
    day.plans.length > 0 && h("ul", { class: "iop-plain" }, day.plans.map(planOf(week, day.day))),
    aimed
      ? h("p", { class: "iop-aim", role: "status" }, "The next plan goes here")
      : h("button", { type: "button", class: "iop-add", "data-key": `aim:${week}/${day.day}`, "aria-label": `Put the next plan on week ${week}, day ${day.day}`, onclick: (event) => send({ verb: "aim", week, day: day.day }, event.currentTarget) }, "+ Put plans here"));
  };

  const weekOf = (week) => h("section", { class: "iop-week", "aria-label": `Week ${week.week}` },
    h("header", null, h("h3", null, `Week ${week.week}`), h("span", { class: "num" }, week.hours),
      week.says.map((one) => h("span", { class: "tone-warn num" }, one))),
    h("div", { class: "iop-week-days", style: `--days: ${week.days.length}` }, week.days.map(dayOf(week.week))));

  const head = () => h("div", { class: "iop-board-head" },
    h("label", { class: "iop-field" }, "Title",
      field("input", { type: "text", maxlength: 80, "data-key": "title", value: model.get("title") },
        (value, control) => send({ verb: "rename", title: value }, control, undefined, true),
        { place: { piece: "iop-board", field: "title" }, again: () => draw() })),
    h("div", { class: "iop-row" },
      h("button", { type: "button", class: "iop-btn", "data-key": "more_days", onclick: (event) => send({ verb: "more_days" }, event.currentTarget) }, "One more day a week"),
      local.removing
        ? [
            h("button", { type: "button", class: "iop-btn is-stop", "data-key": "remove-yes", onclick: (event) => { local.removing = false; send({ verb: "remove" }, event.currentTarget); } }, "Yes, remove it"),
            h("button", { type: "button", class: "iop-btn", "data-key": "remove-no", onclick: () => { local.removing = false; draw(); } }, "Keep it"),
          ]
        : h("button", { type: "button", class: "iop-btn", "data-key": "remove", onclick: () => { local.removing = true; draw(); } }, "Remove program")));

  const draw = drawing(el, () => redraw(el,
    head(),
    model.get("weeks").map(weekOf),
    h("div", { class: "iop-row" }, h("button", { type: "button", class: "iop-btn", "data-key": "more_weeks", onclick: (event) => send({ verb: "more_weeks" }, event.currentTarget) }, "One more week"))));
  for (const name of ["title", "target", "weeks"]) model.on(`change:${name}`, draw);
  draw();
}
export default { render };
