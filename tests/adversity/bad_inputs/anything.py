"""What a person, a program or an attacker may send in place of what is asked for."""

import os
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

#: The same inputs every time, so that a failure here is a failure there; IOPKIT_EXPLORE=1 looks for new ones.
SETTINGS = settings(
    deadline=None,
    derandomize=not os.environ.get("IOPKIT_EXPLORE"),
    database=None,
    suppress_health_check=list(HealthCheck),
)

NASTY = (
    "",
    " ",
    "\0",
    "heron\0",
    "\ud800",
    "half an emoji \ud83d",
    "\udcff",
    "'; DROP TABLE clients; --",
    '" OR 1=1',
    "=HYPERLINK(1)",
    "../../etc/passwd",
    "²",
    "٣",
    "NaN",
    "-0",
    "1e999",
    "__class__",
    "{0.__class__}",
    "%s%n",
    "\u202eright to left",
    "\N{ZERO WIDTH SPACE}",
    "<script>alert(1)</script>",
    "é" * 300,
    "x" * 3_000,
    "9" * 5000,
    "\r\n",
    "2026-02-30",
    "25:00",
    "24:00",
    "09:26+05:00",
    "0001-01-01",
    "9999-12-31",
)

#: Hypothesis knows the word that ``watched`` looks for in what is said.
texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=20)).filter(lambda text: text != "None")
wholes = st.one_of(
    st.integers(-3, 100),
    st.sampled_from([-1, 2**31 - 1, 2**31, 2**53, 2**63, -(2**63) - 1, 10**300]),
    st.integers(),
)
_leaves = st.one_of(st.none(), st.booleans(), wholes, st.floats(), texts)


def _deep(levels: int) -> list[Any]:
    held: list[Any] = []
    for _ in range(levels):
        held = [held]
    return held


values = st.one_of(
    _leaves,
    st.recursive(
        _leaves,
        lambda inner: st.one_of(
            st.lists(inner, max_size=4), st.dictionaries(st.one_of(texts, texts), inner, max_size=4)
        ),
        max_leaves=8,
    ),
    st.sampled_from([_deep(5), _deep(400), [[]] * 50, {"a": {"b": {"c": None}}}]),
)


def nearly(right: dict[str, Any], wrong: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    """The right arguments with one, two or three of them replaced, each by what ``wrong`` has for it."""
    names = st.lists(st.sampled_from(sorted(wrong)), min_size=0, max_size=3, unique=True)
    replaced = names.flatmap(lambda some: st.fixed_dictionaries({one: wrong[one] for one in some}))
    return replaced.map(lambda some: {**right, **some})
