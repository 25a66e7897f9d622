"""Who gets in, for how long, and what ends it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from iopkit.actions import accounts, giving, passwords, run_session, sign_in
from iopkit.content.library import Library
from iopkit.errors import NotAllowed, NotFound, Refused
from iopkit.model.care import Group, Program
from iopkit.model.codes import Role
from iopkit.model.group_session import GroupSession
from iopkit.store.opening import memory_store

START = datetime(2026, 1, 5, 14, tzinfo=UTC)
NEW = "brisk otter paints doors"


class Clinic:
    """A store with one account, and a clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = START
        self.store = memory_store()
        self.store.clock = lambda: self.now
        with self.store.write() as w:
            w.add_programs([Program(id="day", name="Day", time_zone="America/New_York")])
            w.add_groups([Group(id="a", name="A", program="day")])
            ends = START + timedelta(hours=3)
            w.add_sessions([GroupSession(id="s", group="a", starts_at=START, ends_at=ends)])
        self.password = accounts.add_account(self.store, "owl", role=Role.FACILITATOR, groups=["a"])

    def acts(self) -> list[str]:
        """What the audit says, the newest last."""
        with self.store.read() as r:
            return [row.act for row in r.audit_rows()]


@pytest.fixture
def clinic() -> Iterator[Clinic]:
    clinic = Clinic()
    yield clinic
    clinic.store.close()


def test_who_has_the_password_gets_in_and_a_new_token_each_time(clinic: Clinic) -> None:
    tokens = {sign_in.sign_in(clinic.store, "owl", clinic.password) for _ in range(2)}
    assert len(tokens) == 2
    stay = sign_in.stay_of(clinic.store, tokens.pop())
    assert stay is not None
    assert (stay.staff, stay.began_at, stay.locked) == ("owl", START, False)
    assert clinic.acts()[-2:] == ["sign_in", "sign_in"]


def test_the_store_holds_no_token_and_no_password(clinic: Clinic) -> None:
    token = sign_in.sign_in(clinic.store, "owl", clinic.password)
    raw = clinic.store._engine.raw_connection()
    dump = "\n".join(raw.driver_connection.iterdump())  # type: ignore[union-attr]
    raw.close()
    assert token not in dump
    assert clinic.password not in dump
    assert "$argon2id$" in dump


def test_every_wrong_way_is_answered_with_the_same_sentence(clinic: Clinic) -> None:
    accounts.add_account(clinic.store, "elk", role=Role.FACILITATOR)
    accounts.disable_account(clinic.store, "elk")
    said = set()
    for name, password in (("owl", "wrong"), ("nobody", "wrong"), ("elk", "wrong"), ("owl", "")):
        with pytest.raises(Refused) as refused:
            sign_in.sign_in(clinic.store, name, password)
        said.add(str(refused.value))
    assert len(said) == 1
    assert clinic.acts().count("sign_in_failed") == 4


def test_five_failures_lock_the_account_for_a_quarter_of_an_hour(clinic: Clinic) -> None:
    for _ in range(5):
        with pytest.raises(Refused):
            sign_in.sign_in(clinic.store, "owl", "wrong")
    assert clinic.acts()[-1] == "lock_out"
    with pytest.raises(Refused):
        sign_in.sign_in(clinic.store, "owl", clinic.password)
    clinic.now += timedelta(minutes=14, seconds=59)
    with pytest.raises(Refused):
        sign_in.sign_in(clinic.store, "owl", clinic.password)
    clinic.now += timedelta(seconds=1)
    assert sign_in.sign_in(clinic.store, "owl", clinic.password)


def test_a_right_password_in_between_begins_the_count_anew(clinic: Clinic) -> None:
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(Refused):
                sign_in.sign_in(clinic.store, "owl", "wrong")
        assert sign_in.sign_in(clinic.store, "owl", clinic.password)


def test_a_stay_ends_when_nobody_was_there_for_half_an_hour(clinic: Clinic) -> None:
    token = sign_in.sign_in(clinic.store, "owl", clinic.password)
    clinic.now += timedelta(minutes=30)
    stay = sign_in.stay_of(clinic.store, token)
    assert stay is not None
    sign_in.saw(clinic.store, stay)
    clinic.now += timedelta(minutes=30)
    assert sign_in.stay_of(clinic.store, token)
    clinic.now += timedelta(seconds=1)
    assert sign_in.stay_of(clinic.store, token) is None
    clinic.now -= timedelta(minutes=10)
    assert sign_in.stay_of(clinic.store, token) is None


