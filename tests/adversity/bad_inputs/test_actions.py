"""What staff do, asked for with ids, versions and values that nobody should send.

Each input takes an action with arguments that would do and replaces none to three of them: ids by any text,
numbers by any number, values by any JSON. Who presses is now somebody who may, somebody who may not, somebody
whose account is disabled, or nobody.
"""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

import pyotp
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from iopkit.actions import accounts, fill_worksheet, giving, plan_program, run_session, sign_in, take_roll
from iopkit.actions.plan_program import Place
from iopkit.model.codes import AttendanceStatus, Role
from iopkit.model.group_session import CheckIn, Response
from iopkit.store.store import Store
from tests.adversity.bad_inputs import clinic
from tests.adversity.bad_inputs.anything import SETTINGS, nearly, texts, values, wholes
from tests.adversity.bad_inputs.clinic import ONE_TIME_KEY, PASSWORD, PLAN, SHEET
from tests.adversity.bad_inputs.watched import Watched

Asked = tuple[Callable[..., Any], dict[str, Any]]

_staff = st.sampled_from(["owl", "owl", "owl", "wolf", "stork", "nobody", None, "\ud800"])
_sessions = st.one_of(st.sampled_from(["s", "next", "over"]), texts)
_clients = st.one_of(st.sampled_from(["heron", "otter", "bear"]), texts)
_statuses = st.sampled_from(list(AttendanceStatus))


def _asked(action: Callable[..., Any], right: dict[str, Any], **wrong: st.SearchStrategy[Any]) -> Any:
    return nearly({**right, "by": "owl"}, {**wrong, "by": _staff}).map(lambda given: (action, given))


def _in_library(action: Callable[..., Any]) -> Callable[..., Any]:
    """An action that takes plans out of the library; the library itself would fill a screen."""

    @wraps(action)
    def acts(store: Store, **given: Any) -> Any:
        return action(store, library=clinic.library(), **given)

    return acts


_S = {"session_id": "s", "client_id": "heron"}
_MARK = {**_S, "status": AttendanceStatus.LATE, "seen": 0, "by": "owl"}
_WHO = {"session_id": _sessions, "client_id": _clients, "seen": wholes}

