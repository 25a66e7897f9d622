/* The pieces of the kit by name: the name is what a widget has in place of its script when iopkit serves it. */
import callList from "../../ui/kit/call_list.js";
import chart from "../../ui/kit/chart.js";
import figures from "../../ui/kit/figures.js";
import filters from "../../ui/kit/filters.js";
import header from "../../ui/kit/header.js";
import picker from "../../ui/kit/picker.js";
import planList from "../../ui/kit/plan_list.js";
import planPaper from "../../ui/kit/plan_paper.js";
import programBoard from "../../ui/kit/program_board.js";
import programChoice from "../../ui/kit/program_choice.js";
import programExport from "../../ui/kit/program_export.js";
import programRules from "../../ui/kit/program_rules.js";
import roster from "../../ui/kit/roster.js";
import spine from "../../ui/kit/spine.js";
import step from "../../ui/kit/step.js";
import summary from "../../ui/kit/summary.js";
import table from "../../ui/kit/table.js";
import worksheet from "../../ui/kit/worksheet.js";

export const pieces = {
  "call_list.js": callList,
  "chart.js": chart,
  "figures.js": figures,
  "filters.js": filters,
  "header.js": header,
  "picker.js": picker,
  "plan_list.js": planList,
  "plan_paper.js": planPaper,
  "program_board.js": programBoard,
  "program_choice.js": programChoice,
  "program_export.js": programExport,
  "program_rules.js": programRules,
  "roster.js": roster,
  "spine.js": spine,
  "step.js": step,
  "summary.js": summary,
  "table.js": table,
  "worksheet.js": worksheet,
};
