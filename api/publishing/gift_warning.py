"""Before a gift is written down: whether it would hold the next figures back. For the desk only."""

from collections.abc import Iterable
from datetime import date
from typing import Final
from uuid import UUID, uuid4

from msgspec import Struct

from api.publishing.service import Publishing
from ledger.chart import DonationKind
from ledger.donations import RecordDonation
from ledger.events import Restriction
from ledger.fund import Fund
from ledger.publishing.months import month_of_day
from projections.reports.facts import GIFTS, GRANTS, RESTRICTED_GIFTS, Fact, Side

_NOT_YET: Final = 2**62
"""A position that no line has: the gift would be the last one."""


class TypedGift(Struct, frozen=True):
    """A gift that is not written yet, and the giver where they gave before."""

    gift: RecordDonation
    giver: UUID | None


async def gifts_hold_back(
    publishing: Publishing, fund: Fund, today: date, gifts: Iterable[TypedGift]
) -> bool:
    """Say whether *gifts*, written together, put the next figures of money in off.

    Collections and givers who are named or counted apart are not among those who have to be enough.
    Waits for a moment at most: see `Publishing.would_hold_back`.
    """
    if not fund.publishing.is_public:
        return False
    by_currency: dict[str, list[Fact]] = {}
    for each in gifts:
        is_apart = each.giver is not None and each.giver in fund.publishing.standings
        if not is_apart and each.gift.kind is not DonationKind.COLLECTION:
            by_currency.setdefault(each.gift.currency, []).append(_fact(fund, each))
    for facts in by_currency.values():
        if await publishing.would_hold_back(fund.fund_id, today, *facts):
            return True
    return False


def _fact(fund: Fund, typed: TypedGift) -> Fact:
    gift = typed.gift
    return Fact(
        position=_NOT_YET,
        month=month_of_day(gift.occurred_on),
        side=Side.IN,
        leaf=_leaf(fund, gift),
        currency=gift.currency,
        amount=gift.gross - gift.processor_fee - gift.host_fee,
        party=typed.giver or uuid4(),
    )


def _leaf(fund: Fund, gift: RecordDonation) -> str:
    if gift.kind is DonationKind.GRANT:
        return GRANTS
    purpose = fund.purposes.get(gift.purpose_id)
    is_restricted = purpose is not None and purpose.restriction is Restriction.RESTRICTED
    return RESTRICTED_GIFTS if is_restricted else GIFTS
