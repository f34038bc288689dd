"""Where the pages about budgets are that need one, and who looks at each."""

from collections.abc import Mapping
from typing import Final

from ledger.chart import CostCategory
from ledger.costs import PayCost
from ledger.events import ProposalKind, Role
from ledger.members import GrantMandate
from ledger.orders.commands import Act
from tests.api.pages.budgets.stage import MONEY, amendment, decide, item, promise, two_budget
from tests.api.two_people import Two
from tests.browser.of_two import Looked
from tests.funds import DAY

_BUDGET: Final = "/{fund_id:uuid}/budget"
READERS_OF_BUDGETS: Final[Mapping[str, str]] = {
    _BUDGET + "/items/{item_id:uuid}": "ida",
    _BUDGET + "/outside/{budget_id:uuid}": "ida",
}
"""Every page about budgets that needs one, and whose phone looks at it."""


async def pages_of_budgets(two: Two) -> list[Looked]:
    """Let members adopt and change a budget, and money be promised; return where all pages are."""
    rent, reserve = item("rent", 500_00, carries_over=True), item("reserve", 90_00)
    await decide(two, ProposalKind.BUDGET, two_budget(rent, reserve), "Money for two years")
    (budget_id,) = (await two.fund()).budgets.budgets
    more = amendment(budget_id, item("food", 40_00), item("phone", 9_00), on=DAY)
    decision = await decide(two, ProposalKind.AMENDMENT, more, "Food and a telephone")
    promised = await two.ask_for(promise(two.opened, 60_00, DAY))
    await two.sign(promised, "noor", Act.APPROVE)
    waiting = await two.ask_for(promise(two.opened, 30_00, DAY))
    paid = PayCost(
        occurred_on=DAY,
        account_id=two.opened.bank,
        purpose_id=two.opened.anything,
        category=CostCategory.HOSTING,
        amount=5_00,
        **MONEY,
    )
    order = await two.ask_for(paid, prepared=True)
    await two.sign(order, "noor", Act.APPROVE, Act.AUTHORISE, Act.CARRY_OUT)
    for handle in ("lou", "sol", "wren"):
        seat = GrantMandate(occurred_on=DAY, holder=two[handle].who, role=Role.SEAT)
        await two.sign(await two.ask_for(seat), "noor", Act.APPROVE)
    case = await two.case(promised.case_id)
    of_item = f"budget/items/{rent.item_id}"
    desk = (
        *("budget", "plan", of_item, f"budget/outside/{budget_id}", f"decisions/{decision}"),
        *(f"cases/{promised.case_id}", f"lines/{case.lines[-1].position}"),
        *(f"orders/{promised.order}", f"orders/{waiting.order}"),
    )
    seen = ("budget", "plan", of_item, f"decisions/{decision}")
    return [Looked("ida", path) for path in desk] + [Looked("lou", path) for path in seen]
