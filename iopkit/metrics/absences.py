"""Why clients did not come."""

import pandas as pd

from iopkit.metrics.attendance import marked
from iopkit.metrics.cohorts import By, with_cohort
from iopkit.metrics.ends import reasons, shares


def missed_visits(attendance: pd.DataFrame, by: By | None = None) -> pd.DataFrame:
    """Expected visits that were not kept, by the reason given for them.

    Parameters
    ----------
    attendance
        What ``marked`` takes, ``reason``, and what ``with_cohort`` reads for ``by``.

    Returns
    -------
    pandas.DataFrame
        ``cohort`` (with ``by`` only), ``reason`` (``not recorded`` where there is none), ``visits``
        (missed), of these ``excused``, and ``share`` of the cohort's missed visits, in [0, 1]; the most
        frequent first.
    """
    rows = marked(attendance)
    rows = rows[~rows["came"]].assign(visits=1)
    rows = rows.assign(reason=reasons(rows["reason"]), excused=(rows["status"] == "excused").astype("int64"))
    return shares(rows if by is None else with_cohort(rows, by), ["visits", "excused"], by)
