"""What a process knows of one book: its state at a position, and the cases it met lately."""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from typing import Final
from uuid import UUID

import msgspec

from ledger.case import Case, evolve_case
from ledger.events import FundEvent
from ledger.fund import FOLD, Fund, replay
from ledger.rejections import BookReadOnly
from ledger.store.connection import Connection
from ledger.store.mapper import UnknownTopic, decode
from ledger.store.reading import StoredLine, get_head, list_lines_of_cases, walk_lines
from ledger.store.snapshots import Snapshot, load_snapshot, save_snapshot

CASES_MAX: Final = 2_000
"""How many cases of one book are kept in memory; the others are read again when named."""


SNAPSHOT_ON_THE_WAY: Final = 50_000
"""After how many lines of a long way a snapshot is kept."""


class Known:
    """The state of a book in memory. It is never ahead of the table of events."""

    def __init__(self, fund_id: UUID) -> None:
        self.fund = Fund(fund_id=fund_id)
        self.position = 0
        self.snapshot_position = 0
        self._cases: OrderedDict[UUID, Case] = OrderedDict()

    async def open(self, connection: Connection) -> None:
        """Start from the snapshot of this fold, if there is a usable one.

        One of another fund, or of lines that the book does not have, is not believed.
        """
        snapshot = await load_snapshot(connection, self.fund.fund_id, FOLD)
        head = await get_head(connection, self.fund.fund_id)
        if snapshot is None or head is None or snapshot.position > head.position:
            return
        try:
            fund = msgspec.json.decode(snapshot.state, type=Fund)
        except msgspec.DecodeError:
            return  # `parasol check` reports it; the lines are what counts
        if fund.fund_id != self.fund.fund_id:
            return
        self.fund = fund
        self.position = self.snapshot_position = snapshot.position

    async def catch_up(self, connection: Connection) -> int:
        """Take in every line that other processes added; return how many. Raises BookReadOnly.

        On a long way a snapshot is kept now and then, so that no way is gone twice.
        """
        before = self.position
        async for lines in walk_lines(connection, self.fund.fund_id, self.position):
            self._take_in(lines)
            if self.position - max(before, self.snapshot_position) >= SNAPSHOT_ON_THE_WAY:
                await self.keep_snapshot(connection, self.snapshot())
        return self.position - before

    async def keep_snapshot(self, connection: Connection, snapshot: Snapshot) -> None:
        """Keep a snapshot in the database."""
        await save_snapshot(connection, self.fund.fund_id, FOLD, snapshot)
        self.snapshot_position = snapshot.position

    def _take_in(self, lines: Sequence[StoredLine]) -> None:
        events = [_event(line) for line in lines]
        self.fund = replay(self.fund, events)
        for line, event in zip(lines, events, strict=True):
            case = self._cases.get(line.case_id)
            if case is not None:
                self._cases[line.case_id] = evolve_case(case, line.position, event)
        self.position = lines[-1].position

    async def load_cases(self, connection: Connection, case_ids: Collection[UUID]) -> None:
        """Read the cases that are not in memory; a case without lines is one not opened yet."""
        missing = [case_id for case_id in case_ids if case_id not in self._cases]
        if not missing:
            return
        lines = await list_lines_of_cases(connection, self.fund.fund_id, missing)
        cases = {case_id: Case(case_id) for case_id in missing}
        for line in lines:
            if line.position <= self.position:  # a later one comes in by the next catch-up
                cases[line.case_id] = evolve_case(cases[line.case_id], line.position, _event(line))
        for case in cases.values():
            self.keep(case)

    def has(self, case_id: UUID) -> bool:
        """Say whether a case is in memory."""
        return case_id in self._cases

    def case(self, case_id: UUID) -> Case:
        """Return a case that was loaded, or a new one."""
        return self._cases.get(case_id) or Case(case_id)

    def keep(self, case: Case) -> None:
        """Hold *case* in memory, as the one met last."""
        self._cases[case.case_id] = case
        self._cases.move_to_end(case.case_id)

    def forget(self, case_ids: Iterable[UUID]) -> None:
        """Let go of cases, which are read again when they are named."""
        for case_id in case_ids:
            self._cases.pop(case_id, None)

    def forget_cases(self) -> None:
        """Let go of the cases met longest ago. Called between batches, never within one."""
        while len(self._cases) > CASES_MAX:
            self._cases.popitem(last=False)

    def snapshot(self) -> Snapshot:
        """Return the state as it is kept in the database."""
        return Snapshot(self.position, msgspec.json.encode(self.fund))


def _event(line: StoredLine) -> FundEvent:
    try:
        return decode(line.topic, line.payload)
    except UnknownTopic:
        raise BookReadOnly(line.topic) from None
