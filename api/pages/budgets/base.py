"""What every page about budgets begins with: who reads, the budgets, and as of when."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import date, timedelta
from uuid import UUID

from litestar.exceptions import NotFoundException
from markupsafe import Markup
from msgspec import Struct

from api.access import access_of
from api.pages.budgets.decisions import link_to_decision, titles_of
from api.pages.budgets.history import (
    Version,
    as_known,
    budgets_of,
    decisions_in,
    items_ever,
    versions_of,
)
from api.pages.budgets.picture import name_of_item
from api.pages.reading.reader import AnyRequest, Reader, reading
from api.public.words import Stretch, stretch_text
from api.seats import Seating, note_opening, seating_of
from api.site import site_of
from ledger.budgets.left import ItemStanding, Outside
from ledger.budgets.state import Budget
from ledger.events import BudgetItem
from ledger.store.connection import Connection
from projections.bands import last_monday, position_before
from projections.items import InBook, get_budget_items, get_outside
from projections.known import ProjectionBehind
from projections.reports.published import Published
from projections.trace import decisions_behind


class AsOf(Struct, frozen=True):
    """Up to which day and which line exact figures are shown."""

    day: date
    known_at: int


class Shelf(Struct, frozen=True, kw_only=True):
    """The budgets of a fund as somebody may read them.

    *as_of* is None for plain members, who read what was planned and nothing that was paid.
    *behind* leads from what a fact names as what was behind it to the decision of the members.
    """

    reader: Reader
    seating: Seating
    published: Published
    budgets: Mapping[UUID, Budget]
    as_of: AsOf | None
    in_book: InBook
    behind: Mapping[UUID, UUID]
    titles: Mapping[UUID, str]

    @property
    def is_desk(self) -> bool:
        """Say whether lines and cases are shown."""
        return self.seating is Seating.DESK

    @property
    def is_noted(self) -> bool:
        """Say whether a seat reads exact figures, of which it is kept that they looked."""
        return self.seating is Seating.SEATED and self.as_of is not None

    @property
    def prefix(self) -> str:
        """Where the pages about budgets stand."""
        return f"{self.reader.prefix}/budget"

    def item_address(self, item_id: UUID) -> str:
        """Return the address of the page of an item."""
        return f"{self.prefix}/items/{item_id}"

    def decision(self, decision: UUID) -> Markup:
        """Return what a decision is called, as a link to it."""
        return link_to_decision(self.reader, decision, self.titles.get(decision))

    def months(self, budget: Budget) -> str:
        """Say the months of a budget."""
        return stretch_text(Stretch(budget.from_month, budget.until_month), self.reader.language)

    def find(self, item_id: UUID) -> tuple[Budget, BudgetItem]:
        """Return an item with its budget, also one that was taken out. Raises not found."""
        found = items_ever(self.published).get(item_id)
        if found is None:
            raise NotFoundException
        return found

    def versions(self, budget_id: UUID) -> tuple[Version, ...]:
        """Return what was said about a budget, in the order of the book."""
        return versions_of(self.published, budget_id)

    def item_name(self, item: BudgetItem) -> tuple[str, str]:
        """Return what an item is called, and what that leaves open."""
        return name_of_item(item, self.reader.language, self.reader.names)

    async def standing(
        self, connection: Connection, budget_id: UUID
    ) -> tuple[ItemStanding, ...] | None:
        """Return exact figures of a budget's items; None for whoever sees none, or not yet."""
        if self.as_of is None:
            return None
        try:
            return await get_budget_items(
                connection,
                self.reader.fund_id,
                self.budgets,
                budget_id,
                as_of=self.as_of.day,
                known_at=self.as_of.known_at,
                in_book=self.in_book,
            )
        except ProjectionBehind:
            return None

    async def outside(self, connection: Connection, budget_id: UUID) -> tuple[Outside, ...] | None:
        """Return what was paid in the months of a budget and no item covers; None as above.

        It is for the desk only.
        """
        if self.as_of is None or not self.is_desk:
            return None
        try:
            return await get_outside(
                connection,
                self.reader.fund_id,
                self.budgets,
                budget_id,
                as_of=self.as_of.day,
                known_at=self.as_of.known_at,
                in_book=self.in_book,
            )
        except ProjectionBehind:
            return None


@asynccontextmanager
async def open_shelf(request: AnyRequest, fund_id: UUID) -> AsyncIterator[tuple[Shelf, Connection]]:
    """Lend a connection and the budgets; of a seat it is noted that they looked."""
    access, site = access_of(request), site_of(request)
    seating = seating_of(access, site.now())
    published = await site.publishing.published(fund_id, access.fund.time_zone)
    async with site.database.acquire() as connection:
        behind = await decisions_behind(connection, fund_id, decisions_in(published))
    titles = await titles_of(request, fund_id, behind.values())
    async with reading(request, fund_id) as (reader, connection):
        as_of = await _as_of(connection, reader, seating)
        if seating is Seating.DESK:
            published = as_known(published, reader.known_at)
        shelf = Shelf(
            reader=reader,
            seating=seating,
            published=published,
            budgets=budgets_of(published),
            as_of=as_of,
            in_book=InBook(access.fund.budgets.usage, access.position),
            behind=behind,
            titles=titles,
        )
        if shelf.is_noted:
            await note_opening(connection, fund_id, access.sign_in_id, site.now())
        yield shelf, connection


async def _as_of(connection: Connection, reader: Reader, seating: Seating) -> AsOf | None:
    """Return until when somebody sees figures: the desk until now, a seat until last Sunday."""
    if seating is Seating.DESK:
        return AsOf(reader.today, reader.known_at)
    if seating is not Seating.SEATED:
        return None
    monday = last_monday(reader.today)
    at = await position_before(connection, reader.fund_id, monday, reader.fund.time_zone)
    return None if at is None else AsOf(monday - timedelta(days=1), at)
