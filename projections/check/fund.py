"""The check of one fund, in one moment of the database."""

from collections.abc import Sequence
from typing import Final, Protocol
from uuid import UUID

import msgspec

from ledger.asking import Answer
from ledger.fund import FOLD, Fund, evolve
from ledger.line import Line
from ledger.store.connection import Connection
from ledger.store.errors import database_errors
from ledger.store.reading import walk_lines
from ledger.store.snapshots import Snapshot, list_snapshots
from projections.check.lines import LineCheck
from projections.check.report import Findings, Report
from projections.check.rows import CasesCheck, JournalCheck, SumsCheck
from projections.checkpoints import list_checkpoints
from projections.models import READ_MODELS

ANSWERS_CHUNK: Final = 1_000

_HEAD: Final = "select position, recorded_at from heads where fund_id = $1"
_CAUSES: Final = "select distinct cause from events where fund_id = $1 and cause is not null"
_SAME_ID: Final = """
select max(position) from events where fund_id = $1 group by event_id having count(*) > 1
"""
_NO_CAUSE: Final = """
select e.position from events e
where e.fund_id = $1 and e.cause is not null and not exists (
    select from events c
    where c.fund_id = $1 and c.event_id = e.cause and c.position < e.position
)
"""
_ANSWERS: Final = "select answer from idempotency where fund_id = $1"
_CASES_AT: Final = """
select position, case_id from events where fund_id = $1 and position = any($2::bigint[])
"""


class _Part(Protocol):
    async def take_in(self, lines: Sequence[Line]) -> None: ...

    async def finish(self) -> None: ...


async def check_fund(connection: Connection, fund_id: UUID) -> Report:
    """Derive a fund anew from its lines, in one moment, and report what does not agree.

    Looks at every line, balance, row of a read model, snapshot and kept answer. Call it outside
    a transaction; it writes nothing.
    """
    findings = Findings()
    with database_errors():
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            head = await _check(connection, fund_id, findings)
    return Report(
        fund_id=fund_id,
        head=head,
        findings=tuple(findings.kept),
        found=findings.count,
        skipped=tuple(findings.skipped),
    )


async def _check(connection: Connection, fund_id: UUID, findings: Findings) -> int:
    lines = LineCheck(connection, fund_id, findings)
    head = await connection.fetchrow(_HEAD, fund_id)
    position = head["position"] if head else 0
    parts = await _parts(connection, fund_id, findings, position)
    async for batch in walk_lines(connection, fund_id):
        looked_at = [await lines.look_at(stored) for stored in batch]
        readable = [line for line in looked_at if line is not None]
        for part in parts:
            await part.take_in(readable)
    if lines.position == 0:
        findings.skip("There is no book of this fund.")
    if lines.readable:
        for part in parts:
            await part.finish()
    if lines.position != position:
        findings.add("the head's position differs", stored=position, derived=lines.position)
    elif head and head["recorded_at"] != lines.recorded_at and position:
        findings.add("the head's time differs", position, stored=head["recorded_at"])
    for row in await connection.fetch(_SAME_ID, fund_id):
        findings.add("its event id is that of another line", row[0])
    for row in await connection.fetch(_NO_CAUSE, fund_id):
        findings.add("its cause is no line before it", row[0])
    await _check_answers(connection, fund_id, findings, lines.position)
    return int(position)


async def _parts(
    connection: Connection, fund_id: UUID, findings: Findings, head: int
) -> list[_Part]:
    """Return the checks of what was derived, each as far as its read model has got."""
    upto: dict[str, int] = {}
    found = await list_checkpoints(connection, fund_id)
    for model in READ_MODELS:
        at = found.get((model.name, False))
        if at is None or at.version != model.version:
            findings.skip(f"The read model {model.name} is not built in this program's version.")
            continue
        upto[model.name] = at.position
        if at.position > head:
            findings.add(f"{model.name} is beyond the book", stored=at.position, derived=head)
        elif at.position < head:
            findings.skip(f"The read model {model.name} is at position {at.position} of {head}.")
    parts: list[_Part] = [FundCheck(connection, fund_id, findings, head)]
    if "journal" in upto:
        causes = {row[0] for row in await connection.fetch(_CAUSES, fund_id)}
        parts.append(JournalCheck(connection, fund_id, findings, upto["journal"], causes))
    if "balances" in upto:
        parts.append(SumsCheck(connection, fund_id, findings, upto["balances"]))
    if "cases" in upto:
        parts.append(CasesCheck(connection, fund_id, findings, upto["cases"]))
    return parts


class FundCheck:
    """Replays the fund's state and compares the snapshots of it."""

    def __init__(
        self, connection: Connection, fund_id: UUID, findings: Findings, head: int
    ) -> None:
        self._connection = connection
        self._findings = findings
        self._head = head
        self._fund: Fund | None = Fund(fund_id=fund_id)
        self._snapshots: dict[str, Snapshot] | None = None
        self._fund_id = fund_id

    async def take_in(self, lines: Sequence[Line]) -> None:
        """Evolve the fund by some lines, and look at a snapshot where there is one."""
        if self._snapshots is None:
            self._snapshots = await list_snapshots(self._connection, self._fund_id)
        snapshot = self._snapshots.get(FOLD)
        for line in lines:
            if self._fund is None:
                return
            try:
                self._fund = evolve(self._fund, line.event)
            except KeyError:
                self._findings.add("it names what was never opened", line.position)
                self._findings.skip(f"The fund was replayed to before position {line.position}.")
                self._fund = None
                return
            if snapshot is not None and snapshot.position == line.position:
                self._compare(snapshot, self._fund)

    def _compare(self, snapshot: Snapshot, fund: Fund) -> None:
        try:
            stored = msgspec.json.decode(snapshot.state, type=Fund)
        except msgspec.DecodeError:
            self._findings.add("the snapshot cannot be read", snapshot.position)
            return
        for name in fund.__struct_fields__:
            if getattr(stored, name) != getattr(fund, name):
                self._findings.add(f"the snapshot's {name} differs", snapshot.position)

    async def finish(self) -> None:
        """Look at snapshots that stand where no line is, or are of another fold."""
        for fold, snapshot in (self._snapshots or {}).items():
            if fold != FOLD:
                self._findings.skip(
                    "There is a snapshot of a fold that this program does not know."
                )
            elif not 1 <= snapshot.position <= self._head:
                self._findings.add(
                    "the snapshot is of no position of the book", stored=snapshot.position
                )


async def _check_answers(
    connection: Connection, fund_id: UUID, findings: Findings, head: int
) -> None:
    cursor = await connection.cursor(_ANSWERS, fund_id)
    while rows := await cursor.fetch(ANSWERS_CHUNK):
        answers = []
        for row in rows:
            try:
                answers.append(msgspec.json.decode(row[0], type=Answer))
            except msgspec.DecodeError:
                findings.add("a kept answer cannot be read")
        ends = list({each for answer in answers for each in (answer.first, answer.last)})
        found = await connection.fetch(_CASES_AT, fund_id, ends)
        cases = {row["position"]: row["case_id"] for row in found}
        for answer in answers:
            if not 1 <= answer.first <= answer.last <= head:
                findings.add("a kept answer names no position of the book", answer.last)
            elif {cases.get(answer.first), cases.get(answer.last)} != {answer.case_id}:
                findings.add("a kept answer names another case than its lines", answer.last)
