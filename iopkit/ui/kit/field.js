/* A text field that is sent when it is left, and only if it was changed. What is typed is kept until it is stored.

   The browser tells no change of a field that was drawn again while somebody typed in it, so leaving it counts as
   well; being drawn again does not, nor does a connection that breaks.

   `place` says where a draft belongs, `stored` is what the store holds, `version` of what, `again` draws the piece
   again. `send(value, control, version)` may give a promise of what became of it; a version is named only where
   the field holds something else than it did when the typing began, so that the server refuses to replace it. */
import { h, page, redrawing } from "./dom.js";
export function field(tag, attributes, send, { place, stored = attributes.value ?? "", version, again } = {}) {
  const drafts = page.drafts;
  const draft = () => place && drafts.get(place);

  const typed = (event) => {
    event.target.dataset.dirty = "1";
    if (!place) return;
    const before = draft();
    const follows = before && !before.aside;
    const was = follows ? [...before.was, ...(before.left ? [before.text] : [])] : [stored];
    const { value: text, dataset } = event.target;
    drafts.put(place, { text, was, version: follows ? before.version : version, key: dataset.key, typedAt: Date.now() });
  };

  const became = (text) => (what) => {
    const now = draft();
    if (!now || now.text !== text) return;
    if (what === "kept") drafts.drop(place);
    else if (what === "refused") drafts.put(place, { ...now, aside: true, left: false, sent: false });
    else drafts.put(place, { ...now, sent: false });
    again?.();
  };

  const left = (event) => {
    const control = event.target;
    if (redrawing || !control.dataset.dirty || !page.up()) return;
    delete control.dataset.dirty;
    const now = draft();
    if (now) drafts.put(place, { ...now, left: true, sent: true });
    const other = now && !now.was.includes(stored);
    const text = control.value;
    const sent = send(text, control, other ? now.version : undefined);
    if (sent?.then) sent.then(became(text));
    else if (place) drafts.drop(place);
  };

  const control = h(tag, { ...attributes, oninput: typed, onchange: left, onblur: left });
  if (!place) return control;
  const found = draft();
  if (found && !found.sent && found.text === stored) drafts.drop(place);
  const now = draft();
  if (!now) return control;
  if (now.aside) return [control, aside(now, { place, stored, version, again })];
  control.value = now.text;
  if (now.sent) control.setAttribute("aria-busy", "true");
  if (now.sent) return control;
  control.dataset.dirty = "1";
  if (now.left) queueMicrotask(() => control.isConnected && left({ target: control }));
  return now.restored ? [control, h("small", { class: "iop-draft" }, "Not stored yet. It is stored when you leave this field.")] : control;
}

/* What somebody typed and the server refused: theirs to take back or to let go. */
function aside(draft, { place, stored, version, again }) {
  const put = (record) => { if (record) page.drafts.put(place, record); else page.drafts.drop(place); again?.(); };
  return h("div", { class: "iop-aside", role: "note" },
    h("p", null, "Yours was not stored: ", h("q", null, draft.text)),
    h("div", { class: "iop-row" },
      h("button", { type: "button", class: "iop-btn", onclick: () => put({ text: draft.text, was: [stored], version, restored: true }) }, "Put mine back"),
      h("button", { type: "button", class: "iop-btn", onclick: () => put(null) }, "Leave it out")));
}
