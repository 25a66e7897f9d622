/* A worksheet to fill: for the whole group or for one client. Each answer is sent when its field is left. */

function render({ model, el }) {
  const send = pressing(model, el);
  el.classList.add("iop-sheet");

  const answer = (item) => (value, control) =>
    send({ verb: "answer", item: item.id, value, version: model.get("versions")[item.id] ?? 0 }, control);
  const given = (item) => model.get("answers")[item.id];
  const group = model.model_id ?? "sheet";

  const draw = () => {
    const sheet = model.get("sheet");
    el.hidden = !sheet.id;
    if (!sheet.id) { el.replaceChildren(); return; }
    const people = model.get("people");
    redraw(el, h("section", { class: "iop-card", "aria-label": `Worksheet ${sheet.title}` },
      h("div", { class: "iop-roster-head" },
        h("h2", { tabindex: "-1", "data-key": "sheet-title" }, sheet.title),
        h("button", { type: "button", class: "iop-btn", "data-key": "done", onclick: (event) => send({ verb: "shut" }, event.currentTarget) }, "Done")),
      h("label", { class: "iop-field" }, "Filled for",
        h("select", { "data-key": "whom", value: model.get("client"), onchange: (event) => send({ verb: "whom", client: event.target.value }) },
          people.map((one) => h("option", { value: one.id }, one.name)))),
      sheet.intro && h("p", null, sheet.intro),
      sheetItems(sheet, { given, answer, group }),
      filledExample(sheet)));
  };
  let shown = model.get("sheet").id;
  const sheetChanged = () => {
    draw();
    if (model.get("sheet").id && model.get("sheet").id !== shown) {
      el.scrollIntoView({ block: "start" });
      el.querySelector("[data-key='sheet-title']")?.focus({ preventScroll: true });
    }
    shown = model.get("sheet").id;
  };
  model.on("change:sheet", sheetChanged);
  for (const name of ["client", "people"]) model.on(`change:${name}`, draw);
  model.on("change:answers", draw);
  draw();
}
export default { render };
