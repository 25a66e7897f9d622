"""Signing in, out and unlocking through plain forms: cookies, proofs, addresses, sentences."""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pyotp
import pytest

from iopkit.actions import accounts, sign_in
from iopkit.model.codes import Role
from iopkit.serve.premises import Premises
from tests.serve.conftest import CURRICULA, ENGAGEMENT, PASSWORD, RUN_GROUP, Answer, House


@pytest.fixture(scope="module")
def clinic(open_house: Callable[..., House]) -> House:
    """No demonstration."""
    return open_house(demonstration=False)


def cookies(answer: Answer) -> dict[str, str]:
    """What a browser is to keep: name to all that is said of it."""
    return {one.partition("=")[0]: one for one in answer.headers.get_all("Set-Cookie", [])}


def enter(house: House, **form: str) -> Answer:
    """Fill in the form."""
    return house.post("/sign-in", **({"name": "owl", "password": PASSWORD} | form))


def test_a_right_password_gives_a_cookie_that_no_script_and_no_other_site_can_use(clinic: House) -> None:
    answer = enter(clinic)
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    cookie = cookies(answer)["iopkit"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


def test_every_sign_in_makes_a_new_token_and_ends_the_one_before(clinic: House) -> None:
    planted = sign_in.sign_in(clinic.store, "owl", PASSWORD)
    answer = clinic.ask(
        "/sign-in",
        method="POST",
        form={"name": "fox", "password": PASSWORD, "_xsrf": "abc"},
        xsrf=False,
        Cookie=f"iopkit={planted}; _xsrf=abc",
    )
    token = re.search(r"iopkit=([^;]+)", cookies(answer)["iopkit"])[1]
    assert token != planted
    assert sign_in.stay_of(clinic.store, planted) is None
    assert sign_in.stay_of(clinic.store, token).staff == "fox"


def test_a_token_that_somebody_made_up_signs_nobody_in(clinic: House) -> None:
    for made_up in ("x", "'; DROP TABLE staff; --", "owl", "0" * 64):
        answer = clinic.ask("/", xsrf=False, Cookie=f'iopkit="{made_up}"')
        assert answer.headers["Location"].startswith("/sign-in")
    with clinic.store.read() as r:
        stay = r.list_open_sign_ins()[0]
    assert clinic.ask("/", xsrf=False, Cookie=f"iopkit={stay.id}").status == 303  # the hash is no token


@pytest.mark.parametrize(
    "form",
    [
        {"name": "nobody"},
        {"password": "wrong"},
        {"name": ""},
        {"name": "owl' OR '1'='1"},
        {"name": "x" * 5000, "password": "y" * 5000},
        {"name": "ow\x00l"},
    ],
)
def test_what_is_wrong_is_not_told(clinic: House, form: dict[str, str]) -> None:
    answer = enter(clinic, **form)
    assert answer.status == 403
    assert "iopkit" not in cookies(answer)
    assert "The name, the password or the code is not right" in answer.text
    with clinic.store.write() as w:
        w.set_account(w.get_account("owl").model_copy(update={"failures": 0}))


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "/voila/render/../../x",
        "/sign-in@evil.example",
        "/\t/evil.example",
        "/%0d%0aSet-Cookie:x=y",
        "/\r\nSet-Cookie: x=y",
        "http://[::1",
    ],
)
def test_nobody_is_sent_to_another_site(clinic: House, elsewhere: str) -> None:
    answer = enter(clinic, next=elsewhere)
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    assert "x=y" not in str(answer.headers)
    shown = clinic.ask(f"/sign-in?next={quote(elsewhere)}").text
    assert "evil" not in shown


def test_one_goes_on_to_where_one_wanted_to_be(clinic: House) -> None:
    asked = clinic.ask(f"{RUN_GROUP}?session=s1")
    assert (
        asked.headers["Location"]
        == "/sign-in?next=%2Fvoila%2Frender%2Fnotebooks%2Frun_group.ipynb%3Fsession%3Ds1"
    )
    form = clinic.ask(asked.headers["Location"]).text
    assert f'name="next" value="{RUN_GROUP}?session=s1"' in form
    assert enter(clinic, next=f"{RUN_GROUP}?session=s1").headers["Location"] == f"{RUN_GROUP}?session=s1"


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/unlock", "/account/password", "/account/codes"])
def test_a_form_of_another_site_is_refused(clinic: House, path: str) -> None:
    form = {"name": "owl", "password": PASSWORD, "old": PASSWORD}
    answer = clinic.ask(path, "owl", method="POST", form=form, xsrf=False)
    assert answer.status == 403
    answer = clinic.ask(path, "owl", method="POST", form=form, Sec_Fetch_Site="cross-site")
    assert answer.status == 403
    assert clinic.ask("/", "owl").status == 200


def test_a_form_left_open_for_long_is_shown_again(clinic: House) -> None:
    answer = clinic.ask("/sign-in", method="POST", form={"name": "owl"}, xsrf=False)
    assert answer.status == 403
    assert "This page was open for too long. Please sign in again." in answer.text
    assert 'name="password"' in answer.text


