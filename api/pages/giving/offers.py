"""What whoever has a code may take along: a promise or a receipt for each of their gifts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final
from uuid import UUID

from msgspec import Struct

from api.giving.standing import Gift
from api.i18n import N_, Words
from api.transparency.receipts import ProofKind, waits

if TYPE_CHECKING:
    from ledger.transparency.log import Log

TITLES: Final[dict[ProofKind, str]] = {
    ProofKind.PROMISE: N_("Your promise"),
    ProofKind.RECEIPT: N_("Your receipt"),
}
NO_TITLE: Final = N_("No receipt")
SAID: Final[dict[ProofKind, str]] = {
    ProofKind.PROMISE: N_(
        "The books are signed at fixed hours. Until then you can have a promise: signed, that this "
        "gift will stand in them by a certain day."
    ),
    ProofKind.RECEIPT: N_(
        "Signed proof that this gift stands in the books. Whoever holds it can check that without "
        "asking us."
    ),
}
TAKEN_BACK: Final = N_(
    "Its line was taken back, so there is no receipt for it. One that you kept from before still "
    "shows that the line was there."
)
NOT_BEGUN: Final = N_(
    "The books of this fund are not signed yet, so there is no receipt. Come back in an hour."
)
CORRECTED: Final = N_("The line was put right; this is about the one that stands now.")
NOT_NOW: Final = N_(
    "There is no receipt at this moment. Come back in an hour; if there is none then, ask the "
    "people of the fund."
)


class Offer(Struct, frozen=True):
    """What there is for the gift of a *number*; without a *kind* only the reason why not."""

    number: int
    title: Words
    said: tuple[str, ...]
    kind: ProofKind | None = None


async def offers_of(log: "Log", fund_id: UUID, gifts: Sequence[Gift]) -> list[Offer]:
    """Return what there is for each gift, in their order."""
    found = []
    for at, gift in enumerate(gifts, 1):
        kind = await waits(log, fund_id, gift.line.position) if gift.line else None
        said = Words(TITLES[kind] if kind else NO_TITLE)
        several = {"number": at, "sentence": said}
        title = Words(N_("Gift {number}: {sentence}"), several) if len(gifts) > 1 else said
        found.append(Offer(gift.number, title, _said(gift, kind), kind))
    return found


def _said(gift: Gift, kind: ProofKind | None) -> tuple[str, ...]:
    if gift.line is None:
        return (TAKEN_BACK,)
    if kind is None:
        return (NOT_BEGUN,)
    return (SAID[kind], CORRECTED) if gift.is_corrected else (SAID[kind],)
