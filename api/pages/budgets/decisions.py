"""What decisions and budget items are called, as links to their pages."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from markupsafe import Markup

from api.pages.budgets.picture import name_of_item
from api.site import site_of
from ledger.case_label import case_label
from ledger.events import BudgetItem

if TYPE_CHECKING:  # pages of the book lead here, so this must not need them
    from api.pages.reading.reader import AnyRequest, Reader


async def titles_of(
    request: "AnyRequest", fund_id: UUID, decisions: Iterable[UUID | None]
) -> dict[UUID, str]:
    """Return the titles of those decisions whose words are kept."""
    asked = sorted({each for each in decisions if each is not None})
    if not asked:
        return {}
    words = await site_of(request).deciding.words(fund_id, asked)
    return {decision: each.title for decision, each in words.items()}


def link_to_item(reader: "Reader", item: BudgetItem) -> Markup:
    """Return what an item is called, as a link to its page."""
    name, note = name_of_item(item, reader.language, reader.names)
    said = f"{name} ({note})" if note else name
    return Markup('<a href="{}/budget/items/{}"><bdi>{}</bdi></a>').format(
        reader.prefix, item.item_id, said
    )


def link_to_decision(reader: "Reader", decision: UUID, title: str | None) -> Markup:
    """Return what a decision is called, as a link to it; the two words of its case as a last."""
    named = Markup("<bdi>{}</bdi>").format(title) if title else None
    label = named or Markup('<bdi lang="en">{}</bdi>').format(case_label(decision))
    return Markup('<a href="{}/decisions/{}">{}</a>').format(reader.prefix, decision, label)


def link_to_order(reader: "Reader", order: UUID) -> Markup:
    """Return an order by two words, as a link to it."""
    return Markup('<a href="{}/orders/{}"><bdi lang="en">{}</bdi></a>').format(
        reader.prefix, order, case_label(order)
    )
