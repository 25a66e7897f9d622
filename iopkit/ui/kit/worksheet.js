/* A worksheet to fill: for the whole group or for one client. Each answer is sent when its field is left.

   Messages go one at a time, in order: who fills table cell after table cell is faster than the server, and the
   second cell goes with the first one's version. Each names its worksheet and its client: the session may be closed,
   or the worksheet put away, while answers still wait. What waits or is typed is a draft until it is stored, and is
   sent again after a broken connection. */
import { h, page, whilePlaced, drawing, redraw } from "./dom.js";
import { pressing, inTurns } from "./press.js";
import { sheetItems, filledExample } from "./sheet_items.js";

function render({ model, el }) {
  const turns = inTurns(pressing(model, el));
  const drafts = page.drafts;
  el.classList.add("iop-sheet");

  const here = (item) => ({ worksheet: model.get("sheet").id, client: model.get("client"), item });
  const place = (item, part) => ({ piece: "iop-sheet", ...here(item), part });
  const stored = (item) => model.get("answers")[item];
  const version = (item) => model.get("versions")[item] ?? 0;
  const same = (one, other) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

  const turnTo = (content, control) => {
    // What is typed from here on would be taken for the other person's.
    el.querySelectorAll(".iop-items").forEach((one) => { one.inert = true; });
    turns.add({ content, control, done: () => draw() });
  };

  /* An answer as a whole; the cells of a table that are left while one flies go together. */
  const answer = (item) => (value, control, seen) => new Promise((done) => {
    const where = here(item.id);
    const name = JSON.stringify(where);
    const [, later] = turns.queued(name);
    if (later && seen === undefined) {
      later.content.value = value;
      later.hearers.push(done);
      return;
    }
    const now = () => (name === JSON.stringify(here(item.id)) ? version(item.id) : 0);
    const one = { content: { verb: "answer", ...where, value }, control, place: name, now, shown: version(item.id), again: true, hearers: [done] };
    if (seen !== undefined) one.version = seen;
    turns.add({ ...one, done: (what) => one.hearers.forEach((hear) => hear(what)) });
  });
  const given = (item) => {
    const last = turns.queued(JSON.stringify(here(item.id))).pop();
    return last ? last.content.value : stored(item.id);
  };

  /* An answer that is pressed, not typed: a draft from the press until it is stored. */
  const pressed = (item) => (value, control) => {
    const at = place(item.id, "whole");
    const before = drafts.get(at);
    const was = before ? [...before.was, before.value] : [stored(item.id) ?? null];
    keep(item, at, { value, was, version: before?.version ?? version(item.id), sent: true }, control);
  };
  const keep = (item, at, draft, control) => {
    drafts.put(at, draft);
    const other = !draft.was.some((one) => same(one, stored(item.id)));
    answer(item)(draft.value, control, other ? draft.version : undefined).then((what) => {
      const now = drafts.get(at);
      if (!now || !same(now.value, draft.value)) return;
      if (what === "lost") drafts.put(at, { ...now, sent: false });
      else drafts.drop(at);
      draw();
    });
  };
  const sendAgain = (sheet) => {
    for (const item of sheet.items) {
      const at = place(item.id, "whole");
      const draft = drafts.get(at);
      if (!draft || draft.sent || !page.up()) continue;
      if (same(draft.value, stored(item.id))) drafts.drop(at);
      else keep(item, at, { ...draft, sent: true });
    }
  };

  /* Who the worksheet is being filled for is in no address, and is found again all the same. */
  const whose = () => ({ piece: "iop-sheet", worksheet: model.get("sheet").id, part: "client" });
  const backToClient = () => {
    const client = model.get("sheet").id && drafts.get(whose())?.client;
    if (client === undefined || client === model.get("client")) return;
    if (model.get("people").some((one) => one.id === client)) turnTo({ verb: "whom", client });
  };

  const draw = drawing(el, () => {
    const sheet = model.get("sheet");
    el.hidden = !sheet.id;
    if (!sheet.id) { el.replaceChildren(); return; }
    const control = { given, stored: (item) => stored(item.id), answer, pressed, group: model.model_id ?? "sheet",
      busy: (item) => turns.queued(JSON.stringify(here(item.id))).length > 0,
      kept: (item, part, is) => ({ place: place(item.id, part), stored: is, version: version(item.id), again: () => draw() }) };
    redraw(el, h("section", { class: "iop-card", "aria-label": `Worksheet ${sheet.title}` },
      h("div", { class: "iop-roster-head" },
        h("h2", { tabindex: "-1", "data-key": "sheet-title" }, sheet.title),
        h("button", { type: "button", class: "iop-btn", "data-key": "sheet/done", onclick: (event) => turnTo({ verb: "shut" }, event.currentTarget) }, "Done")),
      h("label", { class: "iop-field" }, "Filled for",
        h("select", { "data-key": "sheet/whom", value: model.get("client"), onchange: (event) => turnTo({ verb: "whom", client: event.target.value }) },
          model.get("people").map((one) => h("option", { value: one.id }, one.name)))),
      sheet.intro && h("p", null, sheet.intro),
      sheetItems(sheet, control),
      filledExample(sheet)));
    sendAgain(sheet);
  });
  let shown = model.get("sheet").id;
  const sheetChanged = () => {
    draw();
    const id = model.get("sheet").id;
    if (id && id !== shown) {
      el.scrollIntoView({ block: "start" });
      el.querySelector("[data-key='sheet-title']")?.focus({ preventScroll: true });
    }
    if (id !== shown) drafts.drop({ piece: "iop-sheet", worksheet: shown, part: "client" });
    shown = id;
    noteClient();
  };
  const noteClient = () => model.get("sheet").id && drafts.get(whose())?.client !== model.get("client") && drafts.put(whose(), { client: model.get("client") });
  model.on("change:sheet", sheetChanged);
  model.on("change:client", () => { noteClient(); draw(); });
  for (const name of ["people", "answers"]) model.on(`change:${name}`, draw);
  whilePlaced(el, "iopkit:drafts", backToClient);
  draw();
  backToClient();
}
export default { render };
