/* Sending presses, and knowing of each what became of it: `kept`, `refused`, or `lost` on the way. */
import { h, page, whilePlaced } from "./dom.js";

/* Send a message; false when the kernel is gone and nothing can be sent. */
export function tell(model, content) {
  try {
    model.send(content);
    return true;
  } catch {
    return false;
  }
}

/* What a control is called, with the group that it stands in. */
function nameOf(control) {
  const own = control.getAttribute("aria-label") || control.textContent.trim() || control.closest("label")?.firstChild?.textContent;
  const group = control.closest("[role=group][aria-label]")?.getAttribute("aria-label");
  return group ? `${group}: ${own}` : own ?? "";
}

/* Presses that store nothing: when they are lost, nothing is. */
const LOOKS = new Set(["aim", "binder", "calendar", "facilitator", "filter", "finish", "leave", "look", "open", "pick", "plotly", "print", "read_as", "sheet", "shut", "stay", "whom"]);

const groupOf = (key) => key.slice(0, key.lastIndexOf(":") + 1);

/* Sends presses, marks them as pending, and says so when no answer comes; `patience` is in milliseconds. The promise
   tells what became of the press. A press that broke off with the connection is marked at its control, unless
   `again` says that the piece sends it again by itself. */
export function pressing(model, el) {
  const drafts = page.drafts;
  const mine = Math.random().toString(36).slice(2, 8);
  const waiting = new Map();
  const noted = new Set();
  let count = 0;
  let name;
  const piece = () => (name ??= [...el.classList].find((one) => one.startsWith("iop-")) ?? "");
  const presses = () => drafts.list({ piece: piece() }).filter((one) => one.place.press !== undefined);

  const overdue = () => {
    if (!page.up() || el.querySelector(".iop-overdue")) return;
    el.prepend(
      h("p", { class: "iop-overdue", role: "alert" },
        "No answer from the server. Your last press is not saved yet. Reload this page: ",
        "everything that was shown as saved is still there."),
    );
  };

  /* Remember a press until it is known what became of it. */
  const note = (content, control, again) => {
    const key = again || LOOKS.has(content.verb) ? undefined : control?.dataset?.key;
    if (key === undefined) return {};
    for (const { place } of presses()) {
      if (place.press === key || (groupOf(key) && groupOf(place.press) === groupOf(key))) drafts.drop(place);
    }
    const label = nameOf(control);
    const one = { key, label, kept: drafts.put({ piece: piece(), press: key }, { label }) };
    noted.add(one);
    marks();
    return one;
  };
  const known = (one, what) => {
    if (one.key === undefined) return;
    noted.delete(one);
    drafts.drop(one.kept);
    if (what === "lost") drafts.put({ piece: piece(), press: one.key }, { label: one.label, lost: true });
    marks();
  };

  const settle = (id, what) => {
    const one = waiting.get(id);
    if (!one) return;
    waiting.delete(id);
    one.control?.removeAttribute("aria-busy");
    if (!waiting.size) {
      el.querySelectorAll("[aria-busy]").forEach((control) => control.removeAttribute("aria-busy"));
      el.querySelector(".iop-overdue")?.remove();
    }
    known(one.note, what);
    one.resolve(what);
  };
  model.on("change:ack", () => settle(model.get("ack"), model.get("refused") === model.get("ack") ? "refused" : "kept"));
  model.on("msg:custom", (message) => Object.entries(message?.heard ?? {}).forEach(([id, what]) => settle(id, what)));
  whilePlaced(el, "iopkit:resumed", () => waiting.size && tell(model, { heard: [...waiting.keys()] }));
  /* A piece that was taken off the page is told nothing more: that it was taken off is the answer to its press. */
  let watching = null;
  const watch = () => {
    watching ??= setInterval(() => {
      if (!el.isConnected) [...waiting.keys()].forEach((id) => settle(id, "kept"));
      if (!waiting.size) watching = clearInterval(watching) ?? null;
    }, 300);
  };

  /* Mark what broke off with the connection, unless what is shown says that it arrived after all. */
  const marks = () => {
    el.querySelectorAll("[data-unsaved]").forEach((one) => one.removeAttribute("data-unsaved"));
    for (const { place, record } of presses()) {
      const control = el.querySelector(`[data-key="${CSS.escape(place.press)}"]`);
      if (!control) continue;
      if ([...noted].some((one) => one.key === place.press)) {
        control.setAttribute("aria-busy", "true");
        continue;
      }
      const pressed = control.getAttribute("aria-pressed");
      if (pressed === "true" || nameOf(control) !== record.label) {
        drafts.drop(place);
        continue;
      }
      const sure = pressed !== null;
      control.dataset.unsaved = sure ? "not saved" : "perhaps not saved";
      if (!record.lost || record.sure !== sure) drafts.put(place, { ...record, lost: true, sure });
    }
    window.dispatchEvent(new Event("iopkit:unsaved"));
  };
  el.iopMarks = () => presses().length && marks();
  whilePlaced(el, "iopkit:marks", marks);

  const press = (content, control, patience = 8000, again = false, was = note(content, control, again)) => new Promise((resolve) => {
    const id = `${mine}-${(count += 1)}`;
    waiting.set(id, { control, note: was, resolve });
    watch();
    control?.setAttribute("aria-busy", "true");
    if (!tell(model, { ...content, press: id })) overdue();
    setTimeout(() => waiting.has(id) && overdue(), patience);
  });
  return Object.assign(press, { note, known });
}

/* Presses one at a time, in order. One that names a `place` carries the version that it replaces: who presses faster
   than the server presses on their own last press, and never on what somebody else wrote meanwhile, unseen.
   `shown` is the version that the person saw, `now()` the one that the server told last. */
export function inTurns(send) {
  const waiting = [];
  const mine = new Map();
  let flying = null;
  const queued = (place) => [flying, ...waiting].filter((one) => one && place !== undefined && one.place === place);

  const refused = (over) => {
    const behind = waiting.filter((one) => one.place !== undefined && one.place === over.place);
    if (over.place === undefined || over.now() === over.version) {
      behind.forEach((one, at) => { one.version = over.version + at; });
      return [];
    }
    waiting.splice(0, waiting.length, ...waiting.filter((one) => !behind.includes(one)));
    return behind;
  };
  const next = async () => {
    const one = flying = waiting.shift() ?? null;
    if (!one) return;
    const content = one.place === undefined ? one.content : { ...one.content, version: one.version };
    const what = await send(content, one.control, undefined, one.again, one.note);
    const same = what === "refused" ? refused(one) : what === "lost" ? waiting.splice(0) : [];
    if (what === "kept" && one.place !== undefined) mine.set(one.place, one.version + 1);
    flying = null;
    same.forEach((each) => send.known(each.note, what));
    for (const each of [one, ...same]) each.done?.(what);
    next();
  };
  return {
    queued,
    add: (one) => {
      const last = queued(one.place).pop();
      if (one.place !== undefined) one.version ??= last ? last.version + 1 : Math.max(one.shown, mine.get(one.place) ?? 0);
      one.note = send.note(one.content, one.control, one.again);
      waiting.push(one);
      one.control?.setAttribute("aria-busy", "true");
      if (!flying) next();
    },
  };
}
