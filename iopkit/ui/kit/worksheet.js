/* A worksheet to fill: for the whole group or for one client. Each answer is sent when its field is left.

   Messages go one at a time, in order. An answer names the version that it replaces, and who fills table after
   table cell is faster than the server: the second cell must wait for the first one's version, or it would be
   refused as if somebody else had written there. It also names its worksheet and its client: the session may be
   closed, or the worksheet put away, while answers still wait. */

function render({ model, el }) {
  const send = pressing(model, el);
  el.classList.add("iop-sheet");

  const waiting = [];
  let flying = null;

  const seen = {};
  const place = ({ worksheet, client, item }) => JSON.stringify([worksheet, client, item]);
  const here = (item) => ({ worksheet: model.get("sheet").id, client: model.get("client"), item });
  const look = () => {
    for (const [item, version] of Object.entries(model.get("versions"))) seen[place(here(item))] = version;
  };
  const isHere = (content) => place(content) === place(here(content.item));

  const next = () => {
    flying = waiting.shift() ?? null;
    if (!flying) return;
    const { content, control } = flying;
    if (content.verb === "answer") content.version = seen[place(content)] ?? 0;
    flying.until = send(content, control);
  };
  const inTurn = (content, control) => {
    waiting.push({ content, control });
    control?.setAttribute("aria-busy", "true");
    if (!flying) next();
  };
  const turnTo = (content, control) => {
    // What is typed from here on would be taken for the other person's.
    el.querySelectorAll(".iop-items").forEach((one) => { one.inert = true; });
    inTurn(content, control);
  };
  const answeredByAnother = (content) =>
    isHere(content)
    && (model.get("versions")[content.item] ?? 0) !== content.version
    && JSON.stringify(model.get("answers")[content.item]) !== JSON.stringify(content.value);
  model.on("change:ack", () => {
    if (!flying || model.get("ack") < flying.until) return;
    look();
    const { content } = flying;
    flying = null;
    if (content.verb !== "answer") draw();
    else if (answeredByAnother(content)) {
      const kept = waiting.filter((one) => one.content.verb !== "answer" || place(one.content) !== place(content));
      waiting.splice(0, waiting.length, ...kept);
      draw();
    }
    next();
  });

  const sent = (item, among) =>
    among.filter((one) => one?.content.verb === "answer" && place(one.content) === place(here(item.id))).pop();
  const answer = (item) => (value, control) => {
    const later = sent(item, waiting);
    if (later) later.content.value = value;
    else inTurn({ verb: "answer", ...here(item.id), value }, control);
  };
  const given = (item) => {
    const last = sent(item, [flying, ...waiting]);
    return last ? last.content.value : model.get("answers")[item.id];
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
  model.on("change:versions", look);
  look();
  draw();
}
export default { render };
