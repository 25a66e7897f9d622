"""What the groups of a JupyterHub say of somebody here: their role, and what they reach."""

from collections.abc import Iterable, Mapping

from iopkit.model.codes import Role
from iopkit.model.value import Value

PREFIX = "iopkit-"
_KINDS = ("program-", "group-", "site-")
_ROLES = {f"{PREFIX}{role.value}": role for role in Role}


class HubGroups(Value):
    """What somebody's groups at the Hub say; ``programs``, ``groups`` and ``sites`` are words, not ids yet.

    ``unknown`` are names that begin as ours do and mean nothing.
    """

    roles: tuple[Role, ...] = ()
    programs: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def hub_groups(names: Iterable[str]) -> HubGroups:
    """Sort somebody's groups at the Hub; those that do not begin with ``iopkit-`` are none of ours.

    >>> hub_groups(["staff", "iopkit-facilitator", "iopkit-group-evening-a", "iopkit-site-river"]).groups
    ('evening-a',)
    """
    ours = sorted({name for name in names if name.startswith(PREFIX)})
    sorted_out: dict[str, list[str]] = {kind: [] for kind in (*_KINDS, "")}
    for name in ours:
        if name not in _ROLES:
            kind = next((one for one in _KINDS if name.startswith(PREFIX + one)), "")
            sorted_out[kind].append(name.removeprefix(PREFIX + kind) if kind else name)
    return HubGroups(
        roles=tuple(_ROLES[name] for name in ours if name in _ROLES),
        programs=tuple(sorted_out["program-"]),
        groups=tuple(sorted_out["group-"]),
        sites=tuple(sorted_out["site-"]),
        unknown=tuple(sorted_out[""]),
    )


def meant(word: str, names_by_id: Mapping[str, str]) -> str | None:
    """The id that a word of the Hub means: an id, else one that has the word for a name; None for none.

    Directories that hold groups often take neither spaces nor capitals, so that ``day-iop`` is "Day IOP".

    >>> meant("day-iop", {"p1": "Day IOP", "p2": "Evening IOP"}), meant("p2", {"p2": "x"}), meant("no", {})
    ('p1', 'p2', None)
    """
    if word in names_by_id:
        return word
    fits = [one for one, name in names_by_id.items() if _folded(word) in (_folded(one), _folded(name))]
    return fits[0] if len(fits) == 1 else None


def _folded(text: str) -> str:
    return "-".join(text.casefold().replace("_", " ").replace("-", " ").split())
