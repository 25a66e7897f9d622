/* The page's pulse: notices at once when the connection, the page's kernel or the sign-in is gone, blocks presses that
   could not be stored, tries again without end, and goes on by itself. */
(() => {
  const iopkit = window.iopkit;
  const { bar, lock, drafts } = iopkit;
  const SILENCE = 5000; // the server says something every two seconds
  const OPENING = 45000; // a page that has come stands by then
  const NOTED_EVERY = 20000;
  let state = "starting"; // then up or away; leaving is the end
  let socket = null;
  let heard = [0, 0];
  let tries = 0;
  let timer = null;
  let resuming = false;
  let toldAt = null;
  let cutOff = 0;

  iopkit.up = () => (state === "up" || state === "starting") && !lock.isShown();

  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const pulseAddress = () => `${iopkit.base}iopkit/pulse/${iopkit.kernelId}`;
  /* By both clocks: one stands still while the computer sleeps, the other may be set. */
  const clocks = () => [performance.now(), Date.now()];
  const since = (then) => Math.max(...clocks().map((now, at) => now - then[at]));
  const tell = (what) => socket?.readyState === WebSocket.OPEN && socket.send(JSON.stringify(what));

  /* -- noticing ------------------------------------------------------------------------ */

  const connect = () => {
    hangUp();
    const mine = socket = new WebSocket(new URL(pulseAddress(), location.href).href.replace(/^http/, "ws"));
    heard = clocks();
    toldAt = null;
    mine.onmessage = (event) => mine === socket && hear(JSON.parse(event.data));
    mine.onclose = () => mine === socket && lost("lost");
  };
  const hangUp = () => {
    const old = socket;
    socket = null;
    old?.close();
  };
  const hear = (said) => {
    heard = clocks();
    if (said.say === "tick") {
      tell({ tick: true });
      if (state !== "up") resume();
    } else if (said.say === "changed") {
      if (state === "up") window.dispatchEvent(new CustomEvent("iopkit:changed", { detail: said.number }));
    } else if (said.say === "stopping") lost("stopping");
    else if (said.say === "died") lost("died");
    else if (said.say === "locked") lock.show(said.how);
    else if (said.say === "open") iopkit.unlocked();
    else if (said.say === "ended") leave();
  };

  /* -- losing and finding again -------------------------------------------------------- */

  const lost = (why) => {
    if (state === "leaving") return;
    hangUp();
    if (state !== "away") {
      state = "away";
      tries = 0;
      bar.tried(0);
      window.dispatchEvent(new Event("iopkit:away"));
    }
    bar.broke(why);
    again(why === "stopping" ? 1000 : 0);
  };
  const again = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(probe, wait);
  };
  const ask = async () => {
    const stop = new AbortController();
    const patience = setTimeout(() => stop.abort(), 4000);
    const answer = await fetch(pulseAddress(), { cache: "no-store", redirect: "manual", signal: stop.signal }).catch(() => null);
    clearTimeout(patience);
    return answer?.status ?? 0;
  };
  const probe = async () => {
    const status = await ask();
    if (state !== "away") return;
    tries += 1;
    bar.tried(tries);
    if (status === 204 || status === 423) connect();
    else if (status === 401 || status === 403) leave();
    else if (status === 404) await restart();
    else again(Math.min(4000, 500 + 250 * tries));
  };
  iopkit.tryNow = () => state === "away" && !socket && again(0);

  const until = async (holds, ms) => {
    for (const end = Date.now() + ms; Date.now() < end; await pause(50)) if (holds()) return true;
    return holds();
  };
  /* The page stands; when it had broken down, whoever was typing goes on in the same field. */
  const started = async () => {
    await until(() => iopkit.stands || state !== "up", 60000);
    if (state !== "up" || !bar.isBroken()) return; // lost again before it stood: the bar stays
    bar.whole("This page started again. You are where you were.");
    const typed = drafts.list({}).map((one) => one.record).filter((one) => one.typedAt && !one.left && !one.aside);
    const { key } = typed.sort((one, other) => other.typedAt - one.typedAt)[0] ?? {};
    const field = () => document.querySelector(`[data-key="${CSS.escape(key)}"][data-dirty]`);
    if (key && (await until(() => field() || document.activeElement !== document.body, 5000))) field()?.focus();
  };
  /* The server is there, and so is the page's kernel: go on as soon as the kernel answers. */
  const resume = async () => {
    if (resuming) return;
    resuming = true;
    try {
      if (state !== "starting" && !(await kernelAnswers())) return;
      if (!socket || state === "leaving") return;
      const before = state;
      state = "up";
      cutOff = 0;
      drafts.load();
      if (before === "starting") { await started(); return; }
      bar.whole("Connected again. You can go on.");
      if (lock.isShown()) bar.block();
      window.dispatchEvent(new Event("iopkit:resumed"));
    } finally {
      resuming = false;
    }
  };
  const kernelAnswers = async () => {
    const { line } = iopkit;
    if (!line || lock.isShown()) return true; // nothing could be pressed yet; a locked page catches up when it is opened
    const open = !line.isGone() && (await Promise.race([line.open(), pause(10000)]));
    if (!socket) return false;
    const well = open && (await line.answers(20000)) && (await line.renew());
    if (well || !socket) return Boolean(well);
    await restart();
    return false;
  };

  /* The page's kernel is gone, the server is there: open the page anew, which starts a kernel at the same place. */
  const restart = async () => {
    if (state === "leaving") return;
    hangUp();
    state = "away";
    bar.broke("died");
    const [count, last] = JSON.parse(sessionStorage.getItem("iopkit-restarts") ?? "[0,0]");
    const soon = Date.now() - last < 60000 ? count + 1 : 0;
    if (soon > 1) await pause(Math.min(15000, 1000 * 2 ** soon));
    sessionStorage.setItem("iopkit-restarts", JSON.stringify([soon, Date.now()]));
    await Promise.race([drafts.written(), pause(1000)]);
    const status = await ask();
    if (status === 0 || status >= 500) { again(1000); return; }
    if (status === 401 || status === 403) { leave(); return; }
    state = "leaving";
    sessionStorage.setItem("iopkit-again", "1");
    location.reload();
  };

  /* -- being signed out, locked, unlocked ------------------------------------------------ */

  const leave = () => {
    state = "leaving";
    hangUp();
    drafts.forgetAll();
    document.documentElement.classList.add("iop-locked");
    location.replace(`${iopkit.base}sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
  };
  iopkit.leave = leave;
  iopkit.unlocked = async () => {
    if (!lock.isShown()) return;
    lock.hide();
    drafts.load();
    if (state === "up" && (await kernelAnswers())) window.dispatchEvent(new Event("iopkit:resumed"));
  };

  /* -- the beat ------------------------------------------------------------------------ */

  const where = () => new URLSearchParams(location.search).get("session") ?? "";
  setInterval(() => {
    if (state === "leaving") return;
    if (socket && since(heard) > SILENCE) { lost("lost"); return; }
    if (state !== "up") return;
    if (toldAt !== where() && tell({ at: where() }) !== false) toldAt = where();
    const { line } = iopkit;
    if (!line || lock.isShown()) return;
    if (line.isGone()) { lost("died"); return; }
    cutOff = line.isOpen() ? 0 : cutOff + 1;
    if (cutOff > (line.isOpening() ? 20 : 3)) lost("lost");
  }, 400);

  let noted = [-NOTED_EVERY, 0];
  const somebody = () => {
    if (since(noted) < NOTED_EVERY || lock.isShown()) return;
    if (tell({ there: true }) !== false) noted = clocks();
  };
  for (const name of ["pointerdown", "pointermove", "keydown", "wheel", "touchmove", "scroll"]) {
    window.addEventListener(name, somebody, { capture: true, passive: true });
  }

  /* A page that starts again says so all the while, also of what comes of it later. */
  if (sessionStorage.getItem("iopkit-again")) {
    sessionStorage.removeItem("iopkit-again");
    bar.broke("died");
    document.addEventListener("DOMContentLoaded", () => bar.isBroken() && bar.broke("died"));
  }
  /* The way here may have broken before all of the page had come. */
  window.addEventListener("load", () => {
    if (!iopkit.complete) lost("lost");
    setTimeout(() => { if (state === "up" && !iopkit.stands) restart(); }, OPENING);
  });
  window.addEventListener("online", () => iopkit.tryNow());
  window.addEventListener("offline", async () => { if (state === "up" && (await ask()) === 0) lost("lost"); });
  window.addEventListener("beforeunload", () => {
    const before = state;
    state = "leaving";
    setTimeout(() => { state = before; }, 3000); // still here: it was no leaving
  });
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  navigator.serviceWorker?.register(`${iopkit.base}iopkit/waiting.js`, { scope: iopkit.base }).catch(() => {});
  connect();
})();
