"""The audit's pages, as a supervisor and an administrator see them."""

import re

import pytest

from tests.serve.conftest import House


@pytest.fixture(scope="module")
def clients(house: House) -> tuple[str, str]:
    """A client of Owl's program, and one of another."""
    with house.store.read() as r:
        programs: dict[str, set[str]] = {}
        for one in r.list_episodes():
            programs.setdefault(one.client, set()).add(one.program)
        groups = {one.id: one.program for one in r.list_groups()}
        for one in r.list_memberships():
            programs.setdefault(one.client, set()).add(groups[one.group])
    own = next(one for one, held in programs.items() if held == {"Day IOP"})
    return own, next(one for one, held in programs.items() if "Day IOP" not in held)


@pytest.fixture(scope="module", autouse=True)
def _looks(house: House, clients: tuple[str, str]) -> None:
    for client in clients:
        with house.store.write("otter") as w:
            w.record("see_session", clients=[client], detail={"filters": {"by": "program"}})


def rows(text: str) -> list[list[str]]:
    """The cells of what was found."""
    found = re.findall(r"<tr>\s*(<td.*?)</tr>", text, re.DOTALL)
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in found]
    return [[" ".join(re.sub("<[^>]+>", " ", cell).split()) for cell in row] for row in cells]


def test_a_supervisor_sees_rows_about_their_clients_by_name(house: House, clients: tuple[str, str]) -> None:
    own, other = clients
    with house.store.read() as r:
        name = r.get_client(own).shown
    text = house.ask("/audit?act=see_session", "owl").text
    assert [row[1:] for row in rows(text)] == [["otter", "see session", "", name, "filters: by program"]]
    assert f'href="/audit/client/{own}"' in text
    assert other not in text


def test_an_administrator_sees_all_rows_and_no_names(house: House, clients: tuple[str, str]) -> None:
    text = house.ask("/audit?act=see_session", "fox").text
    assert [row[4] for row in rows(text)] == [clients[1], clients[0]]
    with house.store.read() as r:
        assert not any(r.get_client(one).name in text for one in clients)


def test_a_day_that_is_none_is_told(house: House) -> None:
    text = house.ask("/audit?day=yesterday", "owl").text
    assert "&#39;yesterday&#39; is no day; write it as 2026-11-03." in text
    assert rows(house.ask("/audit?day=2001-01-01", "fox").text) == []


def test_the_accounting_of_one_client_can_be_printed_and_is_written_down(
    house: House, clients: tuple[str, str]
) -> None:
    answer = house.ask(f"/audit/client/{clients[0]}", "owl")
    assert answer.status == 200
    assert [row[1:3] for row in rows(answer.text)] == [["otter", "see session"]]
    with house.store.write("otter") as w:
        w.record("print", clients=[*clients])
    again = house.ask(f"/audit/client/{clients[0]}", "owl")
    assert rows(again.text)[0][1:3] == ["otter", "print"]
    assert rows(again.text)[1][1:3] == ["Owl", "account for disclosures"]
    assert clients[1] not in again.text  # whom else it was about


@pytest.mark.parametrize("by", ["owl", "fox"])
def test_a_client_out_of_reach_is_told_as_none_at_all(
    house: House, clients: tuple[str, str], by: str
) -> None:
    nobody = house.ask("/audit/client/nobody", by)
    assert nobody.status == 404
    out_of_reach = house.ask(f"/audit/client/{clients[1]}", by)
    assert out_of_reach.status == (404 if by == "owl" else 200)
    if by == "owl":
        assert re.sub('client/[^"]+', "", out_of_reach.text) == re.sub('client/[^"]+', "", nobody.text)


@pytest.mark.parametrize("by", ["otter", "wren", "mole"])
def test_others_see_no_audit(house: House, by: str) -> None:
    for address in ("/audit", "/audit/client/nobody"):
        assert house.ask(address, by).status == 403