def test_in_the_middle_of_a_group_it_is_locked_and_never_ends(clinic: Clinic, library: Library) -> None:
    token = sign_in.sign_in(clinic.store, "owl", clinic.password)
    run_session.start_session(clinic.store, library, "s", next(iter(library.plans)), "owl")
    clinic.now += timedelta(minutes=31)
    stay = sign_in.stay_of(clinic.store, token)
    assert stay is not None
    assert stay.locked
    with pytest.raises(Refused):
        sign_in.unlock(clinic.store, stay, "wrong")
    sign_in.unlock(clinic.store, stay, clinic.password)
    again = sign_in.stay_of(clinic.store, token)
    assert again is not None
    assert not again.locked
    assert clinic.acts()[-3:] == ["lock", "sign_in_failed", "unlock"]


def test_looking_does_not_unlock(clinic: Clinic, library: Library) -> None:
    token = sign_in.sign_in(clinic.store, "owl", clinic.password)
    run_session.start_session(clinic.store, library, "s", next(iter(library.plans)), "owl")
    clinic.now += timedelta(minutes=31)
    stay = sign_in.stay_of(clinic.store, token)
    assert stay is not None
    sign_in.saw(clinic.store, stay)
    still = sign_in.stay_of(clinic.store, token)
    assert still is not None
    assert still.locked


def test_five_wrong_unlocks_end_the_stay(clinic: Clinic, library: Library) -> None:
    token = sign_in.sign_in(clinic.store, "owl", clinic.password)
    run_session.start_session(clinic.store, library, "s", next(iter(library.plans)), "owl")
    clinic.now += timedelta(minutes=31)
    stay = sign_in.stay_of(clinic.store, token)
    assert stay is not None
    for _ in range(5):
        with pytest.raises(Refused):
            sign_in.unlock(clinic.store, stay, "wrong")
    assert sign_in.stay_of(clinic.store, token) is None


def test_an_account_of_the_demonstration_is_unlocked_by_one_press_and_no_other_is(clinic: Clinic) -> None:
    stay = sign_in.stay_of(clinic.store, sign_in.sign_in(clinic.store, "owl", clinic.password))
    assert stay is not None
    locked = sign_in.lock(clinic.store, stay)
    with pytest.raises(Refused):
        sign_in.unlock_demonstration(clinic.store, locked)
    with clinic.store.write() as w:
        w.set_account(w.get_account("owl").model_copy(update={"password": ""}))
    with pytest.raises(Refused):
        sign_in.unlock_demonstration(clinic.store, locked)
    with clinic.store.write() as w:
        w.set_setting("demonstration", "yes")
    sign_in.unlock_demonstration(clinic.store, locked)
    assert clinic.acts()[-1] == "unlock"
    with clinic.store.read() as r:
        assert not r.find_sign_in(stay.id).locked


def test_signing_out_everywhere_ends_every_stay(clinic: Clinic) -> None:
    tokens = [sign_in.sign_in(clinic.store, "owl", clinic.password) for _ in range(3)]
    sign_in.sign_out_everywhere(clinic.store, "owl")
    assert [sign_in.stay_of(clinic.store, token) for token in tokens] == [None, None, None]


@pytest.mark.parametrize("end", ["disable", "reset", "change"])
def test_whatever_changes_the_account_ends_its_stays(clinic: Clinic, end: str) -> None:
    token = sign_in.sign_in(clinic.store, "owl", clinic.password)
    if end == "disable":
        accounts.disable_account(clinic.store, "owl")
    elif end == "reset":
        accounts.reset_account(clinic.store, "owl")
    else:
        accounts.change_password(clinic.store, "owl", clinic.password, NEW)
    assert sign_in.stay_of(clinic.store, token) is None


def test_a_made_up_token_is_nobodys(clinic: Clinic) -> None:
    assert [sign_in.stay_of(clinic.store, token) for token in ("", "x", "0" * 64)] == [None, None, None]


