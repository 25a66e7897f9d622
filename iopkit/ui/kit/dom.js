/* What all pieces share: making elements, drawing again without losing a place, and sending presses. */

function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  const { value, ...rest } = attributes ?? {};
  for (const [name, given] of Object.entries(rest)) {
    if (given === null || given === undefined || given === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), given);
    else element.setAttribute(name, given === true ? "" : given);
  }
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
  if (value !== undefined && value !== null) element.value = value;
  return element;
}

/* Prose comes from the curricula, rendered and cleaned in Python; nothing a person typed goes through here. */
function prose(html, className) {
  const element = h("div", { class: className });
  element.innerHTML = html;
  return element;
}

let redrawing = false;

/* Draw again, keeping the focus and whatever is being typed in a field that has not been sent yet. */
function redraw(el, ...children) {
  const active = document.activeElement;
  const key = el.contains(active) ? active.dataset.key : undefined;
  const typed = key && active.dataset.dirty ? active.value : undefined;
  const caret = typed !== undefined && active.selectionStart !== undefined ? active.selectionStart : null;
  const tops = [...el.querySelectorAll("[data-scroll]")].map((one) => [one.dataset.scroll, one.scrollLeft]);
  redrawing = true;
  el.replaceChildren(...children.flat(Infinity).filter(Boolean));
  redrawing = false;
  for (const [name, left] of tops) {
    const again = el.querySelector(`[data-scroll="${name}"]`);
    if (again) again.scrollLeft = left;
  }
  if (!key) return;
  const again = el.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!again) return;
  if (typed !== undefined) {
    again.value = typed;
    again.dataset.dirty = "1";
  }
  again.focus({ preventScroll: true });
  if (caret !== null && ["text", "textarea"].includes(again.type)) again.setSelectionRange(caret, caret);
}

/* Send a message; false when the kernel is gone and nothing can be sent. */
function tell(model, content) {
  try {
    model.send(content);
    return true;
  } catch {
    return false;
  }
}

/* Sends presses, marks them as pending, and says so when no answer comes; `patience` is in milliseconds.
   Gives what `ack` will be when the press has been dealt with. */
function pressing(model, el) {
  let sent = model.get("ack");
  const overdue = () => {
    if (el.querySelector(".iop-overdue")) return;
    el.prepend(
      h("p", { class: "iop-overdue", role: "alert" },
        "No answer from the server. Your last press is not saved yet. Reload this page: ",
        "everything that was shown as saved is still there."),
    );
  };
  model.on("change:ack", () => {
    if (model.get("ack") < sent) return;
    el.querySelectorAll("[aria-busy]").forEach((one) => one.removeAttribute("aria-busy"));
    el.querySelector(".iop-overdue")?.remove();
  });
  return (content, control, patience = 8000) => {
    sent = Math.max(sent, model.get("ack")) + 1;
    const mine = sent;
    control?.setAttribute("aria-busy", "true");
    if (!tell(model, content)) overdue();
    setTimeout(() => model.get("ack") < mine && overdue(), patience);
    return mine;
  };
}

/* A text field that is sent when it is left, and only if it was changed. The browser tells no change of a field
   that was drawn again while somebody typed in it, so leaving it counts as well; being drawn again does not. */
function field(tag, attributes, send) {
  const left = (event) => {
    if (redrawing || !event.target.dataset.dirty) return;
    delete event.target.dataset.dirty;
    send(event.target.value, event.target);
  };
  return h(tag, {
    ...attributes,
    oninput: (event) => { event.target.dataset.dirty = "1"; },
    onchange: left,
    onblur: left,
  });
}

/* Buttons of which one is pressed. Options are [value, label, tone]. */
function choice(name, options, chosen, press, key) {
  return h("span", { class: "iop-seg", role: "group", "aria-label": name },
    options.map(([value, label, tone]) =>
      h("button", {
        type: "button",
        class: value === chosen ? `is-on tone-${tone ?? "accent"}` : null,
        "aria-pressed": value === chosen ? "true" : "false",
        "data-key": `${key}:${value}`,
        onclick: (event) => press(value, event.currentTarget),
      }, label)));
}

/* Go to another part of the page; a link alone would start the page anew in some servers. */
const jump = (id) => (event) => {
  event.preventDefault();
  document.getElementById(id)?.scrollIntoView({ block: "start" });
};

const inVoila = () => Boolean(document.body.dataset.voila);