roll = st.one_of(
    _asked(
        take_roll.mark_attendance,
        {**_S, "status": AttendanceStatus.LATE, "seen": 0},
        **_WHO,
        status=_statuses,
    ),
    _asked(
        take_roll.change_attendance,
        {**_S, "fields": {"mode": "virtual"}, "seen": 0},
        **_WHO,
        fields=st.one_of(
            st.dictionaries(
                st.sampled_from(["arrived_at", "left_at", "minutes", "mode", "reason"]), values, max_size=3
            ),
            st.dictionaries(texts, values, max_size=2),
        ),
    ),
    _asked(take_roll.rate_participation, {**_S, "level": 3, "seen": 0}, **_WHO, level=wholes),
)
steps = st.one_of(
    _asked(
        run_session.go_to_step, {"session_id": "s", "position": 1, "seen": 1}, session_id=_sessions,
        position=wholes, seen=wholes,
    ),
    _asked(
        run_session.add_minutes, {"session_id": "s", "minutes": 5, "seen": 1}, session_id=_sessions,
        minutes=wholes, seen=wholes,
    ),
    *(
        _asked(one, {"session_id": "s", "seen": 1}, session_id=_sessions, seen=wholes)
        for one in (run_session.pause, run_session.resume, run_session.close_session)
    ),
    _asked(
        _in_library(run_session.start_session), {"session_id": "next", "plan_id": PLAN},
        session_id=_sessions, plan_id=texts,
    ),
    _asked(
        _in_library(run_session.start_unscheduled), {"group_id": "a", "plan_id": PLAN},
        group_id=st.one_of(st.just("b"), texts), plan_id=texts,
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def stores() -> Iterator[tuple[Watched, Watched]]:
    """The clinic where people sign in, and the same on one's own computer."""
    clinic.quick_passwords()

    def planned(fill: Callable[[Store], None]) -> Callable[[Store], None]:
        def filled(store: Store) -> None:
            fill(store)
            by = None if fill is clinic.without_accounts else "admin"
            if by:
                accounts.add_account(store, by, role=Role.ADMINISTRATOR)
            plan_program.start_program(store, clinic.library(), "Spring", ["mini"], by)

        return filled

    both = Watched(planned(clinic.with_accounts)), Watched(planned(clinic.without_accounts))
    yield both
    for one in both:
        one.put_back()
        one.store.close()


def _press(watched: Watched, asked: Asked) -> str:
    action, given = asked
    return watched.attempt(lambda: action(watched.store, **given))


@settings(SETTINGS, max_examples=850)
@example(asked=(take_roll.mark_attendance, {**_MARK, "session_id": "x" * 3_000}), guarded=False)
@example(asked=(take_roll.mark_attendance, {**_MARK, "client_id": "x" * 3_000}), guarded=True)
@example(asked=(take_roll.mark_attendance, {**_MARK, "by": "\ud800"}), guarded=True)
@example(asked=(take_roll.mark_attendance, {**_MARK, "seen": 2**63}), guarded=True)
@example(
    asked=(take_roll.change_attendance, {**_S, "fields": {"x" * 3_000: 1}, "seen": 0, "by": "owl"}),
    guarded=True,
)
@given(asked=roll, guarded=st.booleans())
def test_the_roll_takes_what_can_be_true_and_refuses_the_rest(
    stores: tuple[Watched, Watched], asked: Asked, guarded: bool
) -> None:
    _press(stores[not guarded], asked)


@settings(SETTINGS, max_examples=800)
@given(asked=steps, guarded=st.booleans())
def test_a_session_moves_only_where_it_can(
    stores: tuple[Watched, Watched], asked: Asked, guarded: bool
) -> None:
    _press(stores[not guarded], asked)


@settings(SETTINGS, max_examples=500)
@given(
    given_fields=nearly(
        {"session": "s", "client": "heron", "moment": "start", "mood": 3, "version": 0},
        {
            "session": _sessions,
            "client": _clients,
            "moment": st.sampled_from(["start", "end", "now"]),
            "mood": values,
            "craving": values,
            "used": st.one_of(st.sampled_from(["no", "yes", "declined"]), values),
            "version": wholes,
        },
    ),
    by=_staff,
)
def test_a_check_in_is_kept_whole_or_refused(
    stores: tuple[Watched, Watched], given_fields: dict[str, Any], by: str | None
) -> None:
    try:
        check_in = CheckIn.model_validate(given_fields)
    except ValidationError:
        return  # it never becomes a check-in; the page says so, see test_pages.py
    stores[0].attempt(lambda: take_roll.record_check_in(stores[0].store, check_in, by))


_answers = st.one_of(
    st.sampled_from(
        ["by the river", 7, "alone", ["morning"], [["a", "b"]], {"walk": {"Mon": "x"}}, "2026-01-05"]
    ),
    values,
)


@settings(SETTINGS, max_examples=900)
@given(
    given_fields=nearly(
        {"session": "s", "worksheet": SHEET, "client": "heron", "item": "where", "value": "x", "version": 0},
        {
            "session": _sessions,
            "worksheet": texts,
            "client": st.one_of(st.none(), _clients),
            "item": st.one_of(st.sampled_from([str(one["id"]) for one in clinic.ITEMS]), texts),
            "value": _answers,
            "version": wholes,
        },
    ),
    by=_staff,
)
def test_a_worksheet_takes_only_answers_to_its_own_questions(
    stores: tuple[Watched, Watched], given_fields: dict[str, Any], by: str | None
) -> None:
    try:
        response = Response.model_validate(given_fields)
    except ValidationError:
        return
    stores[0].attempt(lambda: fill_worksheet.answer_item(stores[0].store, response, by))


_places = st.builds(Place, wholes, wholes, wholes)
_near = st.builds(Place, st.integers(1, 2), st.integers(1, 3), st.integers(0, 2))


def _planning(outline: str) -> st.SearchStrategy[Asked]:
    held = {"outline_id": outline, "seen": 1}
    odd = {"outline_id": texts, "seen": wholes}
    place = st.one_of(_places, _near)
    rules = sorted(clinic.library().rules)
    plans = st.one_of(st.just(PLAN), texts)
    return st.one_of(
        _asked(
            _in_library(plan_program.start_program), {"title": "Autumn", "curricula": ["mini"]},
            title=texts, curricula=st.lists(st.one_of(st.just("mini"), texts), max_size=9),
        ),
        _asked(plan_program.rename_program, {**held, "title": "Autumn"}, **odd, title=texts),
        _asked(plan_program.remove_program, held, **odd),
        _asked(
            _in_library(plan_program.hold_to_rules), {**held, "rules": []}, **odd,
            rules=st.lists(st.one_of(st.sampled_from(rules), texts), max_size=3),
        ),
        _asked(
            _in_library(plan_program.put_plan), {**held, "plan_id": PLAN, "place": Place(2, 2)}, **odd,
            plan_id=plans, place=place,
        ),
        _asked(plan_program.take_plan, {**held, "place": Place(1, 1)}, **odd, place=place),
        _asked(
            plan_program.move_plan, {**held, "place": Place(1, 1), "to": Place(1, 2)}, **odd,
            place=place, to=place,
        ),
    )  # fmt: skip


def test_a_title_with_half_an_emoji_is_kept_with_a_question_mark(stores: tuple[Watched, Watched]) -> None:
    start = _in_library(plan_program.start_program)
    assert _press(stores[1], (start, {"title": "Spring \ud83d", "curricula": [], "by": None})) == ""


def test_who_is_on_no_list_of_staff_is_refused_in_words_of_ours(stores: tuple[Watched, Watched]) -> None:
    start = _in_library(plan_program.start_program)
    said = _press(stores[1], (start, {"title": "Spring", "curricula": [], "by": "nobody"}))
    assert said.startswith("Not saved: the store refused it: what it refers to is not there")


@settings(SETTINGS, max_examples=500)
@given(data=st.data(), guarded=st.booleans(), planner=st.sampled_from(["wolf", "admin", "owl"]))
def test_a_program_on_paper_stays_one_that_can_be_run(
    stores: tuple[Watched, Watched], data: st.DataObject, guarded: bool, planner: str
) -> None:
    watched = stores[not guarded]
    with watched.store.read() as r:
        outline = r.list_outlines()[0].id
    action, given_args = data.draw(_planning("HERE"))
    if given_args.get("outline_id") == "HERE":
        given_args["outline_id"] = outline
    if given_args["by"] == "owl":
        given_args["by"] = planner
    _press(watched, (action, given_args))


_who = st.one_of(st.sampled_from(["owl", "wolf", "stork", "heron"]), texts)
_places_to_reach = st.lists(st.one_of(st.sampled_from(["day", "a", "b"]), texts), max_size=3)
_passwords = st.one_of(st.just(PASSWORD), texts)
account_acts = st.one_of(
    st.fixed_dictionaries(
        {"staff_id": _who},
        optional={
            "role": st.one_of(st.none(), st.sampled_from(list(Role))),
            "name": st.one_of(st.none(), texts),
            "programs": _places_to_reach,
            "groups": _places_to_reach,
        },
    ).map(lambda given: (accounts.add_account, given)),
    st.fixed_dictionaries(
        {"staff_id": _who}, optional={"programs": _places_to_reach, "groups": _places_to_reach}
    ).flatmap(lambda given: st.sampled_from([(giving.give_reach, given), (giving.withdraw_reach, given)])),
    st.fixed_dictionaries({"staff_id": _who}).flatmap(
        lambda given: st.sampled_from([(accounts.disable_account, given), (accounts.reset_account, given)])
    ),
    st.fixed_dictionaries({"staff_id": _who, "old": _passwords, "new": _passwords}).map(
        lambda given: (accounts.change_password, given)
    ),
    st.fixed_dictionaries(
        {"staff_id": _who, "key": st.one_of(st.just(ONE_TIME_KEY), texts), "code": texts}
    ).map(lambda given: (accounts.ask_for_codes, given)),
)


@settings(SETTINGS, max_examples=700)
@example(asked=(accounts.ask_for_codes, {"staff_id": "owl", "key": ONE_TIME_KEY, "code": "٣٣٣٣٣٣"}))
@example(asked=(accounts.ask_for_codes, {"staff_id": "owl", "key": "no key", "code": "123456"}))
@example(asked=(accounts.add_account, {"staff_id": "", "role": Role.FACILITATOR}))
@example(asked=(accounts.add_account, {"staff_id": "lynx", "role": Role.FACILITATOR, "name": " "}))
@given(asked=account_acts)
def test_accounts_are_made_and_changed_as_a_whole(stores: tuple[Watched, Watched], asked: Asked) -> None:
    _press(stores[0], asked)


#: A refused sign-in counts as a failure there, and ends stays; nothing else may change.
_COUNTED = ("accounts", "sign_ins")


@settings(SETTINGS, max_examples=450)
@example(staff="owl", password="half an emoji \ud83d", code="", coded=False)
@example(staff="owl", password=PASSWORD, code="٣٣٣٣٣٣", coded=True)
@given(staff=_who, password=_passwords, code=texts, coded=st.booleans())
def test_who_signs_in_with_anything_is_let_in_or_told_so(
    stores: tuple[Watched, Watched], staff: str, password: str, code: str, coded: bool
) -> None:
    watched = stores[0]
    if coded:
        at = watched.store.clock().timestamp()
        accounts.ask_for_codes(watched.store, "owl", ONE_TIME_KEY, pyotp.TOTP(ONE_TIME_KEY).at(at))
    watched.attempt(lambda: sign_in.sign_in(watched.store, staff, password, code), may_count=_COUNTED)
    watched.put_back()


@settings(SETTINGS, max_examples=300)
@example(token="\ud800", password=PASSWORD, locked=False, act="stay")
@given(token=texts, password=_passwords, locked=st.booleans(), act=st.sampled_from(["stay", "unlock", "saw"]))
def test_a_token_that_was_never_given_opens_nothing(
    stores: tuple[Watched, Watched], token: str, password: str, locked: bool, act: str
) -> None:
    watched = stores[0]
    stay = sign_in.stay_of(watched.store, sign_in.sign_in(watched.store, "owl", PASSWORD))
    assert stay is not None
    if locked:
        stay = sign_in.lock(watched.store, stay)
    acts: dict[str, Callable[[], object]] = {
        "stay": lambda: sign_in.stay_of(watched.store, token),
        "unlock": lambda: sign_in.unlock(watched.store, stay, password),
        "saw": lambda: sign_in.saw(watched.store, stay),
    }
    watched.attempt(acts[act], may_count=_COUNTED)
    assert sign_in.stay_of(watched.store, token) is None
    watched.put_back()


@settings(SETTINGS, max_examples=100)
@given(staff=_who)
def test_a_clinic_that_is_no_demonstration_is_not_entered_without_a_password(
    stores: tuple[Watched, Watched], staff: str
) -> None:
    assert stores[0].attempt(lambda: sign_in.begin_demonstration(stores[0].store, staff))
