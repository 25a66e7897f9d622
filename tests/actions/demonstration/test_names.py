import numpy as np

from iopkit.actions.demonstration.names import BEASTS, INITIALS, MOST_CLIENTS, client_names
from iopkit.store.store import Store

KNOWN = {"Heron", "Otter", "Wren", "Lynx", "Finch", "Marten", "Dunlin"}


def test_all_clients_have_a_beasts_name_and_an_initial(large_clinic: Store) -> None:
    with large_clinic.read() as r:
        names = r.episodes_frame().drop_duplicates("client")["client_name"]
    assert len(names) == names.nunique() == 3000
    for name in names:
        beast, initial = name.split(" ")
        assert beast in BEASTS
        assert initial[0] in INITIALS
        assert initial[1:] == "."


def test_staff_share_no_name_with_the_beasts(clinic: Store) -> None:
    with clinic.read() as r:
        staff = {one.name.split(" ")[0] for one in r.list_staff()}
    assert not staff & set(BEASTS)


def test_no_beast_comes_twice_while_others_are_left() -> None:
    names = client_names(np.random.default_rng(3), 150)
    assert len({name.split(" ")[0] for name in names}) == 150


def test_no_two_clients_share_a_name_even_when_all_are_taken() -> None:
    assert len(set(client_names(np.random.default_rng(3), MOST_CLIENTS))) == MOST_CLIENTS


def test_each_beast_stands_once_and_the_known_ones_are_there() -> None:
    assert len(set(BEASTS)) == len(BEASTS)
    assert set(BEASTS) >= KNOWN
