"""Sites come in with their programs and clients, and a client is treated at one site."""

from datetime import UTC, datetime

import pytest

from iopkit.actions.import_folder import import_folder
from iopkit.documents.export_folder import export_folder
from iopkit.errors import ImportFolderError
from iopkit.store.opening import memory_store

SITES = "site_id,name\nn,North\ns,South\n"
PROGRAMS = "program,site\nday,n\nevening,s\n"
CLIENTS = "client_id,name,site\nheron,Heron M.,n\notter,Otter B.,\n"


def sites_of(store):
    with store.read() as r:
        return (
            {one.id: one.name for one in r.list_sites()},
            {one.id: one.site for one in r.list_programs()},
            {one.id: one.site for one in r.list_clients()},
        )


def test_a_folder_with_sites_is_stored_with_them(in_2026, take, changed):
    report = take(changed(sites=SITES, programs=PROGRAMS, clients=CLIENTS))
    assert (report.counts["sites"], report.counts["programs"], report.programs) == (2, 2, ("day", "evening"))
    # Otter is given none, and belongs to that of the day program.
    assert sites_of(in_2026) == (
        {"n": "North", "s": "South"},
        {"day": "n", "evening": "s"},
        {"heron": "n", "otter": "n"},
    )


def test_without_sites_everything_is_as_before(in_2026, take, changed):
    take(changed())
    assert sites_of(in_2026) == ({}, {"day": None}, {"heron": None, "otter": None})


def test_what_was_exported_comes_in_again_and_goes_out_the_same(store, changed, tmp_path):
    store.clock = lambda: datetime(2026, 6, 1, 18, 0, tzinfo=UTC)
    zone = {"time_zone": "America/New_York"}
    import_folder(store, changed(sites=SITES, programs=PROGRAMS, clients=CLIENTS), **zone)
    counts = export_folder(store, tmp_path / "first")
    assert (counts["sites"], counts["programs"], counts["clients"]) == (2, 2, 2)
    again = memory_store()
    again.clock = store.clock
    import_folder(again, tmp_path / "first", **zone)
    export_folder(again, tmp_path / "second")
    written = [
        {path.name: path.read_bytes() for path in (tmp_path / one).iterdir()} for one in ("first", "second")
    ]
    assert written[0] == written[1]
    assert written[0]["programs.csv"] == b"program,site\r\nday,n\r\nevening,s\r\n"
    assert b"otter,Otter B.,,,n\r\n" in written[0]["clients.csv"]
    assert sites_of(again) == sites_of(store)
    again.close()


def test_sites_and_programs_that_are_stored_already_may_come_again(
    in_2026, take, changed, tmp_path, row_counts
):
    folder = changed(sites=SITES, programs=PROGRAMS, clients=CLIENTS)
    take(folder)
    before = row_counts(in_2026)
    for path in folder.iterdir():
        if path.name not in ("sites.csv", "programs.csv"):
            path.unlink()
    take(folder)
    assert row_counts(in_2026) == before


def test_a_clinic_that_grows_gives_its_programs_sites_and_their_clients_come_along(in_2026, take, changed):
    folder = changed()
    take(folder)
    for path in folder.iterdir():
        path.unlink()
    (folder / "sites.csv").write_text(SITES)
    (folder / "programs.csv").write_text("program,site\nday,n\n")
    take(folder)
    assert sites_of(in_2026)[1:] == ({"day": "n"}, {"heron": "n", "otter": "n"})


@pytest.fixture
def with_sites(take, changed):
    """The sound clinic with its sites in the store; gives a folder to fill with the next tables."""
    folder = changed(sites=SITES, programs=PROGRAMS, clients=CLIENTS)
    take(folder)
    for path in folder.iterdir():
        path.unlink()
    return folder


def test_a_program_does_not_move_while_it_has_clients_of_its_old_site(with_sites, write, faults):
    assert faults(write(programs="program,site\nday,s\n")) == [
        'programs.csv, row 2, site: program "day" has 2 clients of another site than "s"; '
        "leave it where it is, or make a new program there."
    ]


def test_a_program_without_clients_moves(with_sites, write, take, in_2026):
    take(write(programs="program,site\nevening,n\n"))
    assert sites_of(in_2026)[1] == {"day": "n", "evening": "n"}


def test_a_site_keeps_its_name(with_sites, write, faults):
    assert faults(write(sites="site_id,name\nn,Northern\ns,South\ns,South\n")) == [
        'sites.csv, row 2, name: "n" is called "North" in the store; give it that name, or an id of its own.',
        'sites.csv, row 4, site_id: "s" stands in row 3 already; '
        "remove one row, or give it an id of its own.",
    ]


def test_unknown_sites_and_programs_twice_are_named_with_their_row(changed, faults):
    folder = changed(
        sites=SITES,
        programs="program,site\nday,n\nevening,x\nday,n\n",
        clients="client_id,site\nheron,north\notter,\n",
    )
    assert faults(folder) == [
        'programs.csv, row 3, site: no site "x" in sites.csv or in the store; '
        "add it there, or correct the id.",
        'programs.csv, row 4, program: "day" stands in row 2 already; remove one row.',
        'clients.csv, row 2, site: no site "north" in sites.csv or in the store; '
        "add it there, or correct the id.",
    ]


def test_a_client_is_treated_and_a_member_at_their_own_site_alone(changed, faults):
    folder = changed(sites=SITES, programs=PROGRAMS, clients="client_id,site\nheron,s\notter,n\n")
    ends = "correct the site in clients.csv or programs.csv, or remove the row."
    assert faults(folder) == [
        'episodes.csv, row 2, program: client "heron" is of site "s", and program "day" is of site "n"; '
        f"{ends}",
        f'members.csv, row 2, group_id: client "heron" is of site "s", and group "morning" is of site "n"; '
        f"{ends}",
    ]


def test_a_client_who_is_stored_stays_at_their_site(with_sites, write, faults):
    folder = write(
        episodes="episode_id,client_id,program,admitted_on\ne9,otter,evening,2026-05-01\n",
        groups="group_id,name,program\nlate,Late,evening\n",
        members="group_id,client_id,joined_on\nlate,heron,2026-05-01\n",
    )
    found = faults(folder)
    assert [one.split(";")[0] for one in found] == [
        'episodes.csv, row 2, program: client "otter" is of site "n", and program "evening" is of site "s"',
        'members.csv, row 2, group_id: client "heron" is of site "n", and group "late" is of site "s"',
    ]


def test_a_client_without_a_site_of_their_own_is_not_at_two(changed, faults):
    folder = changed(
        sites=SITES,
        programs=PROGRAMS,
        episodes="episode_id,client_id,program,admitted_on\n"
        "e1,heron,day,2026-01-05\ne2,otter,day,2026-01-12\ne3,heron,evening,2026-05-01\n",
    )
    (one,) = faults(folder)
    assert one.startswith(
        'episodes.csv, row 4, program: client "heron" is of site "n", and program "evening" is'
    )


def test_a_fault_keeps_every_site_out(in_2026, take, changed, row_counts):
    with pytest.raises(ImportFolderError):
        take(changed(sites=SITES, programs="program,site\nday,x\n"))
    assert row_counts(in_2026) == {}
