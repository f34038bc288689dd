"""Who gets in where: the rows of what members decide together, and of budgets."""

from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

from api.site import Site
from ledger.deciding.commands import Propose
from ledger.events import ProposalKind
from tests.api.access_people import DESK, FOUNDER, MEMBERS, READERS, STEWARDS
from tests.budgets import adopting
from tests.funds import DAY, OpenedFund, ask, today_at

_FUND: Final = "/api/v1/funds/{fund_id}"
_PROPOSAL: Final = f"{_FUND}/proposals/{{case_id}}"
_PAGES: Final = "/{fund_id}/decisions"
_PAGE: Final = f"{_PAGES}/{{proposal_id}}"

ROWS_OF_DECIDING: Final[dict[str, frozenset[str]]] = {
    # What members propose, say and decide: the rules say more of it than their mandates.
    f"GET {_FUND}/proposals": MEMBERS,
    f"POST {_FUND}/proposals": MEMBERS,
    f"GET {_PROPOSAL}": MEMBERS,
    **{
        f"POST {_PROPOSAL}/{part}": MEMBERS
        for part in (
            *("change", "withdrawal", "stances", "recusals", "meetings", "meetings/confirmation"),
            *("meetings/contest", "close", "notes", "slips", "ballots"),
        )
    },
    f"DELETE {_PROPOSAL}/notes/{{note_id}}": MEMBERS,
    # Whoever made it, here the founder, and stewards.
    f"DELETE {_PROPOSAL}/words": STEWARDS,
    f"POST {_PROPOSAL}/carry-out": STEWARDS,
    f"GET {_FUND}/deciding": MEMBERS,
    f"POST {_FUND}/deciding": STEWARDS,
    f"POST {_FUND}/told-decisions": STEWARDS,
    # Budgets: planned for members, the lines under them for whoever may read the book.
    f"GET {_FUND}/budgets": MEMBERS,
    f"GET {_FUND}/budgets/{{budget_id}}": MEMBERS,
    f"GET {_FUND}/budgets/{{budget_id}}/outside": READERS,
    f"GET {_FUND}/budget-items/{{item_id}}/lines": READERS,
    f"GET {_FUND}/lines/{{position}}/trace": READERS,
    "page GET /{fund_id}/budget": MEMBERS,
    "page GET /{fund_id}/budget/items/{item_id}": MEMBERS,
    "page GET /{fund_id}/budget/outside/{budget_id}": READERS,
    # Pages.
    f"page GET {_PAGES}": MEMBERS,
    f"page GET {_PAGES}/agenda": MEMBERS,
    f"page GET {_PAGES}/rules": MEMBERS,
    f"page GET {_PAGES}/rules/change": STEWARDS,
    f"page POST {_PAGES}/rules/change": STEWARDS,
    f"page GET {_PAGES}/new": MEMBERS,
    **{
        f"page {way} {_PAGES}/new/{form}": MEMBERS
        for way in ("GET", "POST")
        for form in ("{kind}", "amendment/{budget_id}", "read")
    },
    f"page GET {_PAGE}": MEMBERS,
    f"page GET {_PAGE}/minutes": MEMBERS,
    f"page GET {_PAGE}/ballots.pb": MEMBERS,
    f"page GET {_PAGE}/tell": STEWARDS,
    f"page POST {_PAGE}/tell": STEWARDS,
    **{
        f"page {way} {_PAGE}/{part}": MEMBERS
        for way in ("GET", "POST")
        for part in ("ballot", "change", "meeting")
    },
    **{
        f"page POST {_PAGE}/{part}": MEMBERS
        for part in (
            *("stance", "note", "unsay", "recuse", "withdraw", "close", "forget"),
            *("meeting/confirm", "meeting/contest"),
        )
    },
    f"page POST {_PAGE}/carry-out": DESK,
    # An order handed to the members.
    "page GET /{fund_id}/orders/{order_id}/members": DESK,
    "page POST /{fund_id}/orders/{order_id}/members": DESK,
}
NOT_YET: Final[dict[str, frozenset[str]]] = {
    # What the founder put forward here is decided openly, and is not decided yet.
    f"page GET {_PAGE}/ballot": MEMBERS,
    f"page POST {_PAGE}/ballot": MEMBERS,
    f"page GET {_PAGE}/ballots.pb": MEMBERS,
    f"page GET {_PAGE}/minutes": MEMBERS,
    f"page GET {_PAGE}/tell": STEWARDS,
    f"page POST {_PAGE}/tell": STEWARDS,
    # The order there is about one case: it is not handed to the members like this.
    "page GET /{fund_id}/orders/{order_id}/members": DESK,
    "page POST /{fund_id}/orders/{order_id}/members": DESK,
    # Only whoever made it changes it.
    f"page GET {_PAGE}/change": MEMBERS - {FOUNDER},
    f"page POST {_PAGE}/change": MEMBERS - {FOUNDER},
}
"""Who may ask, and is told that there is nothing."""


async def proposed_in(site: Site, fund: OpenedFund, founder: UUID) -> dict[str, UUID]:
    """Put something forward in a fund that two keep; return its id, and one of no note."""
    command = Propose(
        occurred_on=DAY,
        kind=ProposalKind.ANYTHING,
        text_hash="",
        review_on=today_at(site.now()) + timedelta(days=60),
    )
    receipt = await site.deciding.propose(
        fund.fund_id, command, "Rooms", "For the winter.", actor=str(founder), key="proposed"
    )
    return {"proposal_id": receipt.answer.case_id, "note_id": uuid4()}


async def budgeted_in(site: Site, fund: OpenedFund, founder: UUID) -> dict[str, UUID]:
    """Adopt a budget while one person signs; return its id, and that of its item."""
    command = adopting(DAY, ("2026-01", "2026-12"), ("rent", 500_00), item_id=uuid4())
    await ask(site.books, fund.fund_id, command, actor=founder)
    state, _ = await site.books.get_fund(fund.fund_id)
    (budget,) = state.budgets.budgets.values()
    return {"budget_id": budget.budget, "item_id": budget.items[0].item_id}
