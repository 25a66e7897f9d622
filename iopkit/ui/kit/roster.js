/* The roster: one press says who is here; a press on a name opens times, check-in and participation. */

function render({ model, el }) {
  const send = pressing(model, el);
  el.classList.add("iop-roster-box");
  const opened = new Set();
  const scale = Array.from({ length: 11 }, (_, number) => [number, String(number)]);

  const change = (row, name) => (value, control) =>
    send({ verb: "change", client: row.client, field: name, value, version: row.version }, control);
  const checkIn = (row, name) => (value, control) =>
    send({ verb: "check_in", client: row.client, moment: model.get("moment"), field: name, value }, control);

  const labelled = (text, control) => h("label", { class: "iop-field" }, text, control);
  const input = (row, name, label, attributes) =>
    labelled(label, field("input", { ...attributes, value: row[name] ?? "", "data-key": `${row.client}:${name}`, "aria-label": `${label} of ${row.name}` }, change(row, name)));

  const details = (row) =>
    h("div", { class: "iop-details", role: "region", "aria-label": `Details of ${row.name}` },
      h("p", { class: "iop-label" }, "Attendance"),
      choice(`Attendance of ${row.name}, all words`, model.get("statuses"), row.status,
        (value, control) => send({ verb: "mark", client: row.client, status: value, version: row.version }, control), `${row.client}:all`),
      row.came && h("div", { class: "iop-row" },
        input(row, "arrived", "Came at", { type: "time" }),
        input(row, "left", "Left at", { type: "time" }),
        input(row, "minutes", "Minutes", { type: "number", min: 0, max: row.longest, placeholder: row.counted, inputmode: "numeric" })),
      row.came && choice(`How ${row.name} takes part`, [["in_person", "In person"], ["virtual", "Virtual"]], row.mode, change(row, "mode"), `${row.client}:mode`),
      !row.came && row.status !== "unmarked" && h("div", { class: "iop-row" },
        input(row, "reason", "Reason", { type: "text", maxlength: 200, placeholder: "such as court, work, illness" })),
      h("p", { class: "iop-label" }, `Check-in at the ${model.get("moment")}`),
      h("p", { class: "iop-scale-name" }, "Mood, 0 lowest to 10 best"),
      choice(`Mood of ${row.name}`, scale, row.mood, checkIn(row, "mood"), `${row.client}:mood`),
      h("p", { class: "iop-scale-name" }, "Craving, 0 none to 10 strongest"),
      choice(`Craving of ${row.name}`, scale, row.craving, checkIn(row, "craving"), `${row.client}:craving`),
      h("p", { class: "iop-scale-name" }, "Use since last time"),
      choice(`Use of ${row.name} since last time`, [["no", "No"], ["yes", "Yes"], ["declined", "Would not say"]], row.used, checkIn(row, "used"), `${row.client}:used`),
      h("p", { class: "iop-label" }, "Participation"),
      choice(`Participation of ${row.name}`, model.get("anchors").map((_, level) => [level, String(level)]), row.level,
        (value, control) => send({ verb: "participation", client: row.client, level: value }, control), `${row.client}:level`),
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
        choice(`Attendance of ${row.name}`, [["present", "Here", "ok"], ["late", "Late", "warn"], ["absent", "Out", "stop"]], row.short,
          (value, control) => send({ verb: "mark", client: row.client, status: value, version: row.version }, control), `${row.client}:short`)),
      open && details(row));
  };

  const draw = () => {
    const rows = model.get("rows");
    redraw(el,
      h("section", { class: "iop-card", "aria-label": "Who is here" },
        h("div", { class: "iop-roster-head" }, h("h2", { id: "who-is-here" }, "Who is here"),
          h("a", { class: "iop-btn iop-jump", href: "#step-in-hand", onclick: jump("step-in-hand") }, "Back to the step"), h("span", { class: "num" }, model.get("count"))),
        rows.length
          ? h("ul", { class: "iop-plain iop-roster" }, rows.map(person))
          : h("p", { class: "iop-empty" }, "This group has no members today. Add them with iopkit import, in members.csv."),
        rows.length > 0 && h("p", { class: "iop-hint" }, "Press a name for times, check-in and participation.")));
  };
  for (const name of ["rows", "moment", "count"]) model.on(`change:${name}`, draw);
  draw();
}
export default { render };
