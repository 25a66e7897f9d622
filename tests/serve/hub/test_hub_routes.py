"""With a Hub there is no way in but the Hub's: no password is asked for, and no one press opens anything."""

from collections.abc import Callable

import pytest

from iopkit.actions.sign_in import lock, stay_of
from iopkit.serve.gate import Gate
from iopkit.serve.premises import Premises
from tests.serve.conftest import Answer, House
from tests.serve.hub.test_started import TOLD
from tests.serve.test_routes import METHODS, an_address, rules

BASE = "/services/iopkit/"
OPEN = {"sign-in", "oauth_callback", "arrival", "healthz", "readyz"}


@pytest.fixture(scope="module")
def house(open_house: Callable[..., House]) -> House:
    """A house behind a Hub that never answers."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in TOLD.items():
            patch.setenv(name, value)
        patch.setenv("JUPYTERHUB_API_URL", "http://127.0.0.1:9/hub/api")
        return open_house(Premises(proxy="127.0.0.1", base=BASE, hub=True))


def ask(house: House, place: str, by: str | None = None, cookie: str = "", **given: object) -> Answer:
    """Ask as the Hub's proxy does, which has taken TLS."""
    cookies = [
        "_xsrf=abc",
        *([f"__Secure-iopkit={house.token(by)}"] if by else []),
        *([cookie] if cookie else []),
    ]
    headers = {"X-Forwarded-Proto": "https", "Cookie": "; ".join(cookies)}
    return house.ask(place if place.startswith("/") else BASE + place, **headers, **given)


def test_every_route_but_the_named_few_asks_for_a_sign_in(house: House) -> None:
    answered = set()
    for rule in rules(house):
        pattern = rule.matcher.regex.pattern.removesuffix("$")
        for method in METHODS:
            answer = ask(house, an_address(pattern), method=method)
            to_sign_in = answer.status == 303 and answer.headers["Location"].startswith(f"{BASE}sign-in")
            if not to_sign_in and answer.status not in (403, 405):
                answered.add(pattern.removeprefix(BASE))
        assert issubclass(rule.target, Gate)
    assert {one for one in answered if "static" not in one} == OPEN


def test_signing_in_leads_to_the_hub_with_a_proof_that_it_began_here(house: House) -> None:
    answer = ask(house, "sign-in?next=/services/iopkit/account")
    assert answer.status == 303
    where = answer.headers["Location"]
    assert where.startswith("/hub/api/oauth2/authorize?client_id=service-iopkit&")
    assert "code_challenge_method=S256" in where
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Secure-iopkit-round=")
    for part in ("HttpOnly", "Secure", "SameSite=Strict", f"Path={BASE}", "Max-Age=600"):
        assert part in cookie
    for password in ("", "hollow oak by the mill"):
        assert ask(house, "sign-in", method="POST", form={"name": "owl", "password": password}).status == 405
    assert ask(house, "sign-in", method="POST", form={"demonstration": "owl"}).status == 405


def test_a_state_that_is_not_this_browsers_is_refused(house: House) -> None:
    cookie = ask(house, "sign-in").headers["Set-Cookie"].partition(";")[0]
    for state in ("", "x", "é"):
        answer = ask(house, f"arrival?code=c&state={state.encode().hex()}", cookie=cookie)
        assert answer.status == 400
        assert "not begun in this browser" in answer.text
    for broken in ("x", "W10", "bnVsbA==", "WzEsMiwzXQ==", "WzEsMiwzLDRd"):
        assert ask(house, "arrival?code=c&state=1", cookie=f"__Secure-iopkit-round={broken}").status == 400


def test_a_hub_that_does_not_answer_is_told_in_a_sentence(house: House) -> None:
    begun = ask(house, "sign-in")
    state = begun.headers["Location"].partition("state=")[2].partition("&")[0]
    cookie = begun.headers["Set-Cookie"].partition(";")[0]
    answer = ask(house, f"arrival?code=c&state={state}", cookie=cookie)
    assert answer.status == 503
    assert "The Hub did not answer" in answer.text


def test_the_callback_passes_on_what_it_was_given_and_nothing_else(house: House) -> None:
    answer = ask(house, 'oauth_callback?code="><script>&state=s&next=//elsewhere.example')
    assert "<script>" not in answer.text
    assert "elsewhere" not in answer.text
    assert f'content="0;url={BASE}arrival?code=%22%3E%3Cscript%3E&amp;state=s' in answer.text


def test_no_password_opens_a_locked_stay(house: House) -> None:
    stay = lock(house.store, stay_of(house.store, house.token("otter")))
    answer = ask(house, "unlock", "otter", method="POST", form={"password": "hollow oak by the mill"})
    assert answer.status == 403
    assert "Sign in again" in answer.text
    with house.store.read() as r:
        assert r.find_sign_in(stay.id).locked
    again = ask(house, "unlock/again?next=/services/iopkit/account", "otter")
    assert again.headers["Location"].startswith("/hub/api/oauth2/authorize?")


def test_there_is_no_password_to_change(house: House) -> None:
    for place in ("account/password", "account/codes"):
        assert ask(house, place, "owl").status == 404
    text = ask(house, "account", "owl").text
    assert "your organisation&#39;s account" in text or "your organisation's account" in text
    assert "password" not in text.partition("organisation")[2].partition("there")[2]


def test_around_the_proxy_or_without_tls_nothing_is_served(house: House) -> None:
    assert house.ask(f"{BASE}sign-in").status == 400
    assert house.ask(f"{BASE}sign-in", X_Forwarded_Proto="https,http").status == 400
    assert house.ask(f"{BASE}sign-in", X_Forwarded_Proto="http,https").status == 303
    assert house.ask(f"{BASE}sign-in", X_Forwarded_Proto="wss").status == 303
