"""Read the hours that levels of care and payers ask for: ``curricula/rules/*.yaml``."""

from pathlib import Path

from iopkit.content.fault import Fault, shown_path
from iopkit.content.shaped_file import read_shaped
from iopkit.errors import ContentError
from iopkit.model.program import ProgramRules

FOLDER = "rules"


def read_rules(path: Path) -> ProgramRules:
    """The rules in one file.

    Raises
    ------
    ContentError
        The file cannot be read as rules; every fault is named.
    """
    rules, faults = _read(path, path.name)
    if rules is None:
        raise ContentError(f"{path} holds no rules that can be used:", [str(fault) for fault in faults])
    return rules


def read_rules_folder(root: Path) -> tuple[dict[str, ProgramRules], list[Fault]]:
    """All rules beside the curricula of a folder, by id, and what is wrong with them."""
    found: dict[str, ProgramRules] = {}
    faults: list[Fault] = []
    for path in sorted((root / FOLDER).glob("*.yaml")):
        file = shown_path(path, root)
        rules, more = _read(path, file)
        faults += more
        if rules is None:
            continue
        if rules.id in found:
            faults.append(
                Fault(file, "", f"the id {rules.id} is taken by another file; give these rules their own")
            )
        found.setdefault(rules.id, rules)
    return found, faults


def _read(path: Path, file: str) -> tuple[ProgramRules | None, list[Fault]]:
    if not path.is_file():
        says = "there is no such file; name a file of curricula/rules, or one of your own"
        return None, [Fault(file, "", says)]
    return read_shaped(path, file, ProgramRules)
