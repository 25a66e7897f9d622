"""Who to call: clients who missed the last two group sessions they were expected at."""

from datetime import date

import pandas as pd

from iopkit.metrics.attendance import marked

_VISIT = ["on", "status", "reason"]


def missed_last_two(attendance: pd.DataFrame, episodes: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Clients in treatment whose two latest marked sessions were both missed.

    Only sessions since the admission of the episode now open are looked at, so a client who comes
    back does not start with the absences of an earlier stay. Sessions not marked are passed over.

    Parameters
    ----------
    attendance
        What ``marked`` takes, ``client_name``, ``group_name``, ``reason``.
    episodes
        One row per episode: ``client``, ``admitted_on``, ``discharged_on`` (NaT while enrolled).

    Returns
    -------
    pandas.DataFrame
        ``client``, ``client_name``, ``group_name`` (of the latest session), ``week`` (of treatment,
        from 1), and of the two sessions in order ``first_on``, ``first_status``, ``first_reason``,
        ``second_on``, ``second_status``, ``second_reason``; absent twice first, then by name.
    """
    today = pd.Timestamp(as_of).normalize()
    pairs = _last_two(_since_admission(marked(attendance), _open(episodes, today), today))
    missed = pairs[~pairs["first_came"] & ~pairs["second_came"]]
    weeks = (today - missed["admitted_on"]).dt.days // 7 + 1
    missed = missed.assign(week=weeks.astype("int64"))
    absent = (missed[["first_status", "second_status"]] == "absent").sum(axis=1)
    order = pd.DataFrame({"absent": -absent, "name": missed["client_name"].str.casefold()})
    columns = ["client", "client_name", "group_name", "week"]
    columns += [f"{visit}_{column}" for visit in ("first", "second") for column in _VISIT]
    return missed.loc[order.sort_values(["absent", "name"], kind="stable").index, columns].reset_index(
        drop=True
    )


def _open(episodes: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    admitted = pd.to_datetime(episodes["admitted_on"]).astype("datetime64[s]")
    discharged = pd.to_datetime(episodes["discharged_on"]).astype("datetime64[s]")
    rows = pd.DataFrame({"client": episodes["client"].astype("str"), "admitted_on": admitted})
    rows = rows[(admitted <= today) & (discharged.isna() | (discharged > today))]
    return rows.sort_values("admitted_on", kind="stable").drop_duplicates("client", keep="last")


def _since_admission(rows: pd.DataFrame, enrolled: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    rows = rows.drop(columns="admitted_on", errors="ignore").merge(enrolled, on="client")
    rows = rows.assign(
        on=pd.to_datetime(rows["starts_at"]).astype("datetime64[s]").dt.normalize(),
        client_name=rows["client_name"].astype("str"),
    )
    return rows[(rows["on"] >= rows["admitted_on"]) & (rows["on"] <= today)]


def _last_two(rows: pd.DataFrame) -> pd.DataFrame:
    latest = rows.sort_values(["starts_at", "session"]).groupby("client").tail(2)
    place = latest.groupby("client").cumcount(ascending=False)
    second = latest[place == 0].rename(columns={c: f"second_{c}" for c in [*_VISIT, "came"]})
    first = latest.loc[place == 1, ["client", *_VISIT, "came"]]
    return second.merge(first.rename(columns={c: f"first_{c}" for c in [*_VISIT, "came"]}), on="client")
