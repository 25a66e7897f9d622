"""All curricula on this machine, and every fault in them."""

import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import iopkit
from iopkit.content.fault import Fault, shown_path
from iopkit.content.plan_file import read_plan
from iopkit.content.rules_file import read_rules_folder
from iopkit.content.shaped_file import read_shaped
from iopkit.content.shared_files import BIBLIOGRAPHY, read_bibliography, read_common
from iopkit.content.worksheet_file import read_worksheet
from iopkit.errors import ContentError, NotFound, quoted
from iopkit.model.plan import CurriculumHead, Evidence, Plan, StepKind
from iopkit.model.program import ProgramRules
from iopkit.model.shared import Work
from iopkit.model.worksheet import Worksheet

VARIABLE = "IOPKIT_CURRICULA"


def curricula_folder() -> Path:
    """Where the curricula are: IOPKIT_CURRICULA, else those that come with iopkit."""
    if given := os.environ.get(VARIABLE, "").strip():
        return Path(given).expanduser()
    return own_curricula()


def own_curricula() -> Path:
    """The curricula that come with iopkit: beside the package in a checkout, else inside it."""
    package = Path(iopkit.__file__).parent
    beside = package.parent / "curricula"
    return beside if beside.is_dir() else package / "curricula"


@dataclass
class Library:
    """Plans and worksheets by id, in the order in which they are run.

    ``sheets_of`` maps a plan's id to the worksheets beside it, by file name; ``plan_files`` to its file.
    ``works`` are the entries of the bibliography, by key; ``common`` the sentences that plans may share;
    ``rules`` the hours of levels of care and payers, by id.
    """

    root: Path
    curricula: dict[str, CurriculumHead] = field(default_factory=dict)
    works: dict[str, Work] = field(default_factory=dict)
    common: frozenset[str] = frozenset()
    rules: dict[str, ProgramRules] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)
    sheets_of: dict[str, dict[str, Worksheet]] = field(default_factory=dict)
    plan_files: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    files: int = 0

    def get_plan(self, plan_id: str) -> Plan:
        """The plan of that id.

        Raises
        ------
        NotFound
            There is none, or it has a fault that ``iopkit check`` shows.
        """
        if plan_id not in self.plans:
            raise NotFound(
                f"There is no session plan {quoted(plan_id)}, or it has a fault. "
                "Run 'iopkit check', or choose another."
            )
        return self.plans[plan_id]

    def worksheets(self, plan: Plan) -> tuple[Worksheet, ...]:
        """A plan's worksheets, in the order in which its steps use them."""
        sheets = {sheet.id: sheet for sheet in self.sheets_of.get(plan.id, {}).values()}
        named = [step.worksheet for step in plan.steps if step.worksheet] + list(plan.head.worksheets)
        return tuple(sheets[one] for one in dict.fromkeys(named) if one in sheets)

    def require(self) -> "Library":
        """This library, when nothing is wrong with it.

        Raises
        ------
        ContentError
            Some file has a fault; all of them are named.
        """
        if self.faults:
            raise ContentError("The curricula have faults:", [str(fault) for fault in self.faults])
        return self


def read_library(folder: Path | None = None) -> Library:
    """Read every curriculum of a folder; faults are collected, not raised.

    Raises
    ------
    NotFound
        There is no such folder.
    """
    root = (folder or curricula_folder()).resolve()
    if not root.is_dir():
        raise NotFound(f"There is no folder {root}. Give the folder that holds your curricula.")
    library = Library(root)
    _read_shared(library)
    for description in sorted(root.glob("*/curriculum.yaml")):
        _read_curriculum(library, description)
    library.faults += _undescribed(root)
    if not library.files and not library.faults:
        says = "there is no curriculum in this folder; write CURRICULUM/curriculum.yaml"
        library.faults.append(Fault(root.name, "", says))
    _check_ids(library)
    _set_in_order(library)
    library.faults.sort()
    return library


def _set_in_order(library: Library) -> None:
    """Curricula as they say that they follow one another, each with its plans as their folders do."""
    curricula = sorted(library.curricula.values(), key=lambda one: (one.order, one.id))
    place = {one.id: at for at, one in enumerate(curricula)}
    library.curricula = {one.id: one for one in curricula}
    plans = sorted(library.plans.values(), key=lambda one: place[one.curriculum])
    library.plans = {one.id: one for one in plans}


def _read_shared(library: Library) -> None:
    """Bibliography, common sentences and rules; a folder of one's own builds on those of iopkit."""
    for root in dict.fromkeys([own_curricula().resolve(), library.root]):
        works, faults = read_bibliography(root)
        common, more = read_common(root)
        rules, most = read_rules_folder(root)
        library.works |= works
        library.common |= common
        library.rules |= rules
        if root == library.root:
            library.faults += [*faults, *more, *most]


def _undescribed(root: Path) -> list[Fault]:
    """Folders with plans that nobody would see, for want of a description."""
    folders = sorted({plan.parent.parent for plan in root.glob("*/*/plan.md")})
    says = "there is no curriculum.yaml beside these plans; write one with format, id and title"
    return [
        Fault(shown_path(one, root), "", says) for one in folders if not (one / "curriculum.yaml").is_file()
    ]


