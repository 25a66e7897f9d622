/* Written into the page itself: when the page's script does not come, nobody else could say so. */
addEventListener("error", ({ target }) => {
  if (target.tagName !== "SCRIPT" || document.querySelector(".iop-broken")) return;
  const { base } = JSON.parse(document.getElementById("iopkit-page").textContent);
  const says = document.createElement("section");
  says.className = "iop-broken";
  says.setAttribute("role", "alert");
  says.append(document.createElement("h2"), document.createElement("p"));
  says.firstChild.textContent = "No connection to the server";
  says.lastChild.textContent = "Nothing is lost. This page opens by itself as soon as the server is back.";
  (document.body ?? document.documentElement).append(says);
  setInterval(async () => {
    const answer = await fetch(`${base}healthz`, { cache: "no-store" }).catch(() => null);
    if (answer?.ok) location.reload();
  }, 2000);
}, true);
