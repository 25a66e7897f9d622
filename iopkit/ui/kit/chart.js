/* A chart with its sentence, how it is counted, its n and its table. plotly.js comes once a page, from this installation, and
   nothing is ever asked of another machine: a page of iopkit's server has its address, elsewhere the kernel hands it over. */
import { h, page, redraw, script } from "./dom.js";

async function plotly(model) {
  const coming = globalThis.iopkitPlotly ??= page.plotly ? script(page.plotly) : handedOver(model).then(script);
  try { await coming; } catch (error) {
    if (globalThis.iopkitPlotly === coming) globalThis.iopkitPlotly = undefined; // the next chart asks again
    throw error;
  }
  return globalThis.Plotly;
}

const handedOver = (model) => new Promise((resolve) => {
  const take = (content, buffers) => {
    if (content?.verb !== "plotly") return;
    model.off("msg:custom", take);
    resolve(URL.createObjectURL(new Blob([buffers[0]], { type: "text/javascript" })));
  };
  model.on("msg:custom", take);
  model.send({ verb: "plotly" });
});

/* What the kernel sends of a figure later on is what changed, by trace; null stands for what is there no more. */
const patched = (old, change) => {
  const made = { ...old };
  for (const [name, value] of Object.entries(change)) {
    if (value === null) delete made[name];
    else made[name] = value;
  }
  return made;
};
function initialize({ model }) {
  const take = () => {
    const traces = { ...model.get("traces") };
    for (const [at, change] of Object.entries(model.get("patch") ?? {})) {
      if (change === null) delete traces[at];
      else traces[at] = patched(traces[at], change);
    }
    model.set("traces", traces);
  };
  model.on("change:patch", take);
  take(); // JupyterLab may bring the first one before this script
}

/* Pictures in view are drawn first, the others as soon as the browser has nothing else to do, or all of them to be printed.
   Where a picture stands already, which came with the page, those in view can wait too, until somebody points at them. */
function whenSeen(picture, paint) {
  let due = true;
  const now = async () => {
    if (!due) return;
    due = false;
    if (!(await paint())) due = true; // tried again when somebody points at it
  };
  const idle = globalThis.requestIdleCallback ?? ((work) => setTimeout(work, 300));
  const later = () => idle(() => picture.isConnected && now(), { timeout: 2000 });
  const eyes = new IntersectionObserver((seen) => {
    if (seen.some((one) => one.isIntersecting) && !cameWithPage(picture)) now();
    else later();
  }, { rootMargin: "200px" });
  const again = () => {
    due = true;
    eyes.unobserve(picture);
    eyes.observe(picture);
  };
  addEventListener("beforeprint", now);
  for (const name of ["pointerenter", "touchstart"]) picture.addEventListener(name, now, { passive: true });
  again();
  return { again, end: () => { eyes.disconnect(); removeEventListener("beforeprint", now); } };
}

/* The picture that came with the page as markup, if it is still this one's. */
const cameWithPage = (place) => place.querySelector(":scope > .iop-drawn");
const broughtFor = ({ id }) => {
  const place = id && document.querySelector(`main[aria-busy] [data-of="${CSS.escape(id)}"]`);
  return place ? cameWithPage(place) : null;
};

const themed = (layout) => {
  const style = getComputedStyle(document.documentElement);
  const ink = style.getPropertyValue("--ink").trim();
  const line = style.getPropertyValue("--line").trim();
  const quiet = style.getPropertyValue("--ink-2").trim();
  const words = (axis) => (typeof axis.title === "string" ? { text: axis.title } : axis.title ?? {});
  const axes = Object.fromEntries(Object.keys(layout).filter((name) => /^[xy]axis/.test(name))
    .map((name) => [name, {
      ...layout[name], gridcolor: line, linecolor: line, zerolinecolor: line,
      tickfont: { ...layout[name].tickfont, color: quiet },
      title: { ...words(layout[name]), font: { ...words(layout[name]).font, color: quiet } },
    }]));
  return {
    ...layout, ...axes, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", font: { ...layout.font, color: ink },
    legend: { ...layout.legend, font: { ...layout.legend?.font, size: 13, color: ink } },
    hoverlabel: { bgcolor: style.getPropertyValue("--card").trim(), bordercolor: line, font: { color: ink, size: 14 }, align: "left" },
  };
};

