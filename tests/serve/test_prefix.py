"""Under a prefix everything lies there: pages, cookies, redirects, files, kernels; and nothing beside it."""

import re
from collections.abc import Callable

import pytest

from iopkit.serve.premises import Premises
from tests.serve.conftest import PASSWORD, House

BASE = "/clinic/iop/"
PAGE = f"{BASE}voila/render/notebooks/browse_curricula.ipynb"


@pytest.fixture(scope="module")
def house(open_house: Callable[..., House]) -> House:
    """A house whose addresses all begin with the prefix."""
    return open_house(Premises(base=BASE))


def test_the_first_page_leads_to_signing_in_and_back(house: House) -> None:
    first = house.ask(BASE)
    assert first.status == 303
    assert first.headers["Location"] == f"{BASE}sign-in?next=%2Fclinic%2Fiop%2F"
    answer = house.post(f"{BASE}sign-in", name="owl", password=PASSWORD, next=f"{BASE}account")
    assert answer.status == 303
    assert answer.headers["Location"] == f"{BASE}account"
    cookies = answer.headers.get_all("Set-Cookie")
    assert [one for one in cookies if f"Path={BASE};" not in f"{one};"] == []
    assert any(one.startswith("iopkit=") and "HttpOnly" in one for one in cookies)
    elsewhere = house.post(f"{BASE}sign-in", name="owl", password=PASSWORD, next="/account")
    assert elsewhere.headers["Location"] == BASE


@pytest.mark.parametrize("page", ["", "account", "audit", "sign-out"])
def test_every_address_in_a_page_lies_under_the_prefix(house: House, page: str) -> None:
    text = house.ask(BASE + page, "owl").text
    addresses = re.findall(r'(?:href|src|action)="(/[^"]*)"', text)
    assert addresses
    for address in addresses:
        assert address.startswith(BASE), address
    style = re.search(r'href="([^"]+\.css)"', text)[1]
    assert house.ask(style).status == 200


def test_a_page_with_a_kernel_knows_the_prefix(house: House) -> None:
    answer = house.ask(PAGE, "owl")
    assert answer.status == 200
    assert f'"base": "{BASE}"' in answer.text
    for address in re.findall(r'(?:href|src)="(/[^"]*)"', answer.text):
        assert address.startswith(BASE), address
    kernel = answer.kernel
    assert house.ask(f"{BASE}api/kernels/{kernel}", "owl").status == 200
    assert house.ask(f"{BASE}api/kernels/{kernel}", "fox").status == 404
    assert house.ask(f"{BASE}iopkit/pulse/{kernel}", "owl").status == 204
    assert house.ask(f"{BASE}iopkit/waiting.js", "owl").headers["Service-Worker-Allowed"] == BASE
    script = re.search(r'src="([^"]+/page\.[0-9a-f]+\.js)"', answer.text)[1]
    assert house.ask(script).status == 200


@pytest.mark.parametrize(
    "place",
    ["", "sign-in", "account", "healthz", "voila/static/voila.js", "voila/render/notebooks/run_group.ipynb"],
)
def test_nothing_lies_beside_it(house: House, place: str) -> None:
    assert house.ask(f"/{place}", "owl").status == 404
    assert house.ask(f"/{place}").status == 403


def test_the_watchers_ask_under_the_prefix(house: House) -> None:
    assert house.ask(f"{BASE}healthz").text == "ok\n"
    assert house.ask(f"{BASE}readyz").status == 200
