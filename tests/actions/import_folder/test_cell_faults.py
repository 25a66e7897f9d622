"""Each thing that can be wrong in one cell or one row gets its own sentence, and nothing else does."""

import pytest

EPISODES = "episode_id,client_id,program,admitted_on,discharged_on,discharge_reason\n"
MEMBERS = "group_id,client_id,joined_on,left_on\n"
SESSIONS = "session_id,group_id,starts_at,ends_at,status,plan\n"
ATTENDANCE = "session_id,client_id,status,minutes,mode\n"

S1 = "s1,morning,2026-01-12T09:00,2026-01-12T12:00,,\n"
S2 = "s2,morning,2026-01-14T09:00,2026-01-14T12:00,,\n"
STATUSES = "present, late, left_early, excused, absent or unmarked"

NOT_THERE = " or in the store; add it there, or correct the id."

FAULTS = [
    # clients
    (
        "clients",
        "client_id,name\nheron,\notter,\n,Wren\n",
        "row 4, client_id: the cell is empty; fill it in.",
    ),
    (
        "clients",
        "client_id\nheron\notter\nheron\n",
        'row 4, client_id: "heron" stands in row 2 already; remove one row, or give it an id of its own.',
    ),
    (
        "clients",
        "client_id,birth_year\nheron,1899\notter,1900\n",
        "row 2, birth_year: 1899 is not plausible; use a year from 1900 to 2026.",
    ),
    (
        "clients",
        "client_id,birth_year\nheron,2027\notter,2026\n",
        "row 2, birth_year: 2027 is not plausible; use a year from 1900 to 2026.",
    ),
    (
        "clients",
        "client_id,birth_year\nheron,'84\notter,\n",
        'row 2, birth_year: "\'84" is not a whole number; write it such as 1984.',
    ),
    (
        "clients",
        "client_id,populations\nheron,adult;teen\notter,\n",
        'row 2, populations: "teen" is not a population; '
        "use adult, adolescent, perinatal, co_occurring or justice.",
    ),
    # episodes
    (
        "episodes",
        EPISODES + "e1,heron,day,05/01/2026,,\n",
        'row 2, admitted_on: "05/01/2026" is not a date; write year-month-day, such as 2026-01-31.',
    ),
    (
        "episodes",
        EPISODES + "e1,heron,day,2026-02-30,,\n",
        'row 2, admitted_on: "2026-02-30" is not on the calendar or the clock; correct it.',
    ),
    (
        "episodes",
        EPISODES + "e1,heron,day,0026-02-03,,\n",
        'row 2, admitted_on: the year of "0026-02-03" is not plausible; use 1900 to 2100.',
    ),
    (
        "episodes",
        EPISODES + "e1,heron,day,2026-02-03,2026-02-02,left\n",
        "row 2, discharged_on: 2026-02-02 is before admitted_on, which is 2026-02-03; "
        "correct one of the two.",
    ),
    (
        "episodes",
        EPISODES + "e1,heron,day,2026-02-03,,left\n",
        'row 2, discharge_reason: "left" is given without discharged_on; add the date, or remove it.',
    ),
    (
        "episodes",
        EPISODES + "e1,heron,day,2026-02-03,2026-03-03,moved\n",
        'row 2, discharge_reason: "moved" is not a discharge reason; '
        "use completed, transferred, left, terminated, incarcerated, died or other.",
    ),
    (
        "episodes",
        EPISODES + "e1,finch,day,2026-02-03,,\n",
        'row 2, client_id: no client "finch" in clients.csv' + NOT_THERE,
    ),
    (
        "episodes",
        EPISODES + "e1,heron,day,2026-02-03,,\ne1,otter,day,2026-02-03,,\n",
        'row 3, episode_id: "e1" stands in row 2 already; remove one row, or give it an id of its own.',
    ),
    (
        "episodes",
        EPISODES + "e2,heron,day,2026-03-03,,\ne1,heron,day,2026-02-03,2026-03-04,\n",
        'row 3, admitted_on: client "heron" is in program "day" from 2026-03-03 on (row 2) already; '
        "correct the dates, or remove the row.",
    ),
    (
        "episodes",
        EPISODES + "e1,heron,,2026-02-03,,\ne2,heron,,2026-02-03,,\n",
        'row 3, admitted_on: client "heron" is in a program without a name from 2026-02-03 on (row 2) '
        "already; correct the dates, or remove the row.",
    ),
    # groups
    (
        "groups",
        "group_id,name\nmorning,\n",
        "row 2, name: the cell is empty; fill it in.",
    ),
    (
        "groups",
        "group_id,name,capacity\nmorning,Morning A,0\n",
        "row 2, capacity: 0 leaves no room; use 1 or more, or leave the cell empty.",
    ),
    (
        "groups",
        "group_id,name,capacity\nmorning,Morning A,12.5\n",
        'row 2, capacity: "12.5" is not a whole number; write it such as 12.',
    ),
    (
        "groups",
        "group_id,name,kind\nmorning,Morning A,rolling\n",
        'row 2, kind: "rolling" is not a kind of group; use open or closed.',
    ),
    # members
    (
        "members",
        MEMBERS + "morning,heron,2026-01-05,\nmorning,otter,2026-01-05,2026-01-04\n",
        "row 3, left_on: 2026-01-04 is before joined_on, which is 2026-01-05; correct one of the two.",
    ),
    (
        "members",
        MEMBERS
        + "morning,heron,2026-01-05,\nmorning,otter,2026-01-05,2026-01-14\nmorning,otter,2026-01-14,\n",
        'row 4, joined_on: client "otter" is a member of group "morning" from 2026-01-05 to 2026-01-14 '
        "(row 3) already; correct the dates, or remove the row.",
    ),
    (
        "members",
        MEMBERS + "morning,heron,2026-01-05,\nmorning,otter,2026-01-05,\nevening,otter,2026-01-05,\n",
        'row 4, group_id: no group "evening" in groups.csv' + NOT_THERE,
    ),
    (
        "members",
        MEMBERS + "morning,heron,2026-01-05,\nmorning,otter,2026-01-05,\nmorning,finch,2026-01-05,\n",
        'row 4, client_id: no client "finch" in clients.csv' + NOT_THERE,
    ),
    # sessions
    (
        "sessions",
        SESSIONS + "s1,morning,2026-01-12,2026-01-12T12:00,,\n" + S2,
        'row 2, starts_at: "2026-01-12" is not a date and time; write it such as 2026-01-31T09:00.',
    ),
    (
        "sessions",
        SESSIONS + "s1,morning,2026-01-12T09:00Z,2026-01-12T12:00,,\n" + S2,
        'row 2, starts_at: "2026-01-12T09:00Z" carries a time zone; times are local to the program, '
        "so write it without, such as 2026-01-31T09:00.",
    ),
    (
        "sessions",
        SESSIONS + "s1,morning,2026-01-12T09:00,2026-01-12 12:00:00-05:00,,\n" + S2,
        'row 2, ends_at: "2026-01-12 12:00:00-05:00" carries a time zone; times are local to the program, '
        "so write it without, such as 2026-01-31T09:00.",
    ),
    (
        "sessions",
        SESSIONS + "s1,morning,2026-01-12T09:00,2026-01-12T24:00,,\n" + S2,
        'row 2, ends_at: "2026-01-12T24:00" is not on the calendar or the clock; correct it.',
    ),
    (
        "sessions",
        SESSIONS + S1 + "s2,morning,2026-01-14T09:00,2026-01-14T09:00,,\n",
        "row 3, ends_at: 2026-01-14T09:00 is not after starts_at, which is 2026-01-14T09:00; correct one.",
    ),
    (
        "sessions",
        SESSIONS + S1 + "s2,morning,2026-01-14T09:00,2026-01-15T09:01,,\n",
        "row 3, ends_at: 2026-01-15T09:01 is more than 24 hours after starts_at, "
        "which is 2026-01-14T09:00; correct one.",
    ),
    (
        "sessions",
        SESSIONS + S1 + "s2,morning,2026-03-08T02:30,2026-03-08T04:00,,\n",
        "row 3, starts_at: 2026-03-08T02:30 does not exist in America/New_York, "
        "where the clocks jump over it; use a time before or after.",
    ),
    (
        "sessions",
        SESSIONS + "s1,morning,2026-01-12T09:00,2026-01-12T12:00,done,\n" + S2,
        'row 2, status: "done" is not a status; use scheduled, held or cancelled.',
    ),
    (
        "sessions",
        SESSIONS + S1 + S2 + "s2,morning,2026-01-14T09:00,2026-01-14T12:00,,\n",
        'row 4, session_id: "s2" stands in row 3 already; remove one row, or give it an id of its own.',
    ),
    (
        "sessions",
        SESSIONS + S1 + S2 + "s3,evening,2026-01-14T09:00,2026-01-14T12:00,,\n",
        'row 4, group_id: no group "evening" in groups.csv' + NOT_THERE,
    ),
    (
        "sessions",
        SESSIONS + S1 + "s2,morning,2026-01-14T09:00,2026-01-14T12:00,scheduled,trigers\n",
        'row 3, plan: "trigers" is not a plan that this scheduled session could follow; '
        "did you mean triggers?",
    ),
    (
        "sessions",
        SESSIONS + S1 + S2 + "s3,morning,2026-06-01T14:00,2026-06-01T17:00,,7\n",
        'row 4, plan: "7" is not a plan that this scheduled session could follow; '
        "'iopkit curriculum list' names them, or leave the cell empty.",
    ),
    # attendance
    (
        "attendance",
        ATTENDANCE + "s1,heron,here,,\n",
        f'row 2, status: "here" is not a status; use {STATUSES}.',
    ),
    (
        "attendance",
        ATTENDANCE + "s1,heron,,,\n",
        "row 2, status: the cell is empty; fill it in.",
    ),
    (
        "attendance",
        ATTENDANCE + "s1,heron,present,,zoom\n",
        'row 2, mode: "zoom" is not a mode; use in_person or virtual.',
    ),
    (
        "attendance",
        ATTENDANCE + "s9,heron,present,,\n",
        'row 2, session_id: no session "s9" in sessions.csv' + NOT_THERE,
    ),
    (
        "attendance",
        ATTENDANCE + "s1,finch,present,,\n",
        'row 2, client_id: no client "finch" in clients.csv' + NOT_THERE,
    ),
    (
        "attendance",
        ATTENDANCE + "s1,heron,present,,\ns1,otter,late,,\ns1,heron,absent,,\n",
        'row 4, client_id: "heron" is marked for session "s1" in row 2 already; remove one row.',
    ),
    (
        "attendance",
        ATTENDANCE + "s1,heron,present,three hours,\n",
        'row 2, minutes: "three hours" is not a whole number; write it such as 90.',
    ),
    (
        "attendance",
        ATTENDANCE + "s1,heron,present,90.5,\n",
        'row 2, minutes: "90.5" is not a whole number; write it such as 90.',
    ),
    (
        "attendance",
        ATTENDANCE + "s1,heron,present,-5,\n",
        "row 2, minutes: -5 is less than nothing; use 0 or more, or leave the cell empty.",
    ),
    (
        "attendance",
        ATTENDANCE + "s1,heron,present,181,\n",
        "row 2, minutes: 181 is over the session's 180 minutes; use 0 to 180.",
    ),
    (
        "attendance",
        ATTENDANCE + "s1,heron,excused,10,\n",
        "row 2, minutes: 10 minutes are given for a client who is excused; "
        "leave the cell empty, or use present, late or left_early.",
    ),
    (
        "attendance",
        ATTENDANCE + "s1,heron,unmarked,10,\n",
        "row 2, minutes: 10 minutes are given for a client who is unmarked; "
        "leave the cell empty, or use present, late or left_early.",
    ),
]


