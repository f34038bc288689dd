"""A book to a file, as of one moment."""

import hashlib
from collections.abc import AsyncIterator
from itertools import chain
from uuid import UUID

from msgspec import Raw

from ledger.rejections import FundUnknown
from ledger.store.database import Database
from ledger.store.idempotency import count_kept, walk_kept
from ledger.store.labels import list_labels
from ledger.store.reading import StoredLine, get_head, walk_lines
from ledger.transport.records import (
    FORMAT,
    LACKS,
    VERSION,
    AnswerRecord,
    AnyRecord,
    BookRecord,
    EndRecord,
    LabelRecord,
    LineRecord,
    encode_record,
    written_payload,
)


async def export_book(database: Database, fund_id: UUID) -> AsyncIterator[bytes]:
    """Yield the file piece by piece. Raises FundUnknown before the first one.

    Lines that are added meanwhile are left out: everything is read as of one moment.
    """
    digest, count = hashlib.sha256(), 0
    async for records in _records(database, fund_id):
        piece = b"".join(map(encode_record, records))
        digest.update(piece)
        count += len(records)
        yield piece
    yield encode_record(EndRecord(count, digest.hexdigest()))


async def _records(database: Database, fund_id: UUID) -> AsyncIterator[list[AnyRecord]]:
    async with database.transaction(snapshot=True, readonly=True) as connection:
        head = await get_head(connection, fund_id)
        if head is None:
            raise FundUnknown
        labels = await list_labels(connection, fund_id)
        answers = await count_kept(connection, fund_id)
        book = BookRecord(FORMAT, VERSION, fund_id, len(labels), head.position, answers, LACKS)
        named = (LabelRecord(label.kind, label.id, label.text) for label in labels)
        yield list(chain([book], named))
        async for lines in walk_lines(connection, fund_id, upto=head.position):
            yield [_line(line) for line in lines]
        async for kept in walk_kept(connection, fund_id):
            yield [
                AnswerRecord(one.actor, one.key, one.request_hash.hex(), Raw(one.answer))
                for one in kept
            ]


def _line(line: StoredLine) -> LineRecord:
    payload, in_base64 = written_payload(line.payload)
    return LineRecord(
        position=line.position,
        case_id=line.case_id,
        version=line.version,
        event_id=line.event_id,
        recorded_at=line.recorded_at,
        actor=line.actor,
        cause=line.cause,
        topic=line.topic,
        payload=payload,
        payload_base64=in_base64,
    )
