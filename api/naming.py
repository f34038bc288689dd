"""Names that people are about to sign: a thing that an open order names keeps its name.

Labels stand beside the book, so no signature is on them. Whoever could rename a court while others
read the order would change what they sign.
"""

from typing import TYPE_CHECKING
from uuid import UUID

from api.problems import NAMED_IN_AN_ORDER, WebRefused
from projections.orders.queries import ORDERS_MAX, list_open_orders

if TYPE_CHECKING:
    from api.site import Site


async def keep_what_orders_name(site: "Site", fund_id: UUID, thing: UUID) -> None:
    """Refuse to rename *thing* while an open order names it, or too many are open to tell.

    Raises FundUnknown and WebRefused.
    """
    fund, position = await site.books.get_fund(fund_id)
    if fund.single_signer:
        return
    await site.runner.wait_for(fund_id, position)
    async with site.database.acquire() as connection:
        waiting = await list_open_orders(connection, fund_id, limit=ORDERS_MAX)
    if waiting.more or any(str(thing) in each.content for each in waiting.orders):
        raise WebRefused(NAMED_IN_AN_ORDER)
