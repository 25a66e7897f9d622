/* The step in hand: the clock, what to say, show, ask and watch for, and the one next thing to press.
   The clock runs here, from a deadline; the server's time comes along so that a wrong clock on this
   machine does not matter, and is asked for again when that clock is set or the machine has slept. */
import { h, drawing, redraw, jump } from "./dom.js";
import { tell, pressing } from "./press.js";
import { stepBody } from "./step_body.js";

const minutesText = (ms) => {
  const seconds = Math.ceil(Math.abs(ms) / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = String(seconds % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
};
const clockText = (ms, offset) => {
  const local = new Date(ms + offset * 60000);
  return `${local.getUTCHours() % 12 || 12}:${String(local.getUTCMinutes()).padStart(2, "0")}`;
};
const tone = (left, length) => (left <= length * 0.05 ? "red" : left <= length * 0.2 ? "amber" : "calm");
const pace = (ms) => {
  const minutes = Math.round(ms / 60000);
  if (minutes === 0) return "on time";
  return minutes > 0 ? `${minutes} min behind` : `${-minutes} min ahead`;
};

function render({ model, el }) {
  const send = pressing(model, el);
  el.classList.add("iop-step");
  let skew = 0;
  let apart = 0;
  const setClock = () => {
    skew = Date.now() - model.get("clock").now;
    apart = Date.now() - performance.now();
  };
  const left = h("span", { class: "iop-left num", role: "timer" });
  const line = h("span", { class: "iop-sub num" });
  const alarm = h("span", { class: "iop-quiet", role: "status" });

  /* Of this machine's two clocks one can be set, and the other stands still while the machine sleeps. What goes back
     was set; what goes on may be either, and the server knows. */
  const heed = () => {
    const jump = Date.now() - performance.now() - apart;
    apart += jump;
    if (Math.abs(jump) < 1500) return;
    if (jump < 0) skew += jump;
    tell(model, { verb: "look" });
  };
  const tick = () => {
    heed();
    const clock = model.get("clock");
    if (!clock.length) return;
    const now = Date.now() - skew;
    const rest = clock.paused ? clock.left : clock.deadline - now;
    const kind = tone(rest, clock.length);
    const was = left.dataset.tone;
    left.textContent = rest < 0 ? `+${minutesText(rest)}` : minutesText(rest);
    left.dataset.tone = kind;
    const ends = now + Math.max(rest, 0);
    const word = rest < 0 ? "over" : "left of";
    line.textContent = [
      rest < 0 ? `over its ${clock.length / 60000} minutes` : `${word} ${clock.length / 60000} minutes`,
      clock.paused ? "paused" : rest < 0 ? null : `ends ${clockText(ends, clock.offset)}`,
      pace(ends - clock.planned_end),
    ].filter(Boolean).join(" · ");
    if (was && was !== kind && kind !== "calm") {
      alarm.textContent = kind === "amber" ? "One fifth of this step is left." : "This step is almost over.";
    }
  };

  const draw = drawing(el, () => {
    const step = model.get("step");
    if (!step.title) return;
    const seen = { next: { at: step.position }, back: { at: step.position } };
    const button = (verb, label, extra) =>
      h("button", { type: "button", class: "iop-btn", "data-key": verb, onclick: (event) => send({ verb, ...seen[verb] }, event.currentTarget), ...extra }, label);
    redraw(el,
      h("section", { class: "iop-card", "aria-label": "Step in hand" },
        h("div", { class: "iop-clock" }, left, line, alarm),
        h("h2", { tabindex: "-1", "data-key": "title", id: "step-in-hand" }, step.title),
        stepBody(step),
        step.sheet && h("section", null, h("h3", null, "Worksheet"),
          h("div", { class: "iop-row" },
            h("button", { type: "button", class: "iop-btn", "data-key": "sheet", onclick: (event) => send({ verb: "sheet", worksheet: step.sheet.id }, event.currentTarget) },
              `${step.sheet.title} · ${step.sheet.line}`))),
        h("div", { class: "iop-foot" },
          button("back", "Back", { disabled: step.first }),
          model.get("clock").paused ? button("resume", "Go on") : button("pause", "Pause"),
          button("more", "+5 min"),
          h("a", { class: "iop-btn iop-jump", href: "#who-is-here", onclick: jump("who-is-here") }, "Roster"),
          button(step.last ? "finish" : "next", step.last ? "Finish: close the session" : `Next: ${step.next}`, { class: "iop-btn is-main" }))));
    tick();
  });
  let shown = model.get("step").position;
  model.on("change:step", () => {
    draw();
    if (model.get("step").position !== shown) {
      shown = model.get("step").position;
      el.scrollIntoView({ block: "start" });
    }
  });
  model.on("change:clock", () => { setClock(); draw(); });
  setClock();
  draw();
  const beat = setInterval(tick, 250);
  const look = setInterval(() => tell(model, { verb: "look" }), 20000);
  return () => { clearInterval(beat); clearInterval(look); };
}
export default { render };
