"""Which clients have a mark at which sessions, asked of many sessions at once."""


def test_marks_of_the_sessions_asked_for_are_found_among_many(clinic):
    with clinic.write() as w:
        w.add_attendance([{"session_id": "s1", "client_id": "heron", "status": "present", "minutes": 90}])
    with clinic.read() as r:
        assert r.list_marked({f"none-{number}" for number in range(1_200)} | {"s1"}) == {("s1", "heron")}
        assert r.list_marked({"none-1"}) == set()
        assert r.list_marked([]) == set()


def test_all_rolls_can_be_read_at_once(clinic):
    with clinic.write() as w:
        w.add_attendance(
            [{"session_id": "s1", "client_id": one, "status": "late"} for one in ("heron", "otter")]
        )
    with clinic.read() as r:
        rows = list(r.attendance_rows())
        assert [(one["session_id"], one["client_id"], one["status"]) for one in rows] == [
            ("s1", "heron", "late"),
            ("s1", "otter", "late"),
        ]
