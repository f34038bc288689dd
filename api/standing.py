"""What an order or a proposal would replace, as the books say it now."""

from uuid import UUID

from api.site import Site
from ledger.case import Case
from ledger.decider import written_in
from ledger.fund import Fund
from ledger.orders.before import IN_ITS_CASE, before
from ledger.orders.content import Orderable


async def standing_now(site: Site, fund: Fund, command: Orderable) -> Orderable | None:
    """Return what holds now of what *command* would replace; None where nothing does."""
    case_id: UUID | None = None
    if type(command) in IN_ITS_CASE:
        case_id = written_in(command, fund.fund_id)
    if case_id is None:
        return before(command, fund, Case(fund.fund_id))
    return before(command, fund, await site.books.get_case(fund.fund_id, case_id))
