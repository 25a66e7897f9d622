/* What all pieces share: making elements, and drawing again without losing a place. */

export function h(tag, attributes, ...children) {
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

/* A script of this installation; there when the promise is kept. */
export const script = (address) => new Promise((resolve, reject) => {
  const tag = h("script", { src: address });
  tag.onload = resolve;
  tag.onerror = () => reject(new Error(`${address} could not be loaded`));
  document.head.append(tag);
});

/* Prose comes from the curricula, rendered and cleaned in Python; nothing a person typed goes through here. */
export function prose(html, className) {
  const element = h("div", { class: className });
  element.innerHTML = html;
  return element;
}

/* What is typed or pressed and not stored yet, by its place; here it lives as long as the piece. */
function keptHere() {
  const all = new Map();
  const name = (place) => JSON.stringify(Object.entries(place).sort());
  return {
    get: (place) => all.get(name(place))?.record,
    put: (place, record) => { all.set(name(place), { place, record }); return name(place); },
    drop: (place) => { all.delete(typeof place === "string" ? place : name(place)); },
    list: (like) => [...all.values()].filter((one) => Object.entries(like).every(([key, value]) => one.place[key] === value)),
  };
}

/* The page around the pieces: in Voila it watches the connection and keeps what is not stored yet. */
export const page = window.iopkit?.drafts ? window.iopkit : { up: () => true, drafts: keptHere() };

/* Hear of something as long as the piece is on the page; a piece that was taken off hears nothing more. */
export function whilePlaced(el, name, listen) {
  let placed = false;
  const heard = (event) => {
    placed ||= el.isConnected;
    if (el.isConnected || !placed) listen(event);
    else window.removeEventListener(name, heard, true);
  };
  window.addEventListener(name, heard, true);
}

/* A draw that waits while somebody presses in the piece, or composes a letter: taking the button away under a finger
   loses the press. The piece is also drawn when drafts were found, and when a broken connection is whole again. */
export function drawing(el, draw) {
  let down = false;
  let composing = false;
  let late = false;
  let holding;
  const steady = () => {
    late = down || composing;
    if (!late) draw();
  };
  const release = () => {
    clearTimeout(holding);
    if (!down) return;
    setTimeout(() => { down = false; if (late) steady(); });
  };
  const hold = () => {
    down = true;
    clearTimeout(holding);
    holding = setTimeout(release, 1500);
  };
  el.addEventListener("pointerdown", hold, true);
  el.addEventListener("keydown", (event) => event.key === " " && event.target.matches("button, summary, input[type=checkbox], input[type=radio]") && hold(), true);
  for (const name of ["pointerup", "pointercancel", "keyup", "blur"]) whilePlaced(el, name, release);
  el.addEventListener("compositionstart", () => { composing = true; });
  el.addEventListener("compositionend", () => { composing = false; if (late) setTimeout(steady); });
  for (const name of ["iopkit:drafts", "iopkit:resumed"]) whilePlaced(el, name, steady);
  return steady;
}

export let redrawing = false;

/* Draw again, keeping the focus, what stands open, and whatever is being typed in a field that was not sent yet. */
export function redraw(el, ...children) {
  const active = document.activeElement;
  const key = el.contains(active) ? active.dataset.key : undefined;
  const typed = key && active.dataset.dirty ? active.value : undefined;
  const caret = key && ["text", "textarea"].includes(active.type) ? [active.selectionStart, active.selectionEnd] : null;
  const tops = [...el.querySelectorAll("[data-scroll]")].map((one) => [one.dataset.scroll, one.scrollLeft]);
  const open = [...el.querySelectorAll("details[open][data-keep]")].map((one) => one.dataset.keep);
  redrawing = true;
  el.replaceChildren(...children.flat(Infinity).filter(Boolean));
  redrawing = false;
  for (const [name, left] of tops) {
    const again = el.querySelector(`[data-scroll="${name}"]`);
    if (again) again.scrollLeft = left;
  }
  for (const name of open) el.querySelector(`details[data-keep="${CSS.escape(name)}"]`)?.setAttribute("open", "");
  el.iopMarks?.();
  const again = key && el.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!again) return;
  if (typed !== undefined && again.value !== typed) {
    again.value = typed;
    again.dataset.dirty = "1";
  }
  again.focus({ preventScroll: true });
  if (caret && ["text", "textarea"].includes(again.type)) again.setSelectionRange(...caret);
}

/* Buttons of which one is pressed. Options are [value, label, tone]. */
export function choice(name, options, chosen, press, key) {
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
export const jump = (id) => (event) => {
  event.preventDefault();
  document.getElementById(id)?.scrollIntoView({ block: "start" });
};

export const inVoila = () => Boolean(document.body.dataset.voila);
