import pandas as pd

from iopkit.metrics.grid import session_grid

NAMES = {"heron": "Heron M.", "otter": "Otter B.", "ape": "ape X."}


def visit(session, day, client, status, **more):
    return {
        "session": session,
        "starts_at": f"2026-11-{day} 09:00",
        "client": client,
        "client_name": NAMES[client],
        "status": status,
        **more,
    }


def test_clients_go_down_by_name_and_sessions_across_in_time(roll):
    grid = session_grid(
        roll(
            visit("late", 18, "otter", "absent"),
            visit("late", 18, "heron", "present"),
            visit("early", 16, "heron", "late"),
            visit("early", 16, "ape", "unmarked"),
        )
    )
    assert grid.index.to_list() == [("ape", "ape X."), ("heron", "Heron M."), ("otter", "Otter B.")]
    assert [session for session, _, _ in grid.columns] == ["early", "late"]
    assert grid.fillna("-").to_numpy().tolist() == [["unmarked", "-"], ["late", "present"], ["-", "absent"]]


def test_only_the_latest_sessions_are_kept(roll):
    frame = roll(*(visit(f"s{day}", day, "heron", "present") for day in range(10, 20)))
    grid = session_grid(frame, last=3)
    assert grid.columns.get_level_values("session").to_list() == ["s17", "s18", "s19"]


def test_cancelled_and_unmarked_sessions_are_left_out(roll):
    frame = roll(
        visit("a", 16, "heron", "present"),
        visit("b", 17, "heron", "present", session_status="cancelled"),
        visit("c", 18, "heron", "unmarked"),
    )
    assert session_grid(frame).columns.get_level_values("session").to_list() == ["a"]


def test_two_clients_of_one_name_keep_their_own_rows(roll):
    frame = roll(
        visit("a", 16, "heron", "present"), visit("a", 16, "otter", "absent", client_name="Heron M.")
    )
    assert session_grid(frame).shape == (2, 1)


def test_an_empty_roll_gives_an_empty_grid_with_its_names(roll):
    grid = session_grid(roll())
    assert grid.shape == (0, 0)
    assert list(grid.index.names) == ["client", "client_name"]
    assert list(grid.columns.names) == ["session", "starts_at", "group_name"]
    assert isinstance(grid, pd.DataFrame)
