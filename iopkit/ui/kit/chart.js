/* A chart with its sentence, how it is counted, its n and its table. plotly.js comes once a page,
   from the plotly package of this installation, and nothing is ever asked of another machine. */

function plotly(model) {
  globalThis.iopkitPlotly ??= new Promise((resolve, reject) => {
    const take = (content, buffers) => {
      if (content?.verb !== "plotly") return;
      model.off("msg:custom", take);
      const text = new TextDecoder().decode(buffers[0]);
      const tag = h("script", { src: URL.createObjectURL(new Blob([text], { type: "text/javascript" })) });
      tag.onload = () => resolve(globalThis.Plotly);
      tag.onerror = () => reject(new Error("plotly.js could not be loaded"));
      document.head.append(tag);
    };
    model.on("msg:custom", take);
    model.send({ verb: "plotly" });
  });
  return globalThis.iopkitPlotly;
}

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
  return { ...layout, ...axes, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", font: { ...layout.font, color: ink } };
};

function render({ model, el }) {
  el.classList.add("iop-chart");
  const picture = h("div", { class: "iop-picture", role: "img" });
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
  const paint = async () => {
    const figure = JSON.parse(model.get("figure") || "{}");
    if (!figure.data) return;
    try {
      const Plotly = await plotly(model);
      picture.style.minHeight = `${figure.layout.height ?? 320}px`;
      await Plotly.react(picture, figure.data, themed({ ...figure.layout, autosize: true }), {
        displayModeBar: false, responsive: true, showSendToCloud: false, displaylogo: false, plotlyServerURL: "", topojsonURL: "",
      });
      picture.dataset.drawn = String(Number(picture.dataset.drawn ?? 0) + 1);
    } catch (error) {
      picture.textContent = "The picture could not be drawn. Its table is below.";
      el.querySelector("details").open = true;
    }
  };
  const draw = () => { words(); paint(); };
  model.on("change:figure", draw);
  for (const name of ["title", "summary", "definition", "n", "table", "beneath"]) model.on(`change:${name}`, words);
  draw();
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", paint);
  const sized = new ResizeObserver(() => globalThis.Plotly && picture.data && globalThis.Plotly.Plots.resize(picture));
  sized.observe(el);
  return () => { dark.removeEventListener("change", paint); sized.disconnect(); };
}
export default { render };
