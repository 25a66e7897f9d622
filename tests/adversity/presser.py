"""Somebody who presses on session ``s`` as fast as they can, and says what the store acknowledged.

Run as a program it is one process of several: ``presser.py ADDRESS NAME TURNS`` writes its tally as JSON.
"""

import json
import random
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

from iopkit.actions import fill_worksheet, run_session, take_roll
from iopkit.errors import ChangedElsewhere, StoreBusy
from iopkit.model.codes import AttendanceStatus, Moment
from iopkit.model.group_session import CheckIn, Response
from iopkit.store.opening import open_store
from iopkit.store.store import Store

CLIENTS = ("heron", "otter", "wren")
STATUSES = (AttendanceStatus.PRESENT, AttendanceStatus.LATE, AttendanceStatus.ABSENT)
SHEET, ITEM = "mini-walk-plan", "where"


class Presser:
    """One person at one page: what they saw may be old by the time that they press."""

    def __init__(self, store: Store, name: str) -> None:
        self.store, self.name = store, name
        self.chance = random.Random(name)
        self.stored: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.marks: list[tuple[str, int, str]] = []
        self._ways = (self._mark, self._mark, self._check_in, self._rate, self._answer, self._move)

    def press(self, turns: int) -> dict[str, Any]:
        """Press so many times; what was stored, what was refused, and each mark that was stored."""
        for _ in range(turns):
            self._try(self.chance.choice(self._ways))
        return {"stored": self.stored, "refused": self.refused, "marks": self.marks}

    def _try(self, way: Callable[[str], str]) -> None:
        try:
            self.stored[way(self.chance.choice(CLIENTS))] += 1
        except (ChangedElsewhere, StoreBusy) as refused:
            self.refused[type(refused).__name__] += 1

    def _mark(self, client: str) -> str:
        with self.store.read() as r:
            seen = next((one.version for one in r.list_attendance("s") if one.client == client), 0)
        status = self.chance.choice(STATUSES)
        take_roll.mark_attendance(self.store, "s", client, status, seen, self.name)
        self.marks.append((client, seen + 1, status.value))
        return "mark_attendance"

    def _check_in(self, client: str) -> str:
        with self.store.read() as r:
            seen = next((one.version for one in r.list_check_ins("s") if one.client == client), 0)
        said = CheckIn(session="s", client=client, moment=Moment.START, mood=5, version=seen)
        take_roll.record_check_in(self.store, said, self.name)
        return "record_check_in"

    def _rate(self, client: str) -> str:
        with self.store.read() as r:
            seen = next((one.version for one in r.list_participation("s") if one.client == client), 0)
        take_roll.rate_participation(self.store, "s", client, self.chance.randrange(5), seen, self.name)
        return "rate_participation"

    def _answer(self, client: str) -> str:
        with self.store.read() as r:
            seen = next((one.version for one in r.list_responses("s") if one.client == client), 0)
        answer = {"session": "s", "worksheet": SHEET, "client": client, "item": ITEM, "value": self.name}
        fill_worksheet.answer_item(self.store, Response(**answer, version=seen), self.name)
        return "answer_item"

    def _move(self, _client: str) -> str:
        with self.store.read() as r:
            run = r.get_run("s")
        if run.paused:
            run_session.resume(self.store, "s", run.version, self.name)
            return "resume"
        if self.chance.random() < 0.4:
            run_session.pause(self.store, "s", run.version, self.name)
            return "pause"
        run_session.go_to_step(self.store, "s", (run.step + 1) % 3, run.version, self.name)
        return "go_to_step"


if __name__ == "__main__":
    address, name, turns = sys.argv[1:]
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(Presser(open_store(address), name).press(int(turns))))
