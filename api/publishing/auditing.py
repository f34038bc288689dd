"""The whole audit of a sealed book: its log, and every report that is out built again from it."""

import asyncio
import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Final
from uuid import UUID

from msgspec import Struct

from api.publishing.rebuilding import Rebuilt
from api.publishing.replaying import Replay
from ledger.transparency.audit import Audit
from ledger.transparency.audited import Audited, Finding
from ledger.verifier.failures import Failure
from ledger.verifier.policy import Policy
from ledger.verifier.receipts import Receipt, check_receipt

_ALLOCATED: Final = 100_000
"""How many more objects there are before Python looks for cycles: records make none."""


class Verdict(Struct, frozen=True, kw_only=True):
    """What an audit came to. *receipts* counts those that were held against the book."""

    log: Audited
    reports: tuple[Rebuilt, ...]
    receipts: int
    findings: tuple[Finding, ...]

    @property
    def is_well(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def audit_book(
    rows: Iterable[bytes],
    policy: Policy | None = None,
    receipts: Iterable[tuple[str, bytes]] = (),
    *,
    witnessed: bool = False,
) -> Verdict:
    """Audit a sealed book, given as the rows of its file.

    *policy* is what whoever audits believes. *receipts*, by the names of their files, have to be of
    lines of this book; without a *policy* they are checked with the key that the file names. With
    *witnessed*, one witness of the policy at least has to have seen the head. Raises
    `BookUnreadable`.
    """
    held = list(receipts)
    audit = Audit(policy)
    replay = Replay(audit.findings)
    audit.take = replay.take
    audit.openings = set() if held else None
    with _collecting_rarely():
        audit.read(rows)
        told = audit.conclude()
        reports = asyncio.run(replay.rebuilt(UUID(told.fund_id)))
    if witnessed and not told.witnesses:
        audit.findings.add("not-witnessed")
    if held:
        believed = policy or Policy().with_keys([told.vkey])
        _hold(held, believed, audit)
    return Verdict(
        log=told, reports=tuple(reports), receipts=len(held), findings=audit.findings.all()
    )


def _hold(receipts: list[tuple[str, bytes]], policy: Policy, audit: Audit) -> None:
    """Look for the line of each receipt in the book, and whether its log gives its head.

    Whoever keeps two books shows one of them. A line that no receipt shows may differ as well, or
    what a receipt does not open; the head differs then. One later than the book is left out.
    """
    good, findings = list[tuple[str, Receipt]](), audit.findings
    for name, data in receipts:
        try:
            good.append((name, check_receipt(data, policy)))
        except Failure as failure:
            findings.add("receipt-not-in-book", f"{name}: {failure}")
    seen = set[bytes]()
    sizes: dict[str, set[int]] = defaultdict(set)
    for _, each in good:
        sizes[each.head.origin].add(each.head.size)
    roots = audit.roots(sizes)
    for name, each in good:
        said = each.opening.topic.encode() + b"\n" + each.opening.payload
        if sha256(said).digest() not in (audit.openings or set()):
            findings.add("receipt-not-in-book", name)
        if each.commitment in seen:
            findings.add("receipt-twice", name)
        seen.add(each.commitment)
        own = each.head.root
        if roots.get(each.head.origin, {}).get(each.head.size, own) != own:
            findings.add("receipt-head-differs", name)


@contextmanager
def _collecting_rarely() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], _ALLOCATED), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
