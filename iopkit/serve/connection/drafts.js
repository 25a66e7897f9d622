/* What is typed or pressed and not stored yet. It is kept in this browser, encrypted with a key that the server gives
   to this sign-in only and that no file of the browser ever holds; without the key it lives as long as the page. */
(() => {
  const iopkit = window.iopkit;
  const PREFIX = "iopkit-draft:";
  const all = new Map();
  const unwritten = new Set();
  let key = null;
  let writing = null;

  /* Drafts of one page and one group session or program are nobody else's. */
  const context = () => {
    const query = new URLSearchParams(location.search);
    return `${location.pathname}?${query.get("session") ?? ""}&${query.get("program") ?? ""}`;
  };
  const nameOf = (place) => JSON.stringify([context(), Object.entries(place).sort()]);

  const put = (place, record) => {
    const name = nameOf(place);
    const item = all.get(name)?.item ?? PREFIX + crypto.randomUUID();
    all.set(name, { name, item, place, context: context(), record });
    write(name);
    return name;
  };
  /* Takes a place, or what `put` gave: the address may have moved on since. */
  const drop = (place) => {
    const name = typeof place === "string" ? place : nameOf(place);
    const one = all.get(name);
    if (!one) return;
    all.delete(name);
    unwritten.delete(name);
    localStorage.removeItem(one.item);
  };

  const encoded = (bytes) => btoa(String.fromCharCode(...bytes));
  const decoded = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

  const sealed = async (one) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(one));
    const hidden = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain));
    return `${encoded(iv)}.${encoded(hidden)}`;
  };
  const unsealed = async (text) => {
    const [iv, hidden] = text.split(".").map(decoded);
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, hidden)));
  };

  const write = (name) => {
    unwritten.add(name);
    if (key && !writing) writing = writeAll().finally(() => { writing = null; });
  };
  const writeAll = async () => {
    while (unwritten.size) {
      const [name] = unwritten;
      unwritten.delete(name);
      const one = all.get(name);
      if (!one) continue;
      const text = await sealed(one);
      if (all.get(name) !== one) continue; // stored or typed on meanwhile
      try { localStorage.setItem(one.item, text); } catch { /* the browser is full: it lives as long as the page */ }
    }
  };

  const items = () => Object.keys(localStorage).filter((item) => item.startsWith(PREFIX));
  const forgetAll = () => {
    all.clear();
    unwritten.clear();
    items().forEach((item) => localStorage.removeItem(item));
  };

  const read = async (item) => {
    try {
      const one = await unsealed(localStorage.getItem(item));
      if (!all.has(one.name)) all.set(one.name, { ...one, record: { ...one.record, sent: false, restored: true } });
    } catch {
      localStorage.removeItem(item); // another sign-in's, or damaged: nobody can read it any more
    }
  };
  /* Ask for the key, and find what was kept before the page was opened again. */
  const load = async () => {
    if (key || !crypto.subtle) return;
    const answer = await fetch(`${iopkit.base}iopkit/draft-key`, { cache: "no-store" }).catch(() => null);
    if (!answer?.ok || key) return;
    const bytes = decoded((await answer.json()).key);
    key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
    await Promise.all(items().map(read));
    [...all.keys()].forEach(write);
    window.dispatchEvent(new Event("iopkit:drafts"));
  };

  iopkit.drafts = {
    load,
    forgetAll,
    put,
    drop,
    get: (place) => all.get(nameOf(place))?.record,
    list: (like) => {
      const here = context();
      const fits = (one) => one.context === here && Object.entries(like).every(([name, value]) => one.place[name] === value);
      return [...all.values()].filter(fits).map(({ place, record }) => ({ place, record }));
    },
    written: () => writing ?? Promise.resolve(),
  };
  load();
})();