def test_a_new_password_is_used_from_then_on(clinic: Clinic) -> None:
    with pytest.raises(NotAllowed, match="not right"):
        accounts.change_password(clinic.store, "owl", "wrong", NEW)
    with pytest.raises(NotAllowed, match="12 to 200"):
        accounts.change_password(clinic.store, "owl", clinic.password, "short")
    with pytest.raises(NotAllowed, match="repeats itself"):
        accounts.change_password(clinic.store, "owl", clinic.password, "abababababab")
    accounts.change_password(clinic.store, "owl", clinic.password, NEW)
    assert sign_in.sign_in(clinic.store, "owl", NEW)
    with pytest.raises(Refused):
        sign_in.sign_in(clinic.store, "owl", clinic.password)


def test_a_password_handed_over_must_be_changed(clinic: Clinic) -> None:
    def must_change() -> bool:
        with clinic.store.read() as r:
            return r.get_account("owl").must_change

    assert must_change()
    accounts.change_password(clinic.store, "owl", clinic.password, NEW)
    assert not must_change()


def test_one_time_codes_are_asked_for_and_each_works_once(clinic: Clinic) -> None:
    key = passwords.new_one_time_key()
    codes = pyotp.TOTP(key)
    with pytest.raises(NotAllowed, match="does not fit"):
        accounts.ask_for_codes(clinic.store, "owl", key, "000000")
    accounts.ask_for_codes(clinic.store, "owl", key, codes.at(clinic.now))
    for code in ("", "000000", codes.at(clinic.now)):  # none, a wrong one, and the one that was used
        with pytest.raises(Refused):
            sign_in.sign_in(clinic.store, "owl", clinic.password, code)
    clinic.now += timedelta(seconds=30)
    assert sign_in.sign_in(clinic.store, "owl", clinic.password, codes.at(clinic.now))
    with pytest.raises(Refused):
        sign_in.sign_in(clinic.store, "owl", clinic.password, codes.at(clinic.now))
    accounts.reset_account(clinic.store, "owl")
    with clinic.store.read() as r:
        assert r.get_account("owl").one_time_key is None


def test_a_demonstration_is_entered_without_a_password_and_nothing_else_is(clinic: Clinic) -> None:
    with pytest.raises(Refused):
        sign_in.begin_demonstration(clinic.store, "owl")
    with clinic.store.write() as w:
        w.set_setting("demonstration", "yes")
    token = sign_in.begin_demonstration(clinic.store, "owl")
    assert sign_in.stay_of(clinic.store, token)
    with pytest.raises(Refused):
        sign_in.begin_demonstration(clinic.store, "nobody")


def test_accounts_are_made_once_with_a_role_and_a_reach(clinic: Clinic) -> None:
    with pytest.raises(NotAllowed, match="has an account"):
        accounts.add_account(clinic.store, "owl", role=Role.AUTHOR)
    with pytest.raises(NotAllowed, match="say their role"):
        accounts.add_account(clinic.store, "elk")
    with pytest.raises(NotFound, match="No program 'night'"):
        accounts.add_account(clinic.store, "elk", role=Role.SUPERVISOR, programs=["night"])
    accounts.add_account(clinic.store, "elk", role=Role.SUPERVISOR, programs=["day"], name="Elk E.")
    with clinic.store.read() as r:
        person = r.find_person("elk")
        owl = r.find_person("owl")
    assert person is not None
    assert owl is not None
    assert (person.staff.name, person.programs, person.groups) == ("Elk E.", {"day"}, frozenset())
    assert owl.groups == {"a"}


def test_who_covers_for_a_colleague_reaches_the_group(clinic: Clinic) -> None:
    accounts.add_account(clinic.store, "elk", role=Role.FACILITATOR)
    giving.give_reach(clinic.store, "elk", groups=["a"])
    with clinic.store.read() as r:
        assert r.get_group("a").facilitators == ("owl", "elk")


def test_passwords_that_are_handed_over_are_long_and_never_the_same() -> None:
    made = {passwords.new_password() for _ in range(50)}
    assert len(made) == 50
    assert {len(one) for one in made} == {23}
