"""The tables, in the field's words. Migrations make them; this is what the verbs read and write.

Ids are opaque text that a clinic brings along. Codes are the words of ``iopkit.model.codes``.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from iopkit.store.columns import UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _to(target: str, *, null: bool = False, key: bool = False, index: bool = False) -> Column[str]:
    """A column that refers to another table's id; it is named after that table's noun."""
    name = {"group_sessions": "session", "staff": "staff"}.get(target, target.removesuffix("s")) + "_id"
    return Column(name, Text, ForeignKey(f"{target}.id"), nullable=null, primary_key=key, index=index)


#: What the store knows of itself: its time zone, whether it is a demonstration.
settings = Table(
    "settings", metadata, Column("key", Text, primary_key=True), Column("value", Text, nullable=False)
)

#: Places where programs run; none in a clinic that has only one.
sites = Table("sites", metadata, Column("id", Text, primary_key=True), Column("name", Text, nullable=False))

programs = Table(
    "programs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("level_of_care", Text),
    Column("weekly_hours", Float),
    Column("time_zone", Text, nullable=False),
    _to("sites", null=True),
)

staff = Table(
    "staff",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
)

clients = Table(
    "clients",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text),
    Column("birth_year", Integer),
    Column("populations", Text, nullable=False, server_default=""),  # codes separated by ";"
    _to("sites", null=True, index=True),
)

episodes = Table(
    "episodes",
    metadata,
    Column("id", Text, primary_key=True),
    _to("clients", index=True),
    _to("programs", null=True),
    Column("track", Text),
    Column("level_of_care", Text),
    Column("admitted_on", Date, nullable=False),
    Column("discharged_on", Date),
    Column("discharge_reason", Text),
    Column("days", Integer),  # from admission to discharge; empty while open
    # Stays are counted from the first two alone, in their order: see stays.py.
    Index("ix_episodes_days_all", "days", "discharge_reason", "discharged_on", "admitted_on"),
    Index(
        "ix_episodes_days_program", "program_id", "days", "discharge_reason", "discharged_on", "admitted_on"
    ),
    Index("ix_episodes_program_id_admitted_on", "program_id", "admitted_on"),
    Index("ix_episodes_admitted_on", "admitted_on"),
    Index("ix_episodes_discharged_on", "discharged_on"),
)

groups = Table(
    "groups",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    _to("programs", null=True),
    Column("capacity", Integer),
    Column("kind", Text, nullable=False),
    Column("curriculum", Text),
)

group_facilitators = Table(
    "group_facilitators",
    metadata,
    _to("groups", key=True),
    _to("staff", key=True),
    Column("position", Integer, nullable=False),
)

#: A group's schedule: the week's meetings, in local times of its program.
meetings = Table(
    "meetings",
    metadata,
    _to("groups", key=True),
    Column("weekday", Integer, primary_key=True),  # 0 is Monday
    Column("starts", Text, primary_key=True),  # such as 09:00
    Column("ends", Text, nullable=False),
)

memberships = Table(
    "memberships",
    metadata,
    Column("id", Integer, primary_key=True),
    _to("groups"),
    _to("clients", index=True),
    Column("joined_on", Date, nullable=False),
    Column("left_on", Date),
    UniqueConstraint("group_id", "client_id", "joined_on"),
)

group_sessions = Table(
    "group_sessions",
    metadata,
    Column("id", Text, primary_key=True),
    _to("groups"),
    Column("starts_at", UtcDateTime, nullable=False, index=True),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("status", Text, nullable=False),
    Column("plan_id", Text),  # a plan's id in curricula/; a clinic's own word for sessions long past
    Index("ix_group_sessions_group_id_starts_at", "group_id", "starts_at"),
)

#: A session in progress or done, with the plan and worksheets as they were when it started.
runs = Table(
    "runs",
    metadata,
    _to("group_sessions", key=True),
    Column("plan", JSON, nullable=False),
    Column("worksheets", JSON, nullable=False),
    Column("step", Integer, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("closed_at", UtcDateTime),
    Column("facilitator_id", Text, ForeignKey("staff.id")),
    Column("version", Integer, nullable=False),
)

step_runs = Table(
    "step_runs",
    metadata,
    _to("group_sessions", key=True),
    Column("position", Integer, primary_key=True),
    Column("extra_minutes", Integer, nullable=False, server_default="0"),
    Column("outcome", Text),  # done or skipped; empty while open
)

step_stretches = Table(
    "step_stretches",
    metadata,
    Column("id", Integer, primary_key=True),
    _to("group_sessions", index=True),
    Column("position", Integer, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
)


def _attendance_columns() -> list[Column[object]]:
    return [
        Column("status", Text, nullable=False),
        Column("arrived_at", UtcDateTime),
        Column("left_at", UtcDateTime),
        Column("minutes", Integer),
        Column("mode", Text),
        Column("reason", Text),
        Column("version", Integer, nullable=False),
    ]


#: What holds now. Its history is in attendance_marks, which only ever grows.
attendance = Table(
    "attendance",
    metadata,
    _to("group_sessions", key=True),
    _to("clients", key=True, index=True),
    *_attendance_columns(),
)

attendance_marks = Table(
    "attendance_marks",
    metadata,
    Column("id", Integer, primary_key=True),
    _to("group_sessions"),
    _to("clients"),
    *_attendance_columns(),
    Column("marked_by", Text),
    Column("marked_at", UtcDateTime, nullable=False),
    Index("ix_attendance_marks_session_id_client_id", "session_id", "client_id"),
)

check_ins = Table(
    "check_ins",
    metadata,
    _to("group_sessions", key=True),
    _to("clients", key=True),
    Column("moment", Text, primary_key=True),
    Column("mood", Integer),
    Column("craving", Integer),
    Column("used", Text),
    Column("taken_by", Text),
    Column("taken_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
)

participation = Table(
    "participation",
    metadata,
    _to("group_sessions", key=True),
    _to("clients", key=True),
    Column("level", Integer, nullable=False),
    Column("noted_by", Text),
    Column("noted_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
)

#: One answer to one item; client_id is empty where the group filled the worksheet together.
responses = Table(
    "responses",
    metadata,
    Column("id", Integer, primary_key=True),
    _to("group_sessions"),
    Column("worksheet_id", Text, nullable=False),
    _to("clients", null=True),
    Column("item_id", Text, nullable=False),
    Column("value", JSON, nullable=False),
    Column("version", Integer, nullable=False),
    Column("answered_by", Text),
    Column("answered_at", UtcDateTime, nullable=False),
)
Index(
    "uq_responses_client",
    responses.c.session_id,
    responses.c.worksheet_id,
    responses.c.client_id,
    responses.c.item_id,
    unique=True,
    sqlite_where=responses.c.client_id.is_not(None),
    postgresql_where=responses.c.client_id.is_not(None),
)
Index(
    "uq_responses_group",
    responses.c.session_id,
    responses.c.worksheet_id,
    responses.c.item_id,
    unique=True,
    sqlite_where=responses.c.client_id.is_(None),
    postgresql_where=responses.c.client_id.is_(None),
)

administrations = Table(
    "administrations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("measure_id", Text, nullable=False, index=True),
    _to("clients", index=True),
    _to("group_sessions", null=True),
    Column("given_at", UtcDateTime, nullable=False),
    Column("answers", JSON, nullable=False),
)

scores = Table(
    "scores",
    metadata,
    _to("administrations", key=True),
    Column("scale", Text, primary_key=True),
    Column("value", Float, nullable=False),
    Column("band", Text),
)

#: Programs on paper: which plan stands on which day, and the rules that the program is held to.
outlines = Table(
    "outlines",
    metadata,
    Column("id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("rules", JSON, nullable=False),
    Column("days", JSON, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("changed_by", Text, ForeignKey("staff.id")),
    Column("version", Integer, nullable=False),
    _to("sites", null=True),
)

accounts = Table(
    "accounts",
    metadata,
    _to("staff", key=True),
    Column("password", Text, nullable=False),
    Column("one_time_key", Text),
    Column("one_time_used", BigInteger, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", UtcDateTime),
    Column("disabled_at", UtcDateTime),
    Column("must_change", Boolean, nullable=False),
)

supervised_programs = Table(
    "supervised_programs", metadata, _to("staff", key=True), _to("programs", key=True)
)

#: Who was given which sites.
staff_sites = Table("staff_sites", metadata, _to("staff", key=True), _to("sites", key=True))

#: Who is signed in; the id is a hash of what the browser holds.
sign_ins = Table(
    "sign_ins",
    metadata,
    Column("id", Text, primary_key=True),
    _to("staff", index=True),
    Column("began_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("locked", Boolean, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("ended_because", Text),
)

#: Who did what on whose records. It only grows: triggers refuse everything else.
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("by", Text),
    Column("act", Text, nullable=False),
    Column("session", Text, index=True),
    Column("clients", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

#: How many rows the audit has and the hash of the last one, so that a missing end is seen.
audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("count", Integer, nullable=False),
    Column("hash", Text, nullable=False),
)
