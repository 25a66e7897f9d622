"""How stays came to their end."""

from datetime import date

import pandas as pd

from iopkit.metrics.cohorts import NOT_RECORDED, By, with_cohort


def episode_ends(episodes: pd.DataFrame, since: date, until: date, by: By | None = None) -> pd.DataFrame:
    """Episodes that ended on a day from ``since`` to ``until``, both included, by the reason given.

    Parameters
    ----------
    episodes
        One row per episode: ``discharged_on`` (NaT while enrolled), ``discharge_reason``, and what
        ``with_cohort`` reads for ``by``.

    Returns
    -------
    pandas.DataFrame
        ``cohort`` (with ``by`` only), ``reason`` (``not recorded`` where there is none), ``episodes``
        (count) and ``share`` of the cohort's ends, in [0, 1]; the most frequent first.
    """
    ended = pd.to_datetime(episodes["discharged_on"]).between(pd.Timestamp(since), pd.Timestamp(until))
    rows = episodes[ended].assign(episodes=1)
    rows = rows.assign(reason=reasons(rows["discharge_reason"]))
    return shares(rows if by is None else with_cohort(rows, by), ["episodes"], by)


def reasons(given: pd.Series) -> pd.Series:
    """Reasons without space around them, ``not recorded`` where none was given."""
    words = given.astype("string").str.strip()
    return words.where(words != "").fillna(NOT_RECORDED).astype("str")


def shares(rows: pd.DataFrame, counts: list[str], by: By | None) -> pd.DataFrame:
    """Sums of counts by ``reason``, with the first one's share of all of the cohort; the largest first."""
    keys = ["reason"] if by is None else ["cohort", "reason"]
    table = rows.groupby(keys, as_index=False)[counts].sum().astype(dict.fromkeys(counts, "int64"))
    all_of = table[counts[0]].sum() if by is None else table.groupby("cohort")[counts[0]].transform("sum")
    table = table.assign(share=table[counts[0]] / all_of, last=table["reason"] == NOT_RECORDED)
    order = [*keys[:-1], "last", counts[0], "reason"]
    ascending = [*(True for _ in keys[:-1]), True, False, True]
    return table.sort_values(order, ascending=ascending, ignore_index=True).drop(columns="last")
