/* What the server says about this page, before anything else of it has come. */
const told = document.getElementById("iopkit-page");

window.iopkit = { ...JSON.parse(told.textContent) };

/* The widgets of the page, as the server wrote them under it. Null when the way here broke before they came. */
export function widgetsOfPage() {
  const written = document.getElementById("iopkit-widgets");
  return written ? JSON.parse(written.textContent) : null;
}

/* When all of the page has come, or will not come any more. */
export const arrived = new Promise((done) => {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", done, { once: true });
  else done();
});
