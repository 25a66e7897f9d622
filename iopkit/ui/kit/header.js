/* The head of a page: what this is, whether it is saved, what went wrong, and where else to go. */
import { h, whilePlaced, drawing, redraw, inVoila } from "./dom.js";
import { tell, pressing } from "./press.js";

function render({ model, el }) {
  const send = pressing(model, el);
  el.classList.add("iop-head");
  const saved = h("span", { class: "iop-saved num", role: "status", "aria-live": "polite" });
  const notice = h("div", { class: "iop-notice", role: "alert" });

  const draw = drawing(el, () => {
    const links = inVoila() ? model.get("links") : [];
    saved.textContent = model.get("saved") ? `Saved ${model.get("saved")}` : "";
    notice.textContent = model.get("notice");
    notice.hidden = !model.get("notice");
    redraw(el,
      h("div", { class: "iop-bar" },
        h("div", { class: "iop-title" },
          h("h1", null, model.get("title")),
          model.get("sub") && h("p", { class: "iop-sub num" }, model.get("sub"))),
        model.get("tag") && h("span", { class: "iop-tag" }, model.get("tag")),
        saved,
        h("div", { class: "iop-actions" },
          links.map((link) => h("a", { class: "iop-btn", href: link.href }, link.label)),
          model.get("actions").map((action) =>
            h("button", {
              type: "button",
              class: action.main ? "iop-btn is-main" : "iop-btn",
              "data-key": action.verb,
              onclick: (event) => send({ verb: action.verb }, event.currentTarget),
            }, action.label))),
        inVoila() && h("p", { class: "iop-signed" }, model.get("who"),
          h("a", { href: "../../../sign-out" }, "Sign out"))),
      notice);
    document.title = model.get("title") ? `${model.get("title")} · iopkit` : "iopkit";
  });
  const follow = () => {
    if (!inVoila() || model.get("query") === null) return;
    const query = model.get("query") ? `?${model.get("query")}` : "";
    history.replaceState(null, "", location.pathname + query);
  };
  for (const name of ["title", "sub", "tag", "saved", "notice", "actions", "links", "who"]) {
    model.on(`change:${name}`, draw);
  }
  model.on("change:query", follow);
  model.on("change:notice", () => model.get("notice") && notice.scrollIntoView({ block: "nearest" }));
  /* Somebody else changed what this page shows, or the connection was broken for a while. */
  const look = (number) => tell(model, { verb: "look", number });
  whilePlaced(el, "iopkit:changed", (event) => look(event.detail));
  whilePlaced(el, "iopkit:resumed", () => look(null));
  draw();
  follow();
}
export default { render };
