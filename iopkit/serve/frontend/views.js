/* Models on the page: boxes that hold others, and the pieces of the kit, drawn by their own scripts. */
import { pieces } from "./pieces.js";

const REFERENCE = "IPY_MODEL_";

/* The element of a model, and how to take it off again. */
export function viewOf(models, reference) {
  const model = models.get(reference.slice(REFERENCE.length));
  const el = document.createElement("div");
  const piece = pieces[model.get("_esm")];
  const remove = piece ? placePiece(piece, model, el) : fillBox(models, model, el);
  el.classList.add(...model.get("_dom_classes"));
  return { reference, el, remove };
}

function placePiece(piece, model, el) {
  if (!model.isReady) piece.initialize?.({ model });
  model.isReady = true;
  return piece.render({ model, el }) ?? (() => {});
}

function fillBox(models, model, el) {
  el.className = model.get("_model_name") === "VBoxModel" ? "widget-box widget-vbox" : "widget-box";
  let held = [];
  /* Those that were there already, at the beginning, stay: focus and open parts with them. */
  const fill = () => {
    const wanted = model.get("children");
    const same = wanted.findIndex((one, at) => held[at]?.reference !== one);
    const kept = same < 0 ? wanted.length : same;
    held.splice(kept).forEach((one) => { one.remove(); one.el.remove(); });
    held.push(...wanted.slice(kept).map((one) => viewOf(models, one)));
    el.append(...held.slice(kept).map((one) => one.el));
  };
  model.on("change:children", fill);
  fill();
  return () => {
    model.off("change:children", fill);
    held.forEach((one) => one.remove());
  };
}
