"""The check of one fund, in one moment of the database."""

from collections.abc import Sequence
from typing import Final, Protocol
from uuid import UUID

import msgspec

from ledger.asking import Answer
from ledger.fund import FOLD, Fund, evolve
from ledger.store.connection import Connection
from ledger.store.errors import database_errors
from ledger.store.reading import walk_lines
from ledger.store.snapshots import Snapshot, list_snapshots
from projections.check.cases import CasesCheck
from projections.check.decisions import DecisionsCheck
from projections.check.journal import JournalCheck
from projections.check.lines import LineCheck
from projections.check.log import check_logs
from projections.check.orders import OrdersCheck
from projections.check.proposals import ProposalsCheck
from projections.check.publications import PublicationsCheck
from projections.check.report import Findings, Report
from projections.check.sums import SumsCheck
from projections.checkpoints import Checkpoint, list_checkpoints
from projections.models import READ_MODELS
from projections.projection import Batch, ReadModel
from projections.view import View

ANSWERS_CHUNK: Final = 1_000

_HEAD: Final = "select position, recorded_at from heads where fund_id = $1"
_CAUSES: Final = "select distinct cause from events where fund_id = $1 and cause is not null"
_ANSWERS: Final = "select answer from idempotency where fund_id = $1"
_CASES_AT: Final = """
select position, case_id from events where fund_id = $1 and position = any($2::bigint[])
"""


class _Part(Protocol):
    async def take_in(self, batch: Batch) -> None: ...

    async def finish(self) -> None: ...


async def check_fund(
    connection: Connection, fund_id: UUID, *, log_masters: Sequence[bytes] | None = None
) -> Report:
    """Derive a fund anew from its lines, in one moment, and report what does not agree.

    Looks at every line, balance, row of a read model, snapshot and kept answer, and at the log,
    whose leaves only *log_masters* can tell: the master keys of logs that are at hand, None when
    nobody asked for them. Call it outside a transaction; it writes nothing.
    """
    findings = Findings()
    with database_errors():
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            head = await _check(connection, fund_id, findings)
            await check_logs(connection, fund_id, findings, head, log_masters)
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
        looked_at = (lines.look_at(stored) for stored in batch)
        readable = Batch.of([line for line in looked_at if line is not None])
        for part in (lines, *parts):
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
    await lines.finish()
    await _check_answers(connection, fund_id, findings, lines.position)
    return int(position)


async def _parts(
    connection: Connection, fund_id: UUID, findings: Findings, head: int
) -> list[_Part]:
    """Return the checks of what was derived, each as far as its read model has got."""
    built = await _built(connection, fund_id)
    upto = {model.name: at.position for model, at in built if at is not None}
    for model, at in built:
        if at is None:
            findings.skip(f"The read model {model.name} is not built in this program's version.")
        elif at.position > head:
            findings.add(f"{model.name} is beyond the book", stored=at.position, derived=head)
        elif at.position < head:
            findings.skip(f"The read model {model.name} is at position {at.position} of {head}.")
    second = frozenset(model.name for model, at in built if at is not None and at.side)
    view = View(connection, fund_id, head, second)
    await _keep(view, [model for model, at in built if at is not None])
    parts: list[_Part] = [
        FundCheck(connection, fund_id, findings, head),
        PublicationsCheck(fund_id, findings),
        DecisionsCheck(fund_id, findings),
    ]
    if "journal" in upto:
        causes = {row[0] for row in await connection.fetch(_CAUSES, fund_id)}
        parts.append(JournalCheck(view, findings, upto["journal"], causes))
    if "balances" in upto:
        parts.append(SumsCheck(view, findings, upto["balances"]))
    if "cases" in upto:
        parts.append(CasesCheck(view, findings, upto["cases"]))
    if "orders" in upto:
        parts.append(OrdersCheck(view, findings, upto["orders"]))
    if "proposals" in upto:
        parts.append(ProposalsCheck(view, findings, upto["proposals"]))
    return parts


async def _built(
    connection: Connection, fund_id: UUID
) -> list[tuple[ReadModel, Checkpoint | None]]:
    """Return the read models, each with its checkpoint if it is of this program's version."""
    found = await list_checkpoints(connection, fund_id)
    pairs = [(model, found.get((model.name, False))) for model in READ_MODELS]
    return [(model, at if at and at.version == model.version else None) for model, at in pairs]


async def _keep(view: View, models: Sequence[ReadModel]) -> None:
    """Keep the tables of *models* from being emptied before the check is done with them."""
    tables = [f"{table}{{{model.name}}}" for model in models for table in model.tables]
    if tables:
        await view.connection.execute(
            view.sql(f"lock table {', '.join(tables)} in access share mode")
        )


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

    async def take_in(self, batch: Batch) -> None:
        """Evolve the fund by some lines, and look at a snapshot where there is one."""
        if self._snapshots is None:
            self._snapshots = await list_snapshots(self._connection, self._fund_id)
        snapshot = self._snapshots.get(FOLD)
        for line in batch.lines:
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
