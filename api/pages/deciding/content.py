"""What a proposal would do, as whoever reads may see it: in a sentence, in rows, as a picture."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from markupsafe import Markup, escape
from msgspec import Struct
from msgspec.structs import replace

from api.deciding.reasons import Reason, reasons_of
from api.formats import money_text
from api.i18n import N_, Language, Words
from api.pages.budgets.history import as_known, compared
from api.pages.budgets.picture import Picture
from api.pages.budgets.proposed import pictures_of
from api.pages.budgets.word import tells_weekly, word_if_any
from api.pages.cautioned import caution_rows
from api.pages.deciding.beside import Beside, beside_of
from api.pages.deciding.opened import Opened
from api.pages.flow import Row
from api.pages.ordering.said import rows_against, rows_of
from api.pages.reading.asked import ordered, people_in_order
from api.pages.reading.reader import AnyRequest, Reader, reading, with_handles
from api.public.words import Stretch, name_of, stretch_text
from api.site import site_of
from api.standing import standing_now
from ledger.budgets.commands import AdoptBudget, AmendBudget
from ledger.election import Why
from ledger.events.deciding import DecisionOutcome, ProposalKind
from ledger.events.protocols import Method
from ledger.money import Money
from ledger.orders.content import command_of
from ledger.orders.settling import RatifyOrder
from ledger.publishing.months import month_of

_BANDS: Final = (100, 500, 2_000, 10_000)
"""Sizes by which members know the amount of one case, in whole units of the fund's currency."""
WHY_MISSED: Final[dict[Why, str]] = {
    Why.TOO_DEAR: N_("It costs more than there is."),
    Why.NO_VOTES: N_("Nobody wanted it."),
    Why.SUPPORTERS_SHORT: N_("Those who wanted it had too little left of their shares."),
    Why.FEWER_VOTES: N_("Others had more votes, and too little was left."),
}
"""Why an item was not chosen; it names nobody, and no number of people."""


class Choice(Struct, frozen=True, kw_only=True):
    """An item of a ballot: what it costs, and afterwards what became of it and why."""

    number: int
    name: str
    cost: Money
    is_chosen: bool = False
    why: Words | None = None


class Content(Struct, frozen=True, kw_only=True):
    """What a proposal would do. Empty where it binds nothing, or where it is not shown.

    *word* says this week how much there is, beside the pictures of what is still open, and *beside*
    what else is open about the same budget.
    """

    sentence: Markup = Markup()
    rows: tuple[Row, ...] = ()
    pictures: tuple[Picture, ...] = ()
    word: str = ""
    beside: tuple[Beside, ...] = ()
    choices: tuple[Choice, ...] = ()
    limit: Money | None = None
    is_compared: bool = False
    """Whether the rows say beside what they would set what holds now."""


async def content_of(request: AnyRequest, opened: Opened) -> Content:
    """Return what a proposal would do; once it was adopted, what was decided."""
    proposal = opened.proposal
    if proposal.kind is ProposalKind.ONE_CASE and not opened.shows_content:
        return Content(rows=_of_one_case(opened))
    if not proposal.content or not opened.shows_content:
        return Content()
    async with reading(request, opened.room.fund_id) as (reader, _):
        pass
    command = command_of(proposal.decided_content or proposal.content)
    reader = await with_handles(
        request, reader, (*people_in_order(proposal.content), *opened.room.handles)
    )
    if isinstance(command, AdoptBudget | AmendBudget):
        return await _of_budget(request, opened, command, reader)
    if isinstance(command, RatifyOrder):
        link = Markup('<a href="{}/orders/{}">{}</a>').format(
            reader.prefix, command.order_id, reader.say(N_("the order that was paid"))
        )
        return Content(rows=(Row(N_("What was paid"), link),))
    sentence = ordered(reader, command)
    if opened.is_over:
        return Content(sentence=sentence, rows=tuple(rows_of(command, reader, with_day=False)))
    site, room = site_of(request), opened.room
    before = await standing_now(site, room.fund, command)
    cautions = await caution_rows(site, room.fund_id, command, room.language)
    return Content(
        sentence=sentence,
        rows=(*rows_against(before, command, reader, with_day=False), *cautions),
        is_compared=before is not None,
    )


def _of_one_case(opened: Opened) -> tuple[Row, ...]:
    """Return the sort, the size and the urgency of a case: nothing else of it is shown."""
    proposal, room = opened.proposal, opened.room
    rows = [Row(N_("Size"), band_words(proposal.band, room.fund.currency, room.language))]
    if proposal.category is not None:
        rows.insert(0, Row(N_("Sort of help"), name_of(proposal.category.value, room.language)))
    if proposal.urgency is not None:
        rows.append(Row(N_("How urgent"), escape(room.language.say(proposal.urgency))))
    return tuple(rows)


