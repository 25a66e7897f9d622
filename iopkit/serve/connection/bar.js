/* What the page says about its connection, over everything else. */
(() => {
  const iopkit = window.iopkit;
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  const SAYS = {
    lost: ["No connection to the server", "What was shown as saved is saved, and what you are typing is kept. Do not reload this page: it goes on by itself as soon as the connection is back."],
    stopping: ["The server is being stopped", "What was shown as saved is saved, and what you are typing is kept. Do not close this page: it goes on by itself when the server is back."],
    died: ["This page broke down and starts again", "What was shown as saved is saved, and what you were typing is kept. It opens at the same place in some seconds."],
  };

  const title = make("h2");
  const text = make("p");
  const line = make("p", { class: "iop-broken-line", "aria-hidden": "true" });
  const now = make("button", { type: "button", class: "iop-btn" }, "Try now");
  const alert = make("div", { role: "alert" });
  const broken = make("section", { class: "iop-broken", "aria-label": "Connection" }, alert, make("div", { class: "iop-broken-foot" }, now, line));
  broken.hidden = true;
  const unsaved = make("section", { class: "iop-unsaved", "aria-label": "Not saved" });
  unsaved.hidden = true;
  const status = make("p", { class: "iop-came-back", role: "status" });
  const host = make("div", { id: "iop-connection", class: "iop-page" }, broken, unsaved, status);

  const others = () => [...(document.body?.children ?? [])].filter((one) => one !== host && one.tagName !== "SCRIPT");
  let returnTo = null;
  let blocked = [];
  const block = () => {
    const active = document.activeElement;
    if (active && active !== document.body && !host.contains(active)) {
      returnTo = { active, key: active.dataset.key, caret: active.selectionStart ?? null };
    }
    blocked = [...new Set([...blocked, ...others()])];
    blocked.forEach((one) => { one.inert = true; });
  };
  const unblock = () => {
    blocked.forEach((one) => { one.inert = false; });
    blocked = [];
    const { active, key, caret } = returnTo ?? {};
    returnTo = null;
    const again = active?.isConnected ? active : key && document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!again) return;
    again.focus({ preventScroll: true });
    if (caret !== null && ["text", "textarea"].includes(again.type)) again.setSelectionRange(caret, caret);
  };

  const place = () => { // the body may not have come yet
    const home = document.body ?? document.documentElement;
    if (host.parentNode !== home) home.append(host);
  };

  const broke = (why) => {
    place();
    const [head, more] = SAYS[why];
    document.documentElement.classList.add("iop-away");
    if (title.textContent !== head || broken.hidden) {
      title.textContent = head;
      text.textContent = more;
      broken.hidden = false;
      alert.replaceChildren(title, text);
    }
    now.hidden = why === "died";
    block();
  };
  const tried = (times) => {
    const at = new Date().toLocaleTimeString([], { hour: "numeric", minute: "2-digit", second: "2-digit" });
    line.textContent = times ? `Tried ${times === 1 ? "once" : `${times} times`}, last at ${at}` : "";
  };
  const whole = (words) => {
    if (broken.hidden) return;
    broken.hidden = true;
    alert.replaceChildren();
    document.documentElement.classList.remove("iop-away");
    unblock();
    say(words);
  };
  const say = (words) => {
    place();
    status.textContent = words;
    setTimeout(() => { if (status.textContent === words) status.textContent = ""; }, 6000);
  };

  /* Presses that broke off with the connection: nothing sends them again but the person who made them. */
  const showUnsaved = () => {
    const lost = iopkit.drafts.list({}).filter((one) => one.place.press !== undefined && one.record.lost);
    const labels = lost.map((one) => (one.record.sure ? one.record.label : `${one.record.label} (perhaps)`));
    if (unsaved.dataset.shown === labels.join("|")) return;
    unsaved.dataset.shown = labels.join("|");
    unsaved.hidden = !lost.length;
    if (!lost.length) { unsaved.replaceChildren(); return; }
    place();
    const close = make("button", { type: "button", class: "iop-btn" }, "I have seen it");
    close.addEventListener("click", () => {
      lost.forEach((one) => iopkit.drafts.drop(one.place));
      window.dispatchEvent(new Event("iopkit:marks"));
      showUnsaved();
    });
    unsaved.replaceChildren(
      make("div", { role: "alert" },
        make("h2", {}, "Not saved when the connection broke"),
        make("ul", {}, ...labels.map((label) => make("li", {}, label))),
        make("p", {}, "This page shows what is stored. Press again what is missing.")),
      close);
  };
  window.addEventListener("iopkit:unsaved", () => queueMicrotask(showUnsaved));

  iopkit.bar = { host, broke, tried, whole, say, block, unblock, place, isBroken: () => !broken.hidden };
  now.addEventListener("click", () => iopkit.tryNow?.());
  document.addEventListener("DOMContentLoaded", place);
})();