@pytest.mark.parametrize(("table", "text", "sentence"), FAULTS, ids=[one[2][:60] for one in FAULTS])
def test_a_fault_gets_its_own_sentence_and_no_other(changed, faults, table, text, sentence):
    assert faults(changed(**{table: text})) == [f"{table}.csv, {sentence}"]


def test_attendance_the_day_before_joining_is_a_fault(changed, faults):
    members = MEMBERS + "morning,heron,2026-01-13,\nmorning,otter,2026-01-12,\n"
    assert faults(changed(members=members)) == [
        'attendance.csv, row 2, client_id: "heron" is no member of group "morning" on 2026-01-12, '
        'the day of session "s1"; add the time to members.csv, or remove the row.'
    ]


def test_attendance_the_day_after_leaving_is_a_fault(changed, faults):
    members = MEMBERS + "morning,heron,2026-01-05,2026-01-13\nmorning,otter,2026-01-12,\n"
    assert faults(changed(members=members)) == [
        'attendance.csv, row 4, client_id: "heron" is no member of group "morning" on 2026-01-14, '
        'the day of session "s2"; add the time to members.csv, or remove the row.'
    ]


def test_the_first_and_the_last_day_of_a_membership_count(changed, take):
    members = MEMBERS + "morning,heron,2026-01-12,2026-01-12\nmorning,heron,2026-01-14,2026-01-14\n"
    assert take(changed(members=members + "morning,otter,2026-01-12,2026-01-12\n")).counts["members"] == 3


