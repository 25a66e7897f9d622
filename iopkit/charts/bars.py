"""Bars of reasons, lying, with their words on the left and their numbers at the end."""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from iopkit.charts.cohorts import COMPARED_BY, cohort_name
from iopkit.charts.colours import stroke
from iopkit.charts.drawing import Drawing, Words, numbers
from iopkit.charts.look import legend_above, new_drawing
from iopkit.charts.words import length, percent, shown
from iopkit.metrics.cohorts import NOT_RECORDED, By, cohort_order

#: A bar and the space around it, in pixels, and how long its words may be.
_BAR, _GAP, _LONGEST = 22, 14, 18
#: More reasons than these would be small print; the table has all of them.
MOST_REASONS = 7
_MOST_COHORTS = 4


class Part(NamedTuple):
    """One stretch of each bar: what it is called, its colour, how long it is, and what it says."""

    name: str
    colour: str
    lengths: Sequence[float]
    hover: Sequence[str]
    ends: Sequence[str]


def main_reasons(table: pd.DataFrame, count: str) -> list[str]:
    """The most frequent reasons over all cohorts, at most seven; the one not recorded is the last."""
    totals = table.groupby("reason")[count].sum().sort_values(ascending=False, kind="stable")
    most = totals.index[:MOST_REASONS].astype("str").to_list()
    return sorted(most, key=lambda reason: reason == NOT_RECORDED)


def reason_bars(reasons: Sequence[str], parts: Sequence[Part], title: str, *, stacked: bool) -> Drawing:
    """A bar for each reason: the parts one behind the other, or one under the other."""
    under = 1 if stacked else len(parts)
    drawing = new_drawing(round(len(reasons) * (_BAR * under + _GAP)) + 64)
    for part in parts:
        drawing.add(_bars(part, len(reasons)))
    names = [shown(reason, _LONGEST) for reason in reasons]
    at = {"tickvals": list(range(len(names))), "ticktext": names, "ticks": ""}
    drawing.arrange(yaxis={**at, "range": [len(names) - 0.5, -0.5], "showgrid": False})
    most = [
        sum(lengths) if stacked else max(lengths) for lengths in zip(*(p.lengths for p in parts), strict=True)
    ]
    # Room for the numbers, which stand behind the bars, on a phone too.
    title_under = {"text": title, "standoff": 4}
    drawing.arrange(xaxis={"title": title_under, "range": [0, max(most) * 1.45], "showticklabels": False})
    drawing.arrange(barmode="stack" if stacked else "group", bargap=_GAP / (_BAR * under + _GAP))
    drawing.arrange(margin={"l": 16 + round(7.2 * max(map(length, names))), "b": 34, "r": 24})
    if len(parts) == 1:
        return drawing
    return legend_above(drawing, len(parts)).arrange(legend={"traceorder": "normal"})


def _bars(part: Part, many: int) -> Words:
    return {
        "type": "bar",
        "x": numbers(part.lengths),
        "y": list(range(many)),
        "name": part.name,
        "orientation": "h",
        "marker": {"color": part.colour},
        "text": list(part.ends),
        "textposition": "outside",
        "cliponaxis": False,
        "hovertext": list(part.hover),
        "hoverinfo": "text",
    }


def cohort_bars(table: pd.DataFrame, count: str, what: str, by: By) -> Drawing | None:
    """For each reason its share in each cohort; None where there are too many cohorts to tell apart."""
    cohorts = cohort_order(table["cohort"])
    if len(cohorts) > _MOST_COHORTS:
        return None
    reasons, parts = main_reasons(table, count), []
    for place, cohort in enumerate(cohorts):
        rows = table[table["cohort"] == cohort].set_index("reason").reindex(reasons)
        name, counts = shown(cohort_name(cohort, by)), rows[count].fillna(0).astype("int64").to_list()
        all_of = int(table.loc[table["cohort"] == cohort, count].sum())
        hover = [
            f"{name}, {shown(reason)}: {one:,} of {all_of:,} {what}"
            for reason, one in zip(reasons, counts, strict=True)
        ]
        heights = rows["share"].fillna(0.0).to_list()
        parts.append(Part(name, stroke(place).colour, heights, hover, [percent(one) for one in heights]))
    return reason_bars(reasons, parts, f"Share of {what}", stacked=False)


def reason_table(table: pd.DataFrame, names: dict[str, str], by: By | None) -> pd.DataFrame:
    """The numbers for people: a row for each reason, and for each cohort where cohorts are compared."""
    shown_table = pd.DataFrame({"Reason": table["reason"], **{names[one]: table[one] for one in names}})
    shown_table["Share"] = [percent(one) for one in table["share"]]
    if by is None:
        return shown_table
    cohorts = [cohort_name(one, by) for one in table["cohort"]]
    return pd.concat([pd.DataFrame({COMPARED_BY[by]: cohorts}, dtype="str"), shown_table], axis=1)
