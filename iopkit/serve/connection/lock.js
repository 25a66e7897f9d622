/* Nobody was here for a while in the middle of a group: the page is hidden until whoever it was proves to be back. */
(() => {
  const iopkit = window.iopkit;
  const bar = iopkit.bar;
  const section = document.createElement("section");
  section.className = "iop-lock";
  section.setAttribute("role", "dialog");
  section.setAttribute("aria-modal", "true");
  section.setAttribute("aria-labelledby", "iop-lock-title");
  section.hidden = true;
  section.innerHTML = `
    <form class="iop-card">
      <h2 id="iop-lock-title">Locked</h2>
      <p>Nobody was here for a while. The group goes on, and nothing is lost. <span class="iop-lock-how"></span></p>
      <label class="iop-field">Password
        <input type="password" name="password" autocomplete="current-password" required></label>
      <p class="iop-lock-says" role="alert"></p>
      <div class="iop-row">
        <button class="iop-btn is-main">Unlock</button>
        <a class="iop-btn" href="#">Sign out</a></div>
    </form>`;
  const form = section.querySelector("form");
  const password = section.querySelector("input");
  const says = section.querySelector(".iop-lock-says");
  const button = section.querySelector("button");
  const how = section.querySelector(".iop-lock-how");
  const first = () => (password.required ? password : button);
  let titleBefore = null;

  const HOW = {
    "one press": "Nobody in this demonstration is real: one press goes on.",
    hub: "Sign in again to go on; this page comes back.",
    password: "Give your password to go on.",
  };
  let way = "password";
  const show = (asked) => {
    if (!section.hidden) return;
    way = asked in HOW ? asked : "password";
    how.textContent = HOW[way];
    button.textContent = way === "hub" ? "Sign in again" : "Unlock";
    password.required = way === "password";
    password.parentElement.hidden = way !== "password";
    bar.place();
    if (!section.isConnected) bar.host.append(section);
    bar.block();
    document.documentElement.classList.add("iop-locked");
    titleBefore = document.title;
    document.title = "Locked · iopkit";
    section.hidden = false;
    first().focus();
  };
  const hide = () => {
    if (section.hidden) return;
    section.hidden = true;
    password.value = "";
    says.textContent = "";
    document.documentElement.classList.remove("iop-locked");
    document.title = titleBefore;
    if (!bar.isBroken()) bar.unblock();
  };

  const xsrf = () => document.cookie.match(/(?:^|; )_xsrf=([^;]*)/)?.[1] ?? "";
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.setAttribute("aria-busy", "true");
    if (way === "hub") {
      location.assign(`${iopkit.base}unlock/again?next=${encodeURIComponent(location.pathname + location.search)}`);
      return;
    }
    const body = new URLSearchParams({ password: password.value, _xsrf: xsrf() });
    password.value = "";
    const answer = await fetch(`${iopkit.base}unlock`, { method: "POST", body, headers: { "X-XSRFToken": xsrf() }, redirect: "manual" }).catch(() => null);
    button.removeAttribute("aria-busy");
    if (answer?.status === 204) { iopkit.unlocked(); return; }
    says.textContent = answer?.status === 403 ? await answer.text() : "That did not arrive. Try again in a moment.";
    first().focus();
  });
  section.querySelector("a").addEventListener("click", (event) => {
    event.preventDefault();
    location.assign(`${iopkit.base}sign-out`);
  });

  iopkit.lock = { show, hide, isShown: () => !section.hidden };
})();