def test_membership_is_judged_by_the_program_s_own_day(changed, faults):
    # 23:30 in New York is the next day in UTC.
    sessions = SESSIONS + "s1,morning,2026-01-12T23:30,2026-01-13T00:30,,\n"
    members = MEMBERS + "morning,heron,2026-01-13,\n"
    found = faults(changed(sessions=sessions, members=members, attendance=ATTENDANCE + "s1,heron,late,,\n"))
    assert [one.split(": ")[0] for one in found] == ["attendance.csv, row 2, client_id"]


def test_of_an_hour_that_comes_twice_the_first_is_meant(changed, take, in_2026):
    sessions = SESSIONS + "s1,morning,2025-11-02T01:30,2025-11-02T02:30,,\n"
    take(changed(sessions=sessions, attendance=None))
    with in_2026.read() as r:
        session = r.get_session("s1")
    assert (session.starts_at.isoformat(), session.minutes) == ("2025-11-02T05:30:00+00:00", 120)


def test_a_session_may_end_in_the_second_of_two_hours(changed, take, in_2026):
    sessions = SESSIONS + "s1,morning,2025-11-02T01:30,2025-11-02T01:15,,\n"
    take(changed(sessions=sessions, attendance=None))
    with in_2026.read() as r:
        assert r.get_session("s1").minutes == 45


