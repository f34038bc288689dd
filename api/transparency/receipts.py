"""What proves a line to whoever it is about: a promise while it waits, a receipt afterwards.

Both are their holder's private files. They hold topic and payload of one line, never its position,
case or time; they stand in no address, and nothing of one is kept but that it was promised.
"""

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from uuid import UUID

from litestar import Response
from msgspec import Struct

from ledger.events import FundEvent
from ledger.store.mapper import decode
from ledger.transparency.promise import Promise, read_promise
from ledger.transparency.receipt import Receipt, read_extra
from ledger.transparency.stopped import Stopped

if TYPE_CHECKING:
    from ledger.transparency.log import Log


class ProofKind(StrEnum):
    """What there is to show for a line."""

    PROMISE = "promise"
    RECEIPT = "receipt"


FILE_NAMES: Final[dict[ProofKind, str]] = {
    ProofKind.PROMISE: "gift.promise",
    ProofKind.RECEIPT: "receipt.tlog-proof",
}
"""What a file is called: the same for everybody, so that a folder tells nothing."""


class Proof(Struct, frozen=True):
    """A promise or a receipt: the text of its file."""

    kind: ProofKind
    text: str

    def __repr__(self) -> str:
        """Show nothing of it."""
        return f"Proof({self.kind.value}, …)"

    @property
    def file_name(self) -> str:
        """What its file is called."""
        return FILE_NAMES[self.kind]


class Shown(Struct, frozen=True):
    """What a proof says, read from its text and from nothing else.

    *deadline* is the moment until which a promise binds (UTC); a receipt has none.
    """

    event: FundEvent
    origin: str
    deadline: datetime | None = None


async def waits(log: "Log", fund_id: UUID, position: int) -> ProofKind | None:
    """Say what there is for a line now; None where the log of the fund has not begun."""
    place = await log.place(fund_id, position)
    if place is not None and place.is_out:
        return ProofKind.RECEIPT
    return ProofKind.PROMISE if await log.head(fund_id) is not None else None


async def proof_of(log: "Log", fund_id: UUID, position: int) -> Proof | None:
    """Return the receipt of a line, or its promise while it waits.

    None where there is neither: no such line, no log yet, or one whose signer has stopped.
    """
    try:
        text = await log.receipt(fund_id, position)
        if text is not None:
            return Proof(ProofKind.RECEIPT, text)
        text = await log.promise(fund_id, position)
    except Stopped:  # the log says so where the fund's people look
        return None
    return None if text is None else Proof(ProofKind.PROMISE, text)


def shown_of(proof: Proof) -> Shown:
    """Read what a proof of this service says."""
    if proof.kind is ProofKind.RECEIPT:
        receipt = Receipt.read(proof.text)
        return Shown(_event_of(receipt.extra), receipt.note.partition("\n")[0])
    extra, note = read_promise(proof.text)
    promise = Promise.read(note.partition("\n\n")[0] + "\n")
    return Shown(_event_of(extra), promise.origin, datetime.fromtimestamp(promise.deadline, tz=UTC))


def file_of(proof: Proof) -> Response[bytes]:
    """Return an answer that a browser keeps as a file and never shows as a page."""
    return Response(
        proof.text.encode(),
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="{proof.file_name}"',
            "Cache-Control": "no-store",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )


def _event_of(extra: bytes) -> FundEvent:
    topic, _, payload = read_extra(extra).opening.partition(b"\n")
    event: FundEvent = decode(topic.decode(), payload)
    return event
