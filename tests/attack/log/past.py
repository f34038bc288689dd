"""The past is changed: in the database alone, or with the whole tree built and signed again."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

from tests.attack.log.operator import FAR, Operator
from tests.attack.log.registry import Attack, Blind, add, nothing
from tests.attack.log.said import Said

Change = Callable[[Operator], Awaitable[list[str]]]
GIFT = 10
"""The position of the gift of whoever has the first code; another gift follows on it."""


async def rewrites(operator: Operator) -> list[str]:
    """Make a gift smaller than it was."""
    payload = (await operator.line(GIFT)).payload
    other = payload.replace(b'"gross":2500', b'"gross":2400')
    assert other != payload
    return [_set(f"payload = '\\x{other.hex()}'", f"position = {GIFT}")]


async def deletes(operator: Operator) -> list[str]:
    """Take a gift out, and close the gap."""
    return [f"delete from events where fund_id = :fund and position = {GIFT}", *_moved(GIFT, -1)]


async def inserts(operator: Operator) -> list[str]:
    """Put a gift in where there was none."""
    line = await operator.line(GIFT)
    other = (
        "insert into events (fund_id, case_id, event_id, position, recorded_at, version, cause,"
        f" topic, actor, payload) select fund_id, '{uuid4()}', '{uuid4()}', {GIFT},"
        " recorded_at - interval '1 microsecond', version, cause, topic, actor, payload"
        f" from events where fund_id = :fund and event_id = '{line.event_id}'"
    )
    return [*_moved(GIFT - 1, 1), other]


async def reorders(operator: Operator) -> list[str]:
    """Have two gifts change places."""
    moments = [(await operator.line(each)).recorded_at for each in (GIFT, GIFT + 1)]
    return [
        _set(f"position = {FAR}, recorded_at = '{moments[1]}'", f"position = {GIFT}"),
        _set(f"position = {GIFT}, recorded_at = '{moments[0]}'", f"position = {GIFT + 1}"),
        _set(f"position = {GIFT + 1}", f"position = {FAR}"),
    ]


async def blames_another(operator: Operator) -> list[str]:
    """Have somebody else have recorded a gift."""
    return [_set(f"actor = '{uuid4()}'", f"position = {GIFT}")]


def _set(what: str, where: str) -> str:
    return f"update events set {what} where fund_id = :fund and {where}"


def _moved(after: int, by: int) -> list[str]:
    """Move all lines behind a position; the book says that it is as long as it then is."""
    return [
        _set(f"position = position + {FAR}", f"position > {after}"),
        _set(f"position = position - {FAR - by}", f"position > {FAR}"),
        f"update heads set position = position + {by} where fund_id = :fund",
    ]


async def changed(operator: Operator, change: Change) -> None:
    await operator.forge(*await change(operator))


async def rebuilt(operator: Operator, change: Change) -> None:
    await changed(operator, change)
    await operator.rebuild()


async def laundered(operator: Operator, change: Change) -> None:
    """Begin another log, which opens with the book as it then is."""
    await changed(operator, change)
    await operator.new_origin()


def _claims(self: Any, position: int, index: int, commitment: bytes) -> None:
    """Believe every line that it stands where it says."""
    del position, commitment
    if 0 <= index < len(self._claimed):
        self._claimed[index] = 1
    self._sealed += 1


async def _audit(operator: Operator) -> Said:
    return await operator.audit()


async def _check(operator: Operator) -> Said:
    return await operator.check()


async def _monitor(operator: Operator) -> Said:
    return await operator.monitor()


async def _verify_log(operator: Operator) -> Said:
    return await operator.verify("log", operator.public, "--from", operator.place / "old.head")


async def _audit_with_receipts(operator: Operator) -> Said:
    return await operator.audit("--receipt", operator.place / "receipt.tlog-proof")


AUDIT: Blind = {
    "ledger.transparency.audit.Audit._claim": _claims,
    "ledger.transparency.audit.Audit._explain": lambda self, origin: 0,
}
CHECK: Blind = {"projections.check.log._LinesCheck._line": nothing}
GROWN: Blind = {"ledger.verifier.monitoring.check_grown": nothing}
OLDER: Blind = {"ledger.transparency.audit_before.OlderLogs.line": nothing}
FROM: Blind = {"ledger.verifier.logs._refuse_other": nothing}
HELD: Blind = {"api.publishing.auditing._hold": nothing}
CHANGES: dict[str, Change] = {
    each.__name__: each for each in (rewrites, deletes, inserts, reorders, blames_another)
}
IN_THE_DATABASE = (
    ("audit", "line-not-in-log", _audit, AUDIT),
    ("check", "the leaf of a line is another one", _check, CHECK),
)
WITH_A_NEW_LOG = (("audit", "before-line-differs", _audit, OLDER),)
SIGNED_AGAIN = (
    ("monitor", "log-forked", _monitor, GROWN),
    ("verify log", "log-forked", _verify_log, FROM),
    ("audit", "receipt-head-differs", _audit_with_receipts, HELD),
)


WAYS = ((changed, IN_THE_DATABASE), (rebuilt, SIGNED_AGAIN), (laundered, WITH_A_NEW_LOG))


def _register() -> None:
    for name, change in CHANGES.items():
        for how, rows in WAYS:
            for command, failure, look, blind in rows:
                said = f"{name}, {how.__name__}, {command}"
                add(Attack(said, command, failure, _work(how, change, look), blind))


def _work(
    how: Callable[[Operator, Change], Awaitable[None]],
    change: Change,
    look: Callable[[Operator], Awaitable[Said]],
) -> Callable[[Operator], Awaitable[Said]]:
    async def work(operator: Operator) -> Said:
        receipt = await operator.receipt(GIFT)
        operator.head_in(receipt, "old.head")
        await how(operator, change)
        return await look(operator)

    return work


_register()