def test_one_mistake_does_not_bring_others_with_it(changed, faults):
    """A row that cannot be read still names its id, so that what refers to it is right."""
    found = faults(
        changed(
            clients="client_id,name\nheron,Heron, M.\notter,\n",
            groups="group_id,name,capacity\nmorning,Morning A,many\n",
            members=MEMBERS + "morning,heron,last week,\nmorning,otter,2026-01-12\n",
            sessions=SESSIONS + "s1,morning,noon,2026-01-12T12:00,,\ns2,morning\n",
        )
    )
    assert [one.split(": ")[0] for one in found] == [
        "clients.csv, row 2",
        "groups.csv, row 2, capacity",
        "members.csv, row 2, joined_on",
        "members.csv, row 3",
        "sessions.csv, row 2, starts_at",
        "sessions.csv, row 3",
    ]


def test_every_fault_of_every_file_is_told_at_once_in_order(changed, faults):
    found = faults(
        changed(
            attendance=ATTENDANCE + "s1,heron,here,-1,zoom\n",
            clients="client_id,birth_year\nheron,1\notter,2\n",
        )
    )
    assert [one.split(": ")[0] for one in found] == [
        "clients.csv, row 2, birth_year",
        "clients.csv, row 3, birth_year",
        "attendance.csv, row 2, status",
        "attendance.csv, row 2, mode",
        "attendance.csv, row 2, minutes",
    ]


def test_a_value_is_shown_on_one_line_and_not_in_full(changed, faults):
    status = '"' + "x\n\x1b[31m" + "y" * 100 + '"'
    (found,) = faults(changed(attendance=ATTENDANCE + f"s1,heron,{status},,\n"))
    assert '"x  [31m' in found
    assert 'yyy..." is not a status' in found
    assert "\n" not in found