def test_outside_a_demonstration_nobody_gets_in_without_a_password(clinic: House, house: House) -> None:
    assert "Demonstration" not in clinic.ask("/sign-in").text
    assert clinic.post("/sign-in", demonstration="owl").status == 403
    assert "Demonstration" in house.ask("/sign-in").text
    with house.store.read() as r:
        somebody = next(one.staff for one in r.list_accounts() if not one.password)
    assert house.post("/sign-in", demonstration=somebody).status == 303
    assert house.post("/sign-in", demonstration="nobody").status == 403


def test_a_demonstration_that_others_can_reach_asks_for_passwords(open_house: Callable[..., House]) -> None:
    shared = open_house(Premises(host="192.0.2.7", proxy="127.0.0.1", names=("clinic.example",)))
    through = {"Host": "clinic.example", "X_Forwarded_Proto": "https", "X_Forwarded_For": "192.0.2.9"}
    assert "Demonstration" not in shared.ask("/sign-in", **through).text
    with shared.store.read() as r:
        somebody = next(one.staff for one in r.list_accounts() if not one.password)
    answer = shared.ask("/sign-in", method="POST", form={"demonstration": somebody}, **through)
    assert answer.status == 403
    answer = shared.ask("/sign-in", method="POST", form={"name": "owl", "password": PASSWORD}, **through)
    cookie = cookies(answer)["__Host-iopkit"]
    assert "Secure" in cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Secure" in cookies(shared.ask("/sign-in", xsrf=False, **through))["_xsrf"]


def test_signing_out_forgets_the_token_and_what_the_browser_kept(clinic: House) -> None:
    token = clinic.token("mole")
    answer = clinic.post("/sign-out", "mole")
    assert answer.headers["Location"] == "/sign-in"
    assert answer.headers["Clear-Site-Data"] == '"storage"'
    assert 'iopkit="";' in cookies(answer)["iopkit"]
    assert sign_in.stay_of(clinic.store, token) is None
    del clinic.tokens["mole"]


def test_a_link_alone_signs_nobody_out(clinic: House) -> None:
    assert clinic.ask("/sign-out", "owl").status == 200
    assert clinic.ask("/", "owl").status == 200


def test_signing_out_everywhere_ends_every_stay(clinic: House) -> None:
    other = sign_in.sign_in(clinic.store, "wren", PASSWORD)
    clinic.post("/sign-out", "wren", everywhere="yes")
    del clinic.tokens["wren"]
    assert sign_in.stay_of(clinic.store, other) is None


def locked(house: House, staff: str) -> None:
    """Nobody was there for a while."""
    stay = sign_in.stay_of(house.store, house.token(staff))
    sign_in.lock(house.store, stay)


def test_a_locked_stay_opens_no_page_until_it_is_unlocked(clinic: House) -> None:
    locked(clinic, "heron")
    for address in ("/", "/account", RUN_GROUP):
        answer = clinic.ask(address, "heron")
        assert answer.headers["Location"].startswith("/unlock?next=")
    form = clinic.ask("/unlock?next=/account", "heron")
    assert "Locked while you were away" in form.text
    assert (
        clinic.post("/unlock", "heron", password=PASSWORD, next="/account").headers["Location"] == "/account"
    )
    assert clinic.ask("/account", "heron").status == 200


def test_a_pages_script_unlocks_and_is_told_how_it_went(clinic: House) -> None:
    locked(clinic, "heron")
    wrong = clinic.post("/unlock", "heron", password="wrong")
    assert wrong.status == 403
    assert wrong.headers["Content-Type"].startswith("text/plain")
    assert wrong.text.endswith(".")
    right = clinic.post("/unlock", "heron", password=PASSWORD)
    assert (right.status, right.body) == (204, b"")


def test_whoever_has_a_password_is_asked_for_it_even_in_a_demonstration(house: House) -> None:
    locked(house, "heron")
    assert 'name="password"' in house.ask("/unlock", "heron").text
    assert house.post("/unlock", "heron").status == 403
    assert house.post("/unlock", "heron", password=PASSWORD).status == 204


def test_an_account_without_a_password_is_unlocked_by_one_press(house: House) -> None:
    with house.store.read() as r:
        staff = next(one.staff for one in r.list_accounts() if not one.password)
    house.tokens[staff] = sign_in.begin_demonstration(house.store, staff)
    locked(house, staff)
    form = house.ask("/unlock", staff).text
    assert 'name="password"' not in form
    assert "one press opens your pages again" in form
    assert house.post("/unlock", staff).status == 204
    assert house.ask("/", staff).status == 200


def test_five_wrong_passwords_end_a_locked_stay(clinic: House) -> None:
    token = sign_in.sign_in(clinic.store, "fox", PASSWORD)
    clinic.tokens["fox"] = token
    locked(clinic, "fox")
    assert [clinic.post("/unlock", "fox", password="wrong").status for _ in range(5)] == [403] * 5
    assert sign_in.stay_of(clinic.store, token) is None
    assert clinic.post("/unlock", "fox", password=PASSWORD).status == 403
    with clinic.store.write() as w:
        w.set_account(w.get_account("fox").model_copy(update={"locked_until": None}))
    del clinic.tokens["fox"]


