/* Programs that were begun, and a form for a new one. */
import { h, redraw } from "./dom.js";
import { pressing } from "./press.js";

function render({ model, el }) {
  const send = pressing(model, el);
  el.classList.add("iop-picker");
  const local = { title: "", chosen: null };

  const begun = (one) => h("li", { class: "iop-card iop-today" },
    h("div", null, h("h3", null, one.title), h("p", { class: "iop-sub num" }, one.line)),
    h("span"),
    h("button", { type: "button", class: "iop-btn", "data-key": `open:${one.id}`, "aria-label": `Open ${one.title}`, onclick: (event) => send({ verb: "open", program: one.id }, event.currentTarget) }, "Open"));

  const beginning = () => {
    const curricula = model.get("curricula");
    local.chosen ??= new Set(curricula.some((one) => one.id === "core") ? ["core"] : []);
    const start = (event) => {
      event.preventDefault();
      const chosen = curricula.map((one) => one.id).filter((id) => local.chosen.has(id));
      send({ verb: "start", title: local.title, curricula: chosen }, event.currentTarget.querySelector(".is-main"));
    };
    return h("form", { class: "iop-card iop-begin", onsubmit: start },
      h("h2", null, "Begin a program"),
      h("label", { class: "iop-field" }, "Title",
        h("input", { type: "text", maxlength: 80, placeholder: "Evening IOP, spring", value: local.title, "data-key": "title", oninput: (event) => { local.title = event.target.value; } })),
      h("fieldset", null, h("legend", { class: "iop-sub" }, "Begin with"),
        h("div", { class: "iop-options" }, curricula.map((one) => h("label", null,
          h("input", {
            type: "checkbox", checked: local.chosen.has(one.id), "data-key": `with:${one.id}`,
            onchange: (event) => { if (event.target.checked) local.chosen.add(one.id); else local.chosen.delete(one.id); },
          }),
          h("span", null, one.title, " ", h("small", { class: "iop-hint" }, one.line)))))),
      h("p", { class: "iop-sub" }, "Their days come side by side; with nothing chosen the program begins empty. Plans can be added, moved and taken off at any time."),
      h("button", { type: "submit", class: "iop-btn is-main", "data-key": "start" }, "Begin"));
  };

  const draw = () => redraw(el,
    model.get("programs").length > 0 && [h("h2", null, "Programs"), h("ul", { class: "iop-plain iop-today-list" }, model.get("programs").map(begun))],
    beginning());
  for (const name of ["programs", "curricula"]) model.on(`change:${name}`, draw);
  draw();
}
export default { render };
