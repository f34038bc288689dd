"""Names of givers who agreed to be named: one that is not wanted any more goes, whoever asks how.

A name is a label beside the book. It goes as soon as somebody asks that the giver be counted in
another way, and once more when that is carried out, so that nothing cut off in between leaves it.
"""

from typing import TYPE_CHECKING
from uuid import UUID

from ledger.decider import AnyCommand
from ledger.events import GiverStandingSet
from ledger.orders.commands import ChangeOrder, RequestOrder, SignOrder
from ledger.orders.content import command_of
from ledger.orders.state import orders_of
from ledger.publishing.cases import publications_case
from ledger.publishing.commands import SetGiverStanding
from ledger.store import labels
from projections.reports.published import read_publications

if TYPE_CHECKING:
    from api.site import Site


async def names_go(site: "Site", fund_id: UUID, command: AnyCommand) -> None:
    """Take away the names that a giver had before *command*, which is in the book now.

    Of a command that says nothing about a giver nothing follows; nor of one that was obeyed before.
    """
    said = await _standing_in(site, fund_id, command)
    if said is None:
        return
    async with site.database.acquire() as connection:
        had = {
            each.event.label_id
            for each in await read_publications(connection, fund_id)
            if isinstance(each.event, GiverStandingSet)
            and each.event.giver == said.giver
            and each.event.label_id is not None
        }
        if said.label_id is not None:  # until another name is carried out, the one before stands
            fund, _ = await site.books.get_fund(fund_id)
            had -= {said.label_id, fund.publishing.named.get(said.giver, said.label_id)}
        for label_id in had:
            await labels.remove(connection, fund_id, "giver", label_id)
    site.public_pages.forget(fund_id)


async def _standing_in(site: "Site", fund_id: UUID, command: AnyCommand) -> SetGiverStanding | None:
    """Return what *command* says about a giver, or the order that it asks for or signs."""
    match command:
        case SetGiverStanding():
            return command
        case RequestOrder(order=SetGiverStanding() as order):
            return order
        case ChangeOrder(order=SetGiverStanding() as order):
            return order
        case SignOrder(case_id=case_id) if case_id == publications_case(fund_id):
            found = orders_of(await site.books.get_case(fund_id, case_id)).get(command.order_id)
            signed = command_of(found.content) if found is not None else None
            return signed if isinstance(signed, SetGiverStanding) else None
        case _:
            return None
