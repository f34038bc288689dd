"""What members decided and nobody has carried out yet, as the desk sees it."""

from typing import Final
from uuid import UUID

from msgspec import Struct

from api.deciding.nothing import LASTING, content_of_decision, lapsed_now, refusal_now
from api.formats import day_text, refusal_words
from api.i18n import N_, Words
from api.pages.reading.asked import ordered_text, people_in_order
from api.pages.reading.reader import AnyRequest, Reader, with_handles
from api.site import site_of
from ledger.deciding.state import Decided
from ledger.orders.by_decision import MONEY_KINDS
from ledger.rejections import Rejection

MOST: Final = 50
"""How many are shown; the others come when these are done."""
_ASK: Final = N_("Ask for it as decided")
_AGAIN: Final = N_("Try again")


class Undone(Struct, frozen=True, kw_only=True):
    """One decision that waits: what it does, why it waits, and what its button says.

    *verb* is empty where whoever reads has no part in it. *is_over*: it can never be carried out.
    """

    proposal: UUID
    sentence: str
    address: str
    state: Words
    verb: str
    is_over: bool = False


async def list_undone(request: AnyRequest, reader: Reader, *, is_steward: bool) -> list[Undone]:
    """Return what was decided and waits, the oldest first, less what an order carries out now."""
    site, fund_id = site_of(request), reader.fund_id
    fund, _ = await site.books.get_fund(fund_id)
    waits = [each for each in fund.deciding.decided.values() if each.order is None][:MOST]
    contents = {each.proposal: await content_of_decision(site, fund_id, each) for each in waits}
    people = {who for content in contents.values() for who in people_in_order(content)}
    reader = await with_handles(request, reader, people)
    found = []
    for each in waits:
        content, is_money = contents[each.proposal], each.kind in MONEY_KINDS
        refusal: Rejection | None = lapsed_now(site, fund, each)
        if not is_money:
            refusal = await refusal_now(site, fund_id, each, content)
        is_over = type(refusal) in LASTING
        may = (is_steward or is_money) and not is_over
        found.append(
            Undone(
                proposal=each.proposal,
                sentence=ordered_text(reader, content).striptags(),
                address=f"{reader.prefix}/decisions/{each.proposal}",
                state=_state(each, refusal, reader),
                verb=(_ASK if is_money else _AGAIN) if may else "",
                is_over=is_over,
            )
        )
    return found


def _state(decided: Decided, refusal: Rejection | None, reader: Reader) -> Words:
    """Say why it is not carried out."""
    if refusal is not None:
        return refusal_words(refusal, reader.language, reader.names)
    if decided.kind in MONEY_KINDS:
        day = day_text(decided.last_day, reader.language, "medium")
        return Words(N_("Nobody has asked for it yet. It lapses after {day}."), {"day": day})
    return Words(N_("It is carried out within a minute."))
