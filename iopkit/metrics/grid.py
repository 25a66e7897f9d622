"""The roll as a grid: clients down, group sessions across."""

import pandas as pd

from iopkit.metrics.attendance import marked


def session_grid(attendance: pd.DataFrame, last: int = 20) -> pd.DataFrame:
    """What the roll says of each client at the latest group sessions.

    Cancelled sessions and those with nobody marked yet are left out.

    Parameters
    ----------
    attendance
        What ``marked`` takes, ``client_name``, ``group_name``.
    last
        How many sessions, counted back from the latest.

    Returns
    -------
    pandas.DataFrame
        Statuses, missing where a client was not expected. Rows by name, indexed by ``client``,
        ``client_name``; columns in order of time, indexed by ``session``, ``starts_at``,
        ``group_name``.
    """
    counted = marked(attendance)
    sessions = counted[["session", "starts_at", "group_name"]].drop_duplicates("session")
    sessions = sessions.sort_values(["starts_at", "session"]).tail(last)
    rows = attendance[attendance["session"].isin(sessions["session"])]
    clients = rows[["client", "client_name"]].drop_duplicates("client")
    names = clients["client_name"].astype("str").str.casefold()
    clients = clients.loc[names.sort_values(kind="stable").index]
    grid = rows.pivot(index="client", columns="session", values="status")
    grid = grid.reindex(index=clients["client"], columns=sessions["session"])
    return grid.set_axis(pd.MultiIndex.from_frame(clients)).set_axis(
        pd.MultiIndex.from_frame(sessions), axis=1
    )