function render({ model, el }) {
  el.classList.add("iop-chart");
  const picture = h("div", { class: "iop-picture", role: "img" }, broughtFor(model));
  const table = () => {
    const { columns, rows } = model.get("table");
    return h("div", { class: "iop-scroll" }, h("table", { class: "iop-table" },
      h("thead", null, h("tr", null, columns.map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", null, rows.map((row) => h("tr", null, row.map((cell, at) => at ? h("td", { class: "num" }, cell) : h("th", { scope: "row" }, cell)))))));
  };
  const beneath = () => {
    const { columns, rows } = model.get("beneath");
    return rows?.length > 0 && h("div", { class: "iop-scroll" }, h("table", { class: "iop-table iop-risk num" },
      h("thead", null, h("tr", null, columns.map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", null, rows.map((row) => h("tr", null, row.map((cell, at) => at ? h("td", null, cell) : h("th", { scope: "row" }, cell)))))));
  };
  const words = () => {
    const open = el.querySelector("details")?.open;
    redraw(el, h("figure", { class: "iop-card" },
      h("figcaption", null, h("h2", null, model.get("title")), h("p", null, model.get("summary"))),
      picture,
      beneath(),
      h("details", { open },
        h("summary", null, "How this is counted, and the table"),
        h("p", null, model.get("definition")),
        h("p", { class: "iop-sub" }, `n: ${model.get("n")}`),
        model.get("table").rows?.length > 0 && table())));
    picture.setAttribute("aria-label", `${model.get("title")}. ${model.get("summary")}`);
  };
  const height = () => model.get("arrangement")?.height ?? 320;
  const paint = async () => {
    const traces = Object.values(structuredClone(model.get("traces") ?? {}));
    const layout = structuredClone(model.get("arrangement") ?? {});
    if (!layout.height) return true;
    try {
      const Plotly = await plotly(model);
      await Plotly.react(picture, traces, themed({ ...layout, autosize: true }), {
        displayModeBar: false, responsive: true, showSendToCloud: false, displaylogo: false, plotlyServerURL: "", topojsonURL: "",
      });
      picture.querySelectorAll(":scope > :is(.iop-drawn, .iop-undrawn)").forEach((one) => one.remove());
      picture.dataset.drawn = String(Number(picture.dataset.drawn ?? 0) + 1);
      return true;
    } catch (error) {
      if (!cameWithPage(picture)) {
        globalThis.Plotly?.purge(picture);
        picture.style.minHeight = "";
        picture.replaceChildren(h("p", { class: "iop-undrawn" }, "The picture could not be drawn. Its table is below. Point here to try again."));
        el.querySelector("details").open = true;
      }
      return false;
    }
  };
  words();
  const seen = whenSeen(picture, paint);
  const draw = () => { picture.style.minHeight = `${height()}px`; seen.again(); };
  const drawAnother = () => { cameWithPage(picture)?.remove(); draw(); };
  draw();
  for (const name of ["traces", "arrangement"]) model.on(`change:${name}`, drawAnother);
  for (const name of ["title", "summary", "definition", "n", "table", "beneath"]) model.on(`change:${name}`, words);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", draw);
  const sized = new ResizeObserver(() => globalThis.Plotly && picture.data && globalThis.Plotly.Plots.resize(picture));
  sized.observe(el);
  return () => { dark.removeEventListener("change", draw); sized.disconnect(); seen.end(); };
}
export default { initialize, render };
