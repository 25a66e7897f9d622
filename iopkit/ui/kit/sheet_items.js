/* The items of a worksheet with a control for each type of answer, and its filled example. */
import { h, choice } from "./dom.js";
import { field } from "./field.js";

/* `given(item)` is the answer so far, with what still waits; `answer(item)` gives the function that is told an answer.
   Where answers are stored, `stored(item)` is what the store holds, `pressed(item)` the function for answers that are
   pressed, `kept(item, part, stored)` says how a field keeps its draft, `busy(item)` whether an answer waits. */
export function sheetItems(sheet, { given, answer, group, stored = given, pressed = answer, kept = () => ({}), busy = () => false }) {
  const scale = Array.from({ length: 11 }, (_, number) => [number, String(number)]);

  const cells = (item, rows) => rows.map((row) => row.map((cell) => cell ?? ""));
  const tableRows = (item) => {
    const labels = Array.isArray(item.rows) ? item.rows : null;
    const count = labels ? labels.length : item.rows;
    return Array.from({ length: count }, (_, at) => {
      const row = (given(item) ?? [])[at] ?? Array(item.columns.length).fill("");
      return labels ? [labels[at], ...row.slice(1)] : [...row];
    });
  };

  const asTable = (item) => {
    const rows = tableRows(item);
    const labelled = Array.isArray(item.rows);
    return h("div", { class: "iop-scroll" }, h("table", { class: "iop-grid" },
      h("thead", null, h("tr", null, item.columns.map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", null, rows.map((row, at) => h("tr", null, row.map((cell, column) =>
        labelled && column === 0
          ? h("th", { scope: "row" }, cell)
          : h("td", { "data-column": item.columns[column] }, field("textarea", { rows: 2, value: cell, "data-key": `${item.id}:${at}:${column}`, "aria-label": `${item.columns[column]}, row ${at + 1}` },
              (value, control, version) => { rows[at][column] = value; return answer(item)(cells(item, rows), control, version); },
              kept(item, `${at}:${column}`, (stored(item) ?? [])[at]?.[column] ?? "")))))))));
  };

  const asWeek = (item) => {
    const grid = structuredClone(given(item) ?? {});
    return h("div", { class: "iop-scroll" }, h("table", { class: "iop-grid is-week" },
      h("thead", null, h("tr", null, h("td"), item.days.map((day) => h("th", { scope: "col" }, day)))),
      h("tbody", null, item.rows.map((row, at) => h("tr", null, h("th", { scope: "row" }, row),
        item.days.map((day) => h("td", { "data-column": day }, field("textarea", { rows: 2, value: grid[row]?.[day] ?? "", "data-key": `${item.id}:${at}:${day}`, "aria-label": `${row}, ${day}` },
          (value, control, version) => {
            grid[row] = { ...grid[row], [day]: value };
            if (!value) delete grid[row][day];
            return answer(item)(structuredClone(grid), control, version);
          }, kept(item, `${at}:${day}`, stored(item)?.[row]?.[day] ?? "")))))))));
  };

  const asChoices = (item) => {
    const chosen = new Set(given(item) ?? []);
    return h("div", { class: "iop-options" }, item.options.map((option, at) =>
      h("label", null, h("input", {
        type: "checkbox", checked: chosen.has(option), "data-key": `${item.id}:${at}`,
        onchange: (event) => {
          if (event.target.checked) chosen.add(option); else chosen.delete(option);
          pressed(item)(item.options.filter((one) => chosen.has(one)), event.target);
        },
      }), option)));
  };

  const asChoice = (item) => h("div", { class: "iop-options" }, item.options.map((option, at) =>
    h("label", null, h("input", {
      type: "radio", name: `${group}-${item.id}`, checked: given(item) === option, "data-key": `${item.id}:${at}`,
      onchange: (event) => pressed(item)(option, event.target),
    }), option)));

  const words = (item) => ({ value: given(item) ?? "", "data-key": item.id, "aria-label": item.ask });
  const whole = (item) => kept(item, "text", stored(item) ?? "");
  const controls = {
    text: (item) => field("input", { type: "text", ...words(item) }, answer(item), whole(item)),
    long_text: (item) => field("textarea", { rows: 4, ...words(item) }, answer(item), whole(item)),
    date: (item) => field("input", { type: "date", ...words(item) }, (value, control, version) => (value ? answer(item)(value, control, version) : null), whole(item)),
    scale: (item) => h("div", null, choice(item.ask, scale, given(item), pressed(item), item.id),
      h("p", { class: "iop-ends" }, h("span", null, `0 ${item.low}`), h("span", null, `10 ${item.high}`))),
    choice: asChoice, choices: asChoices, table: asTable, weekly_grid: asWeek,
  };

  return h("ol", { class: "iop-items" }, sheet.items.map((item, at) =>
    h("li", null, h("fieldset", { "aria-busy": busy(item) ? "true" : null },
      h("legend", null, `${at + 1}. ${item.ask}`, sheet.required.includes(item.id) ? h("span", { class: "iop-sub" }, " (needed)") : null),
      item.help && h("p", { class: "iop-sub" }, item.help),
      controls[item.type](item)))));
}

export function filledExample(sheet) {
  if (!Object.keys(sheet.example).length) return null;
  return h("details", { "data-keep": "example" }, h("summary", null, "A filled example"),
    h("dl", { class: "iop-example" }, sheet.items.filter((item) => sheet.example[item.id] !== undefined).map((item) =>
      [h("dt", null, item.ask), h("dd", null, sheet.example[item.id])])));
}
