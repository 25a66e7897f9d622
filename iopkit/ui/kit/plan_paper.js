/* A session plan on paper: for its facilitator, for a client, or for who chooses among plans. */
import { h, prose, redraw, choice, jump } from "./dom.js";
import { pressing } from "./press.js";
import { takingFiles } from "./files.js";
import { sheetItems, filledExample } from "./sheet_items.js";
import { stepBody } from "./step_body.js";

function render({ model, el }) {
  const send = pressing(model, el);
  el.classList.add("iop-paper");
  const stop = takingFiles(model);
  let tried = {};

  const slug = (at) => `step-${at}`;

  const asFacilitator = (plan) => [
    plan.introduction && prose(plan.introduction, "iop-intro"),
    h("nav", { "aria-label": "Running order" }, h("ol", { class: "iop-order iop-plain" }, plan.steps.map((step, at) =>
      h("li", null, h("a", { href: `#${slug(at)}`, onclick: jump(slug(at)) },
        h("span", { class: "num" }, step.begins), h("span", null, step.title), h("small", { class: "num" }, step.line)))))),
    plan.steps.map((step, at) => h("section", { class: "iop-card iop-page-step", id: slug(at) },
      h("p", { class: "iop-sub num" }, `begins at ${step.begins} · ${step.line}`),
      h("h2", null, `${at + 1}. ${step.title}`),
      stepBody(step),
      step.sheet && h("p", { class: "iop-sub iop-uses" }, `Worksheet: ${step.sheet}`))),
  ];

  const asClient = (plan) => plan.sheets.length
    ? [
        h("p", { class: "iop-sub" }, "Try them: what you type here is not kept."),
        plan.sheets.map((sheet) => h("section", { class: "iop-card iop-sheet" },
          h("h2", null, sheet.title),
          sheet.intro && h("p", null, sheet.intro),
          sheetItems(sheet, {
            given: (item) => tried[`${sheet.id}/${item.id}`],
            answer: (item) => (value) => { tried[`${sheet.id}/${item.id}`] = value; if (item.type === "scale") draw(); },
            group: sheet.id,
          }),
          filledExample(sheet))),
      ]
    : h("p", { class: "iop-card iop-empty" }, "This session has no worksheet.");

  const asAbout = (plan) => [
    h("div", { class: "iop-facts" }, plan.lists.map((one) => h("section", { class: "iop-card" },
      h("h2", null, one.title), h("ul", null, one.entries.map((entry) => h("li", null, entry)))))),
    plan.notes.map((one) => h("section", { class: "iop-card" }, h("h2", null, one.title),
      h("dl", { class: "iop-notes" }, one.entries.map(([title, text]) => [h("dt", null, title), h("dd", null, text)])))),
    h("p", { class: "iop-sub" }, plan.version),
  ];

  const ways = { facilitator: asFacilitator, client: asClient, about: asAbout };
  const printing = (part, label) => h("button", {
    type: "button", class: "iop-btn", "data-key": `print:${part}`,
    onclick: (event) => send({ verb: "print", part }, event.currentTarget),
  }, label);

  const draw = () => {
    const plan = model.get("plan");
    if (!plan.id) {
      redraw(el, h("div", { class: "iop-card iop-empty" },
        h("h2", null, "Choose a session plan"),
        h("p", null, "You can read it as its facilitator sees it, fill its worksheets as a client would, and print both.")));
      return;
    }
    const mode = model.get("mode");
    redraw(el,
      h("header", { class: "iop-paper-head" },
        h("p", { class: "iop-sub num" }, plan.line),
        h("h2", { tabindex: "-1", "data-key": "paper-title", id: "the-plan" }, plan.title),
        h("p", null, plan.summary),
        h("p", { class: "iop-sub num" }, `${plan.length} · ${plan.approach}`),
        h("div", { class: "iop-row" },
          choice("Read it as", [["facilitator", "As the facilitator"], ["client", "As a client"], ["about", "About it"]], mode,
            (value, control) => send({ verb: "read_as", mode: value }, control), "mode"),
          printing("session", "Plan as PDF"),
          plan.sheets.length > 0 && printing("worksheets", "Worksheets as PDF"),
          h("a", { class: "iop-btn iop-narrow", href: "#the-shelf", onclick: jump("the-shelf") }, "Back to the list"))),
      h("div", { class: "iop-paper-body" }, ways[mode](plan)));
  };
  let open = model.get("plan").id;
  model.on("change:plan", () => {
    const other = model.get("plan").id !== open;
    if (other) tried = {};
    open = model.get("plan").id;
    draw();
    if (other) {
      el.scrollIntoView({ block: "start" });
      el.querySelector("[data-key='paper-title']")?.focus({ preventScroll: true });
    }
  });
  model.on("change:mode", draw);
  draw();
  if (open && window.innerWidth <= 1000) setTimeout(() => el.scrollIntoView({ block: "start" }), 300);
  return stop;
}
export default { render };
