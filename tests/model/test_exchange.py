"""The tables that clinics bring and take, as they were promised."""

from iopkit.model.exchange import TABLES, tables_of

PROMISED = """
sites.csv site_id*, name*
programs.csv program*, site
clients.csv client_id*, name, birth_year, populations, site
episodes.csv episode_id*, client_id*, program, track, level_of_care, admitted_on*, discharged_on, \
discharge_reason
groups.csv group_id*, name*, program, facilitator, capacity, kind
members.csv group_id*, client_id*, joined_on*, left_on
sessions.csv session_id*, group_id*, starts_at*, ends_at*, status, plan
attendance.csv session_id*, client_id*, status*, minutes, mode, reason
"""


def test_tables_columns_and_required_ones_are_as_promised():
    lines = [
        f"{table.file} " + ", ".join(f"{one.name}{'*' if one.required else ''}" for one in table.columns)
        for table in TABLES
    ]
    assert lines == PROMISED.strip().splitlines()


def test_a_clinic_without_sites_has_six_tables_that_say_nothing_of_them():
    without = tables_of(sites=False)
    assert [table.name for table in without] == [table.name for table in TABLES[2:]]
    assert without[0].names == ("client_id", "name", "birth_year", "populations")
    assert tables_of(sites=True) == TABLES


def test_codes_are_as_promised():
    codes = {f"{table.name}.{one.name}": one.codes for table in TABLES for one in table.columns if one.codes}
    assert {name: " ".join(words) for name, words in codes.items()} == {
        "clients.populations": "adult adolescent perinatal co_occurring justice",
        "episodes.discharge_reason": "completed transferred left terminated incarcerated died other",
        "groups.kind": "open closed",
        "sessions.status": "scheduled held cancelled",
        "attendance.status": "present late left_early excused absent unmarked",
        "attendance.mode": "in_person virtual",
    }


def test_a_table_s_key_is_required():
    for table in TABLES:
        required = {one.name for one in table.columns if one.required}
        assert set(table.key) <= required
