/* Runs beside the pages, in the browser: where a page is asked for and the server does not answer, the browser's own error
   page would stay for ever. This one waits, and opens the page by itself. */
const BASE = new URL("..", self.location.href).pathname;

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Waiting for the server · iopkit</title>
<style>
:root { color-scheme: light dark; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 1.25rem/1.5 system-ui, sans-serif; background: #fdf0dc; color: #17242b; }
main { max-width: 60ch; padding: 24px; }
h1 { font-size: 1.625rem; color: #8a4b00; }
@media (prefers-color-scheme: dark) { body { background: #3a2a10; color: #e8efec; } h1 { color: #f2b866; } }
</style>
</head>
<body>
<main role="alert">
<h1>No connection to the server</h1>
<p>What was shown as saved is saved, and what you were typing is kept. This page opens by itself as soon as the server is back.</p>
</main>
<script>
setInterval(async () => {
  const answer = await fetch("${BASE}healthz", { cache: "no-store" }).catch(() => null);
  if (answer && answer.ok) location.reload();
}, 2000);
</script>
</body>
</html>`;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.mode !== "navigate" || event.request.method !== "GET") return;
  const headers = { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" };
  event.respondWith(fetch(event.request).catch(() => new Response(PAGE, { status: 503, headers })));
});