def _read_curriculum(library: Library, description: Path) -> None:
    file = shown_path(description, library.root)
    library.files += 1
    head, faults = read_shaped(description, file, CurriculumHead)
    library.faults += faults
    if head is None:
        return
    library.curricula[head.id] = head
    for folder in sorted(one for one in description.parent.iterdir() if one.is_dir()):
        _read_folder(library, folder, head.id)


def _read_folder(library: Library, folder: Path, curriculum: str) -> None:
    path = folder / "plan.md"
    file = shown_path(path, library.root)
    if not path.is_file():
        library.faults.append(Fault(file, "", "the folder has no plan.md; write one or remove the folder"))
        return
    library.files += 1
    plan, faults = read_plan(path, file, curriculum)
    library.faults += faults
    sheets, broken = _read_worksheets(library, folder)
    if plan is None:
        return
    library.faults += _worksheet_faults(plan, {*sheets, *broken}, file) + _cite_faults(plan, library, file)
    if plan.id in library.plans:
        says = f"the id {plan.id} is taken by {library.plan_files[plan.id]}; give this plan its own"
        library.faults.append(Fault(file, "front matter", says))
        return
    library.plan_files[plan.id] = file
    library.plans[plan.id] = _with_works(_by_id(plan, sheets), library.works)
    library.sheets_of[plan.id] = sheets


def _by_id(plan: Plan, sheets: dict[str, Worksheet]) -> Plan:
    """The plan with its worksheets named by id, which outlives a file's name."""
    ids = {name: sheet.id for name, sheet in sheets.items()}
    steps = tuple(step.model_copy(update={"worksheet": ids.get(step.worksheet or "")}) for step in plan.steps)
    named = tuple(ids[name] for name in plan.head.worksheets if name in ids)
    return plan.model_copy(
        update={"steps": steps, "head": plan.head.model_copy(update={"worksheets": named})}
    )


def _cite_faults(plan: Plan, library: Library, file: str) -> list[Fault]:
    return [
        Fault(
            file,
            "front matter",
            f"there is no work {one.cite!r} in {BIBLIOGRAPHY}; add it there, or name another",
        )
        for one in plan.head.evidence
        if one.cite and one.cite not in library.works
    ]


def _with_works(plan: Plan, works: dict[str, Work]) -> Plan:
    """The plan with its works written out: it is kept with a session, and the bibliography may move on."""
    evidence = tuple(_written_out(one, works) for one in plan.head.evidence)
    return plan.model_copy(update={"head": plan.head.model_copy(update={"evidence": evidence})})


def _written_out(evidence: Evidence, works: dict[str, Work]) -> Evidence:
    work = works.get(evidence.cite or "")
    if work is None:
        return evidence
    return evidence.model_copy(update={"citation": work.citation, "seen": work.seen})


def _read_worksheets(library: Library, folder: Path) -> tuple[dict[str, Worksheet], set[str]]:
    sheets: dict[str, Worksheet] = {}
    broken: set[str] = set()
    for path in sorted(folder.glob("*.yaml")):
        library.files += 1
        sheet, faults = read_worksheet(path, shown_path(path, library.root))
        library.faults += faults
        if sheet is None:
            broken.add(path.stem)
        else:
            sheets[path.stem] = sheet
    return sheets, broken


def _worksheet_faults(plan: Plan, there: set[str], file: str) -> list[Fault]:
    """Worksheets that are named and not there, there and not named, or needed and not named."""
    faults = [
        Fault(file, f'step {number} "{step.title}"', _no_sheet(step.worksheet, there))
        for number, step in enumerate(plan.steps, 1)
        if step.worksheet and step.worksheet not in there
    ]
    faults += [
        Fault(file, f'step {number} "{step.title}"', "a worksheet step needs a worksheet; add worksheet=NAME")
        for number, step in enumerate(plan.steps, 1)
        if step.kind is StepKind.WORKSHEET and not step.worksheet
    ]
    faults += [
        Fault(file, "front matter", _no_sheet(name, there))
        for name in plan.head.worksheets
        if name not in there
    ]
    unused = there - {step.worksheet for step in plan.steps} - set(plan.head.worksheets)
    faults += [
        Fault(file, "", f"{name}.yaml is not used by any step; name it in a step or remove it")
        for name in sorted(unused)
    ]
    return faults


def _no_sheet(name: str | None, there: set[str]) -> str:
    listed = f"name one of {', '.join(sorted(there))}, or write it" if there else "write it, or name none"
    return f"there is no worksheet {name}.yaml in this folder; {listed}"


def _check_ids(library: Library) -> None:
    counts = Counter(sheet.id for sheets in library.sheets_of.values() for sheet in sheets.values())
    for plan_id, sheets in library.sheets_of.items():
        folder = library.plan_files[plan_id].removesuffix("plan.md")
        library.faults += [
            Fault(
                f"{folder}{name}.yaml", "", f"another worksheet has the id {sheet.id} too; give each its own"
            )
            for name, sheet in sheets.items()
            if counts[sheet.id] > 1
        ]
