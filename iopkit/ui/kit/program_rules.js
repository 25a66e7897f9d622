/* Levels of care and payers to hold a program to; each that is held says what is missing. */
import { h, redraw } from "./dom.js";
import { pressing } from "./press.js";

function render({ model, el }) {
  const send = pressing(model, el);
  el.classList.add("iop-rules");
  const words = { meets: ["Every day and week meets these hours.", "tone-ok"], empty: ["No session yet.", ""], misses: ["", "tone-warn"] };
  const atOnce = 3;

  const sentences = (says) => {
    const list = (some) => h("ul", null, some.map((one) => h("li", null, one)));
    return [
      list(says.slice(0, atOnce)),
      says.length > atOnce && h("details", { "data-keep": "says" }, h("summary", null, `and ${says.length - atOnce} more`), list(says.slice(atOnce))),
    ];
  };

  const held = (one) => {
    const [word, tone] = words[one.state] ?? ["", ""];
    return h("section", { class: `iop-verdict is-${one.state}`, "aria-label": one.title },
      h("h3", null, one.title),
      h("p", { class: "iop-sub" }, one.asks),
      word && h("p", { class: tone }, word),
      one.says.length > 0 && sentences(one.says),
      h("details", null, h("summary", null, "Source"), h("p", { class: "iop-sub" }, `${one.source} ${one.note}`)));
  };

  const draw = () => {
    const rules = model.get("rules");
    const open = el.querySelector("details.iop-which")?.open ?? !rules.some((one) => one.held);
    const chosen = () => rules.map((one) => one.id).filter((id) => el.querySelector(`[data-key="rule:${CSS.escape(id)}"]`).checked);
    const kinds = [...new Set(rules.map((one) => one.kind))];
    redraw(el, h("section", { class: "iop-card", "aria-label": "Hours against rules" },
      h("h2", null, "Hours against rules"),
      h("div", { class: "iop-verdicts", "aria-live": "polite" }, rules.filter((one) => one.held).map(held)),
      h("details", { class: "iop-which" }, h("summary", null, "Choose rules"),
        h("div", { class: "iop-facts" }, kinds.map((kind) => h("fieldset", null, h("legend", { class: "iop-sub" }, kind === "payer" ? "Payers" : "Levels of care"),
          h("div", { class: "iop-options" }, rules.filter((one) => one.kind === kind).map((one) =>
            h("label", null, h("input", { type: "checkbox", checked: one.held, "data-key": `rule:${one.id}`, onchange: (event) => send({ verb: "hold_to", rules: chosen() }, event.target) }),
              h("span", null, one.title, " ", h("small", { class: "iop-hint" }, one.asks)))))))),
        h("p", { class: "iop-sub" }, "Rules differ by payer and state. Copy a file of curricula/rules and put your contract's hours in."))));
    el.querySelector("details.iop-which").open = open;
  };
  model.on("change:rules", draw);
  draw();
}
export default { render };
