/* A worksheet to fill: for the whole group or for one client. Each answer is sent when its field is left.

   Messages go one at a time, in order. An answer names the version that it replaces, and who fills table after
   table cell is faster than the server: the second cell must wait for the first one's version, or it would be
   refused as if somebody else had written there. */

function render({ model, el }) {
  const send = pressing(model, el);
  el.classList.add("iop-sheet");

  const waiting = [];
  let flying = null;

  const next = () => {
    flying = waiting.shift() ?? null;
    if (!flying) return;
    const { content, control } = flying;
    if (content.verb === "answer") content.version = model.get("versions")[content.item] ?? 0;
    send(content, control);
    flying.until = model.get("ack") + 1;
  };
  const inTurn = (content, control) => {
    waiting.push({ content, control });
    if (!flying) next();
  };
  const turnTo = (content, control) => {
    // What is typed from here on would be taken for the other person's.
    el.querySelectorAll(".iop-items").forEach((one) => { one.inert = true; });
    inTurn(content, control);
  };
  const answeredByAnother = ({ item, value, version }) =>
    (model.get("versions")[item] ?? 0) !== version
    && JSON.stringify(model.get("answers")[item]) !== JSON.stringify(value);
  model.on("change:ack", () => {
    if (!flying || model.get("ack") < flying.until) return;
    const { content } = flying;
    flying = null;
    if (content.verb !== "answer") draw();
    else if (answeredByAnother(content)) {
      const kept = waiting.filter((one) => one.content.item !== content.item);
      waiting.splice(0, waiting.length, ...kept);
      draw();
    }
    next();
  });

  const answer = (item) => (value, control) => {
    const later = waiting.find((one) => one.content.item === item.id);
    if (later) later.content.value = value;
    else inTurn({ verb: "answer", item: item.id, value }, control);
  };
  const given = (item) => {
    const sent = [flying, ...waiting].filter((one) => one?.content.item === item.id).pop();
    return sent ? sent.content.value : model.get("answers")[item.id];
  };
  const group = model.model_id ?? "sheet";

  const draw = () => {
    const sheet = model.get("sheet");
    el.hidden = !sheet.id;
    if (!sheet.id) { el.replaceChildren(); return; }
    const people = model.get("people");
    redraw(el, h("section", { class: "iop-card", "aria-label": `Worksheet ${sheet.title}` },
      h("div", { class: "iop-roster-head" },
        h("h2", { tabindex: "-1", "data-key": "sheet-title" }, sheet.title),
        h("button", { type: "button", class: "iop-btn", "data-key": "sheet/done", onclick: (event) => turnTo({ verb: "shut" }, event.currentTarget) }, "Done")),
      h("label", { class: "iop-field" }, "Filled for",
        h("select", { "data-key": "sheet/whom", value: model.get("client"), onchange: (event) => turnTo({ verb: "whom", client: event.target.value }) },
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