def band_words(band: int, currency: str, language: Language) -> Words:
    """Say the size of an amount of which only the band is known."""

    def written(units: int) -> str:
        return money_text(Money(units, currency, 0), language)

    if band <= 0:
        return Words(N_("under {above}"), {"above": written(_BANDS[0])})
    if band >= len(_BANDS):
        return Words(N_("{below} or more"), {"below": written(_BANDS[-1])})
    facts = {"below": written(_BANDS[band - 1]), "above": written(_BANDS[band])}
    return Words(N_("{below} to {above}"), facts)


async def _of_budget(
    request: AnyRequest, opened: Opened, command: AdoptBudget | AmendBudget, reader: Reader
) -> Content:
    site, room, proposal = site_of(request), opened.room, opened.proposal
    published = await site.publishing.published(room.fund_id, room.fund.time_zone)
    if opened.is_over and proposal.outcome is not DecisionOutcome.ADOPTED:
        published = as_known(published, opened.case.lines[-1].position)
    items = compared(published, command, proposal.proposal)
    sees_used = opened.sees_book and not opened.is_over
    pictures = pictures_of(items, reader, room.fund.budgets if sees_used else None)
    word = ""
    if tells_weekly(published.now) and not opened.is_over:
        async with site.database.acquire() as connection:
            word = await word_if_any(connection, reader)
    beside = () if opened.is_over else await beside_of(request, room, command, proposal.proposal)
    shown = Content(
        rows=_of_months(command, opened, reader), pictures=pictures, word=word, beside=beside
    )
    if not isinstance(command, AdoptBudget) or not _is_of_items(opened):
        return shown
    limit = Money(proposal.limit, room.fund.currency, room.fund.exponent)
    return replace(
        shown,
        choices=choices_of(opened, reader.names),
        limit=limit,
        pictures=pictures if proposal.decided_content else (),
    )


def _is_of_items(opened: Opened) -> bool:
    """Say whether members choose among items, so that there is no one budget before the end."""
    stages = opened.proposal.protocol.stages
    return any(each.method is Method.BUDGET_BALLOT for each in stages)


def _of_months(
    command: AdoptBudget | AmendBudget, opened: Opened, reader: Reader
) -> tuple[Row, ...]:
    if isinstance(command, AdoptBudget):
        stretch = Stretch(month_of(command.from_month), month_of(command.until_month))
        return (Row(N_("A budget for"), stretch_text(stretch, reader.language)),)
    budget = opened.room.fund.budgets.budgets.get(command.budget)
    if budget is None:
        return ()
    stretch = Stretch(budget.from_month, budget.until_month)
    return (Row(N_("The budget of"), stretch_text(stretch, reader.language)),)


def choices_of(opened: Opened, names: Mapping[UUID, str]) -> tuple[Choice, ...]:
    """Return the items of a ballot in their order; after the count, each with its reason."""
    proposal, language = opened.proposal, opened.room.language
    command = command_of(proposal.content)
    assert isinstance(command, AdoptBudget), "a ballot on items is about a budget"
    why = {each.index + 1: _why(each, opened) for each in reasons_of(proposal)}
    return tuple(
        Choice(
            number=number,
            name=names.get(each.item_id) or name_of(each.kind, language),
            cost=Money(each.amount, each.currency, each.exponent),
            is_chosen=each.item_id in proposal.chosen,
            why=why.get(number),
        )
        for number, each in enumerate(command.items, start=1)
    )


def _why(reason: Reason, opened: Opened) -> Words:
    """Say why an item was chosen or not, as shares and sums and never as people."""
    percent = {"percent": reason.percent}
    if reason.why is None and reason.share is None:
        return Words(N_("{percent} % wanted it, and enough was left for it."), percent)
    if reason.why is None:
        paid = N_(
            "{percent} % wanted it, and paid for it with {share} % of an equal share each at most."
        )
        return Words(paid, percent | {"share": reason.share})
    if reason.had is None:
        return Words(WHY_MISSED[reason.why])
    fund, language = opened.room.fund, opened.room.language
    facts = {
        "had": money_text(Money(reason.had, fund.currency, fund.exponent), language),
        "cost": money_text(Money(reason.cost, fund.currency, fund.exponent), language),
    }
    return Words(N_("Those who wanted it had {had} of {cost} left in their shares."), facts)
