/* A browser needs several times as long for the first pictures as for those after them: it learns plotly.js by running it.
   While the kernel starts it has nothing else to do, so it draws some that nobody sees, of the kinds that the pages have. */
const axis = { tickvals: [0, 1], ticktext: ["a", "b"], title: { text: "a", standoff: 4 }, range: [-0.5, 1.5], fixedrange: true };
const words = { text: "<span style=\"color:#000\">a</span> b<br>c", x: 1, y: 1, xref: "paper", showarrow: false };
const layout = (more) => ({ height: 200, margin: { l: 60, r: 20, t: 10, b: 40 }, xaxis: axis, yaxis: axis, showlegend: false, ...more });

const lines = {
  data: [
    { type: "scatter", x: ["2026-01-05", "2026-01-12"], y: [0, 1], mode: "lines+markers", line: { dash: "2px,3px" }, hoverinfo: "text", hovertext: ["a", "b"] },
    { type: "scatter", x: ["2026-01-05", "2026-01-12"], y: [1, 0], mode: "markers", marker: { size: [6, 9], line: { width: 0 } }, xaxis: "x2", yaxis: "y2" },
    { type: "scatter", x: ["2026-01-05", "2026-01-12"], y: [0, 1], line: { shape: "hv" }, fill: "tonexty", xaxis: "x2", yaxis: "y2" },
  ],
  layout: layout({
    xaxis: { type: "date", anchor: "y", matches: "x2", showticklabels: false }, yaxis: { ...axis, domain: [0.5, 1] },
    xaxis2: { type: "date", anchor: "y2", title: axis.title }, yaxis2: { ...axis, anchor: "x2", domain: [0, 0.4] },
    shapes: [{ type: "line", x0: 0, x1: 1, xref: "x2 domain", y0: 1, y1: 1, yref: "y2" }], annotations: [words],
  }),
};
const bars = {
  data: ["a", "b"].map((name) => ({ type: "bar", orientation: "h", name, x: [1, 2], y: [0, 1], text: ["1", "2"], textposition: "outside", cliponaxis: false, hoverinfo: "text", hovertext: ["a", "b"] })),
  layout: layout({ barmode: "stack", showlegend: true, legend: { orientation: "h", y: 1.02 } }),
};
const cells = {
  data: [{ type: "heatmap", z: [[0, 1], [1, null]], text: [["a", ""], ["", "b"]], texttemplate: "%{text}", colorscale: [[0, "#000"], [1, "#fff"]], showscale: false, xgap: 3, ygap: 3 }],
  layout: layout({ annotations: [words] }),
};

const aside = "position: absolute; left: -2000px; top: 0; width: 560px; visibility: hidden";

const later = (milliseconds) => new Promise((next) => setTimeout(next, milliseconds));

/* A picture at a time: in between the browser can do what is asked of it, and once the page has come it stops. */
async function draw() {
  while (!document.body) await later(20); // the page's head comes by itself, before its kernel has started
  for (const { data, layout: arrangement } of [lines, bars, cells, lines]) {
    if (document.readyState !== "loading") return;
    const place = document.createElement("div");
    place.style.cssText = aside;
    place.ariaHidden = "true";
    document.body.append(place);
    await globalThis.Plotly.newPlot(place, structuredClone(data), structuredClone(arrangement), { displayModeBar: false });
    globalThis.Plotly.purge(place);
    place.remove();
    await later(0);
  }
}

/* Whatever goes wrong here is no reason not to draw the real ones. */
export const rehearse = () => draw().catch(() => {});
