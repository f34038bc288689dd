"""A sealed book that tests take apart, change and put together again."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from msgspec.structs import replace

from ledger.transparency.audit import Audit
from ledger.transparency.audited import Audited
from ledger.transport.sealed_book import sealed_book
from ledger.transport.sealed_records import AnyRecord, LineRecord, decode_record, encode_record
from ledger.verifier.policy import Policy
from tests.ledger.transparency.stage import Stage

R = TypeVar("R")


async def sealed(stage: Stage) -> list[AnyRecord]:
    """Return the records of the sealed book of a fund."""
    pieces = [each async for each in sealed_book(stage.database, stage.log, stage.fund_id)]
    rows = b"".join(pieces).splitlines(keepends=True)
    records = [decode_record(row) for row in rows]
    assert b"".join(encode_record(each) for each in records if each) == b"".join(rows)
    return [each for each in records if each is not None]


def audited(
    records: Iterable[AnyRecord], policy: Policy | None = None
) -> tuple[Audited, list[str]]:
    """Audit a book; return what it came to, and the names of what was found."""
    audit = Audit(policy)
    audit.read(map(encode_record, records))
    told = audit.conclude()
    return told, [each.name for each in audit.findings.all()]


def changed(records: Iterable[AnyRecord], kind: type[R], **fields: object) -> list[AnyRecord]:
    """Return a book whose first record of a kind says something else."""
    found, done = list[AnyRecord](), False
    for each in records:
        is_it = isinstance(each, kind) and not done
        found.append(replace(each, **fields) if is_it else each)
        done = done or is_it
    assert done
    return found


def with_line(
    records: Iterable[AnyRecord], position: int, change: Callable[[LineRecord], LineRecord]
) -> list[AnyRecord]:
    """Return a book one line of which is another."""
    return [
        change(each) if isinstance(each, LineRecord) and each.position == position else each
        for each in records
    ]


def with_this(records: Iterable[AnyRecord], line: LineRecord) -> list[AnyRecord]:
    """Return a book with another line at the place of one."""
    return with_line(records, line.position, lambda _: line)
