/* What a facilitator says, shows, asks and watches for in a step. */
import { h, prose } from "./dom.js";

export function stepBody(step) {
  const list = (title, entries, className) =>
    entries.length > 0 && h("section", null, h("h3", null, title),
      h("ul", { class: className }, entries.map((html) => { const li = h("li"); li.innerHTML = html; return li; })));
  return [
    step.say && prose(step.say, "iop-say"),
    step.example && h("section", { class: "iop-worked" }, h("h3", null, "Example"), prose(step.example, "iop-say")),
    step.do && h("section", null, h("h3", null, "Do"), prose(step.do, "iop-do")),
    list("Ask", step.ask, "iop-ask"),
    list("Watch for", step.watch, "iop-watch"),
  ];
}
