"""What a book says about its own log: how it began, and which heads its reports name."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final, TypeGuard

from msgspec import Struct

from ledger.events import FundEvent, LogBegun, LogHead, ReportLogged, ReportPublished
from ledger.publishing.summary import hash_of
from ledger.transparency.audited import Findings
from ledger.transport.sealed_records import BeforeRecord, LogRecord
from ledger.verifier.failures import Failure, PolicyUnusable
from ledger.verifier.heads import Head, check_head
from ledger.verifier.policy import Policy, read_keys

AboutTheLog = LogBegun | ReportLogged | ReportPublished
TOLD: Final = frozenset(each.topic for each in (LogBegun, ReportLogged, ReportPublished))
"""Topics of the lines that are about the log or a report."""


class Said(Struct, frozen=True):
    """A line about the log or a report, and where it stands."""

    position: int
    event: AboutTheLog


def is_told(event: FundEvent) -> TypeGuard[AboutTheLog]:
    """Say whether a fact is about the log or a report."""
    return isinstance(event, LogBegun | ReportLogged | ReportPublished)


def policy_of(vkey: str) -> Policy | None:
    """Return a policy of one key; None where it is none."""
    try:
        return read_keys(vkey)
    except PolicyUnusable:
        return None


def signed_head(note: str, policy: Policy | None, findings: Findings) -> Head | None:
    """Return a head that is signed as a policy demands; else say what is wrong with it."""
    if policy is None:
        findings.add("checkpoint-signature-missing", "the key in the file is none")
        return None
    try:
        return check_head(note.encode(), policy)
    except Failure as failure:
        findings.add(f"checkpoint-{failure.name}", failure.detail)
        return None


class Told:
    """What the lines of a book say about its log, to be compared with what the log is."""

    def __init__(self, log: LogRecord, said: Sequence[Said], findings: Findings) -> None:
        self._log, self._said, self._findings = log, said, findings
        self._begun = [each.event for each in said if isinstance(each.event, LogBegun)]
        logged = [each.event for each in said if isinstance(each.event, ReportLogged)]
        self._heads = [(each.number, each.head) for each in logged if each.head is not None]

    @property
    def sizes(self) -> dict[str, set[int]]:
        """The sizes of logs at the heads that reports name, by origin."""
        sizes: dict[str, set[int]] = defaultdict(set)
        for _, head in self._heads:
            sizes[head.origin].add(head.size)
        return sizes

    @property
    def ends(self) -> dict[str, LogHead]:
        """The last head of each older log, as the log behind it names it, by origin."""
        return {each.before.origin: each.before for each in self._begun if each.before}

    def check_chain(self, notes: Sequence[BeforeRecord], head: Head | None) -> None:
        """Look whether this is the log that the book says it keeps, and follows on those before."""
        log, begun = self._log, self._begun
        last = begun[-1] if begun else None
        is_named = last is not None and (last.origin, last.vkey) == (log.origin, log.vkey)
        if not is_named or (head is not None and head.origin != log.origin):
            self._findings.add("log-differs", log.origin)
        if log.origin.split("/")[-2:-1] != [str(log.fund_id)]:
            self._findings.add("log-differs", f"it is no log of the fund {log.fund_id}")
        if begun and (begun[0].number, begun[0].before) != (1, None):
            self._findings.add("log-chain-broken", begun[0].origin)
        kept = {each.origin: each for each in notes}
        for number, (older, newer) in enumerate(pairwise(begun), 1):
            is_next = (older.number, newer.number) == (number, number + 1)
            if not (is_next and self._follows(older, newer.before, kept.get(older.origin))):
                self._findings.add("log-chain-broken", newer.origin)

    def _follows(self, older: LogBegun, named: LogHead | None, note: BeforeRecord | None) -> bool:
        """Say whether the head that the next log names can be the last one of the log before.

        The service may have lost the last ones, with the database: then only the signer knew them.
        """
        if named is None or note is None:
            return False
        if named.origin != older.origin or note.vkey != older.vkey:
            return False
        if not note.checkpoint:
            return True
        last = signed_head(note.checkpoint, policy_of(note.vkey), self._findings)
        if last is None or last.origin != older.origin:
            return False
        return last.size < named.size or (last.size, last.root.hex()) == (named.size, named.root)

    def check_reports(self) -> None:
        """Look whether each report that came out under a log is bound to it, by its own bytes."""
        has_log = False
        by_position = {each.position: each.event for each in self._said}
        for each in self._said:
            above = by_position.get(each.position - 1)
            if isinstance(each.event, ReportLogged) and not isinstance(above, ReportPublished):
                # Whoever has its proof believes it, so none may stand alone.
                self._findings.add("report-logged-differs", f"line {each.position}")
            has_log = has_log or isinstance(each.event, LogBegun)
            if isinstance(each.event, ReportPublished):
                bound = by_position.get(each.position + 1)
                where = f"report {each.event.number}"
                if not isinstance(bound, ReportLogged):
                    if has_log:
                        self._findings.add("report-not-logged", where)
                elif not _is_same(each.event, bound):
                    self._findings.add("report-logged-differs", where)

    def check_heads(self, roots: Mapping[str, Mapping[int, bytes]]) -> int:
        """Look whether each head that a report names is one of its log.

        *roots* are by origin and size, of those logs whose leaves are here. Return how many reports
        name a head of another log.
        """
        unchecked = 0
        for number, head in self._heads:
            if (known := roots.get(head.origin)) is not None:
                root = known.get(head.size)
                is_known = root is not None and root.hex() == head.root
            else:
                unchecked += 1
                end = self.ends.get(head.origin)
                is_known = end is not None and (head.size < end.size or head == end)
            if not is_known:
                self._findings.add("report-head-unknown", f"report {number}")
        return unchecked


def _is_same(report: ReportPublished, bound: ReportLogged) -> bool:
    return (bound.number, bound.manifest_hash) == (report.number, hash_of(report.manifest))
