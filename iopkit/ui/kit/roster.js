/* The roster: one press says who is here; a press on a name opens times, check-in and participation. */
import { h, page, whilePlaced, drawing, redraw, choice, jump } from "./dom.js";
import { pressing, inTurns } from "./press.js";
import { field } from "./field.js";

function render({ model, el }) {
  const send = pressing(model, el);
  const turns = inTurns(send);
  el.classList.add("iop-roster-box");
  const opened = new Set();
  let shownMoment = model.get("moment");
  const scale = Array.from({ length: 11 }, (_, number) => [number, String(number)]);

  /* What is written of a client has a version: the roll, each check-in, and participation. */
  const versions = { attendance: "version", check_in: "check_in_version", level: "level_version" };
  const press = (row, kind, content, control, more) => {
    const now = () => model.get("rows").find((one) => one.client === row.client)?.[versions[kind]] ?? 0;
    const place = `${row.client}/${kind}/${content.moment ?? ""}`;
    turns.add({ content: { ...content, client: row.client }, control, place, now, shown: row[versions[kind]], ...more });
  };
  const mark = (row) => (status, control) => press(row, "attendance", { verb: "mark", status }, control);
  const change = (row, name) => (value, control, version) => new Promise((done) =>
    press(row, "attendance", { verb: "change", field: name, value }, control, { version, again: control.matches("input"), done }));
  const checkIn = (row, name) => (value, control) =>
    press(row, "check_in", { verb: "check_in", moment: shownMoment, field: name, value }, control);
  const rate = (row) => (level, control) => press(row, "level", { verb: "participation", level }, control);

  const labelled = (text, [control, note]) => [h("label", { class: "iop-field" }, text, control), note];
  const input = (row, name, label, attributes) => {
    const place = { piece: "iop-roster-box", client: row.client, field: name };
    const given = { ...attributes, value: row[name] ?? "", "data-key": `${row.client}:${name}`, "aria-label": `${label} of ${row.name}` };
    return labelled(label, [field("input", given, change(row, name),
      { place, stored: String(row[name] ?? ""), version: row.version, again: () => draw() })].flat());
  };

  const details = (row) =>
    h("div", { class: "iop-details", role: "region", "aria-label": `Details of ${row.name}` },
      h("p", { class: "iop-label" }, "Attendance"),
      choice(`Attendance of ${row.name}, all words`, model.get("statuses"), row.status, mark(row), `${row.client}:all`),
      row.came && h("div", { class: "iop-row" },
        input(row, "arrived", "Came at", { type: "time" }),
        input(row, "left", "Left at", { type: "time" }),
        input(row, "minutes", "Minutes", { type: "number", min: 0, max: row.longest, placeholder: row.counted, inputmode: "numeric" })),
      row.came && choice(`How ${row.name} takes part`, [["in_person", "In person"], ["virtual", "Virtual"]], row.mode, change(row, "mode"), `${row.client}:mode`),
      !row.came && row.status !== "unmarked" && h("div", { class: "iop-row" },
        input(row, "reason", "Reason", { type: "text", maxlength: 200, placeholder: "such as court, work, illness" })),
      h("p", { class: "iop-label" }, `Check-in at the ${shownMoment}`),
      h("p", { class: "iop-scale-name" }, "Mood, 0 lowest to 10 best"),
      choice(`Mood of ${row.name}`, scale, row.mood, checkIn(row, "mood"), `${row.client}:mood`),
      h("p", { class: "iop-scale-name" }, "Craving, 0 none to 10 strongest"),
      choice(`Craving of ${row.name}`, scale, row.craving, checkIn(row, "craving"), `${row.client}:craving`),
      h("p", { class: "iop-scale-name" }, "Use since last time"),
      choice(`Use of ${row.name} since last time`, [["no", "No"], ["yes", "Yes"], ["declined", "Would not say"]], row.used, checkIn(row, "used"), `${row.client}:used`),
      h("p", { class: "iop-label" }, "Participation"),
      choice(`Participation of ${row.name}`, model.get("anchors").map((_, level) => [level, String(level)]), row.level, rate(row), `${row.client}:level`),
      h("ol", { class: "iop-anchors", start: 0 }, model.get("anchors").map((words, level) =>
        h("li", { class: level === row.level ? "is-on" : null }, words))));

  const person = (row) => {
    const open = opened.has(row.client);
    return h("li", { class: open ? "is-open" : null },
      h("div", { class: "iop-person" },
        h("button", {
          type: "button", class: "iop-who", "aria-expanded": open ? "true" : "false", "data-key": `who:${row.client}`,
          onclick: () => { if (open) opened.delete(row.client); else opened.add(row.client); draw(); },
        }, h("b", null, row.name), h("small", { class: `num tone-${row.tone}` }, row.line)),
        choice(`Attendance of ${row.name}`, [["present", "Here", "ok"], ["late", "Late", "warn"], ["absent", "Out", "stop"]], row.short, mark(row), `${row.client}:short`)),
      open && details(row));
  };

  /* A row with something in it that is not stored stands open. */
  const openKept = () => {
    for (const { place } of page.drafts.list({ piece: "iop-roster-box" })) {
      const client = place.client ?? place.press?.match(/^(.*):(?!short:)[^:]*:[^:]*$/)?.[1];
      if (client !== undefined) opened.add(client);
    }
  };
  const draw = drawing(el, () => {
    const rows = model.get("rows");
    shownMoment = model.get("moment");
    redraw(el,
      h("section", { class: "iop-card", "aria-label": "Who is here" },
        h("div", { class: "iop-roster-head" }, h("h2", { id: "who-is-here" }, "Who is here"),
          h("a", { class: "iop-btn iop-jump", href: "#step-in-hand", onclick: jump("step-in-hand") }, "Back to the step"), h("span", { class: "num" }, model.get("count"))),
        rows.length
          ? h("ul", { class: "iop-plain iop-roster" }, rows.map(person))
          : h("p", { class: "iop-empty" }, "This group has no members today. Add them with iopkit import, in members.csv."),
        rows.length > 0 && h("p", { class: "iop-hint" }, "Press a name for times, check-in and participation.")));
  });
  for (const name of ["rows", "moment", "count"]) model.on(`change:${name}`, draw);
  openKept();
  whilePlaced(el, "iopkit:drafts", () => { openKept(); draw(); });
  draw();
}
export default { render };