def test_nobody_there_for_half_an_hour_ends_the_stay(clinic: House) -> None:
    token = sign_in.sign_in(clinic.store, "owl", PASSWORD)
    stay = sign_in.stay_of(clinic.store, token)
    with clinic.store.write() as w:
        w.set_seen(stay.id, w.now - timedelta(minutes=31))
    assert clinic.ask("/", xsrf=False, Cookie=f"iopkit={token}").headers["Location"].startswith("/sign-in")


def test_whoever_was_handed_a_password_has_to_choose_one(clinic: House) -> None:
    first = accounts.add_account(clinic.store, "robin", role=Role.AUTHOR, name="Robin")
    clinic.tokens["robin"] = sign_in.sign_in(clinic.store, "robin", first)
    for address in ("/", CURRICULA, "/audit"):
        assert clinic.ask(address, "robin").headers["Location"] == "/account"
    assert "Choose your own password" in clinic.ask("/account", "robin").text
    new = "four small grey stones"
    for form, says in (
        ({"old": "wrong", "new": new, "again": new}, "The password that you have now is not right."),
        ({"old": first, "new": new, "again": "another"}, "The two new passwords are not the same."),
        ({"old": first, "new": "short", "again": "short"}, "A password takes 12 to 200 characters."),
    ):
        answer = clinic.post("/account/password", "robin", **form)
        assert answer.status == 400
        assert says in answer.text
    answer = clinic.post("/account/password", "robin", old=first, new=new, again=new)
    assert answer.headers["Location"] == "/sign-in?changed=yes"
    assert "Your password is changed" in clinic.ask("/sign-in?changed=yes").text
    clinic.tokens["robin"] = sign_in.sign_in(clinic.store, "robin", new)
    assert clinic.ask("/", "robin").status == 200


def test_one_time_codes_are_turned_on_with_a_first_code(clinic: House) -> None:
    page = clinic.post("/account/codes", "otter").text
    assert 'src="data:image/svg+xml' in page
    key = re.search(r'<p class="iop-key num">([A-Z2-7 ]+)</p>', page)[1].replace(" ", "")
    wrong = clinic.post("/account/codes", "otter", code="000000")
    assert wrong.status == 400
    assert key in wrong.text.replace(" ", "")
    code = pyotp.TOTP(key).at(clinic.store.clock().timestamp())
    assert "From now on you are asked for a code" in clinic.post("/account/codes", "otter", code=code).text
    assert enter(clinic, name="otter").status == 403
    assert enter(clinic, name="otter", code=code).status == 403  # it was used
    later = pyotp.TOTP(key).at(clinic.store.clock().timestamp() + 30)
    assert enter(clinic, name="otter", code=later).status == 303


def test_a_key_of_codes_is_never_taken_from_the_form(clinic: House) -> None:
    key = pyotp.random_base32()
    code = pyotp.TOTP(key).at(clinic.store.clock().timestamp())
    answer = clinic.post("/account/codes", "heron", code=code, key=key)
    assert answer.status == 400
    assert "That page was open for too long. Begin again." in answer.text


def test_the_first_page_shows_who_is_there_and_what_opens_for_them(clinic: House) -> None:
    expected = {
        "owl": ["Run a group", "Engagement", "Curricula", "Plan a program", "Audit"],
        "heron": ["Run a group", "Engagement", "Curricula"],
        "mole": ["Curricula", "Plan a program"],  # a trainer, and these clients are real
        "fox": ["Curricula", "Plan a program", "Audit"],
    }
    for staff, doors in expected.items():
        page = clinic.ask("/", staff).text
        assert re.findall(r'iop-door" href="[^"]+"><b>([^<]+)</b>', page) == doors
        assert f"<b>{'heron' if staff == 'heron' else staff.title()}</b>" in page


@pytest.mark.parametrize(
    ("staff", "address"), [("fox", RUN_GROUP), ("mole", ENGAGEMENT), ("heron", "/audit")]
)
def test_a_page_that_is_not_for_a_role_says_so_and_the_audit_knows(
    clinic: House, staff: str, address: str
) -> None:
    answer = clinic.ask(address, staff)
    assert answer.status == 403
    assert "Your role does not" in answer.text
    with clinic.store.read() as r:
        assert r.search_audit(by=staff, act="refused", limit=1)
    assert clinic.kernels() == set()


def test_what_people_are_called_is_shown_as_text(clinic: House) -> None:
    nasty = "<script>stolen=1</script>\"'><img src=x onerror=stolen=1>"
    password = accounts.add_account(clinic.store, "crow", role=Role.SUPERVISOR, name=nasty)
    accounts.change_password(clinic.store, "crow", password, PASSWORD)
    clinic.post("/sign-in", name=nasty, password="wrong")
    for address in (
        "/",
        "/account",
        "/audit",
        f"/audit?person={'%3Cscript%3E'}&day=%3Cb%3E&client=%22%3E%3Ci%3E",
    ):
        page = clinic.ask(address, "crow").text
        assert "<script" not in page
        assert "<img src=x" not in page
        assert "<b>'" not in page
        assert "<i>" not in page
