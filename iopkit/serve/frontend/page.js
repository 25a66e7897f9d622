/* A page of iopkit: its connection first, then its widgets in place of the still picture that came with it. */
import { arrived, widgetsOfPage } from "./page_settings.js";
import "../connection/drafts.js";
import "../connection/bar.js";
import "../connection/lock.js";
import "../connection/pulse.js";
import { lineToKernel } from "./line.js";
import { modelsOf } from "./models.js";
import { viewOf } from "./views.js";

async function stand() {
  await arrived;
  const widgets = widgetsOfPage();
  if (!widgets) return;
  window.iopkit.complete = true;
  const models = modelsOf(widgets.states);
  const line = lineToKernel(models.hear);
  models.useLine(line);
  window.iopkit.line = { ...line, renew: models.renew };
  line.open();
  const page = viewOf(models, `IPY_MODEL_${widgets.page}`);
  const main = document.querySelector("main");
  main.replaceChildren(page.el);
  main.removeAttribute("aria-busy");
  document.querySelectorAll("#opening, .iop-slow").forEach((one) => one.remove());
  window.iopkit.stands = true;
  window.dispatchEvent(new Event("iopkit:stands"));
}

/* A page that is left needs its kernel no longer; the cookie proves that it is our page that says so. */
window.addEventListener("pagehide", () => {
  const { base, kernelId } = window.iopkit;
  const proof = document.cookie.match(/(?:^|; )_xsrf=([^;]*)/)?.[1] ?? "";
  navigator.sendBeacon(`${base}voila/api/shutdown/${kernelId}`, new URLSearchParams({ _xsrf: proof }));
});

stand();
