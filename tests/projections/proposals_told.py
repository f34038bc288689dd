"""A fund of six people that decides together, and what they put forward."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from msgspec.structs import replace

from ledger.budgets.commands import AdoptBudget, AmendBudget
from ledger.chart import CostCategory
from ledger.command import Command
from ledger.costs import PayCost
from ledger.deciding.commands import (
    Propose,
)
from ledger.deciding.proposal import Proposal, proposal_of
from ledger.deciding.setting import SetDeciding
from ledger.deciding.templates import TEMPLATES
from ledger.events import (
    BudgetItem,
    KindProtocol,
    ProposalKind,
    ProposalMade,
    Role,
)
from ledger.members import AdmitMember, GrantMandate
from ledger.orders.commands import Act, RequestOrder, SignOrder
from ledger.orders.content import Orderable
from tests.projections.orders_told import ANA, BO, PEOPLE, OrdersTeller
from tests.projections.told import LAST_DAY, NOW

EVE, FAY = (UUID(int=number, version=4) for number in (5, 6))
EVERYBODY: Final = (*PEOPLE, EVE, FAY)
WAYS: Final[dict[ProposalKind, str]] = {
    ProposalKind.BUDGET: "consent",
    ProposalKind.AMENDMENT: "two_thirds_with_veto",
    ProposalKind.RULES: "panel_then_board",
    ProposalKind.MONEY: "majority",
    ProposalKind.ANYTHING: "sealed_majority",
}
_MONTHS: Final = ("2026-01", "2026-04", "2026-07", "2026-10", "2027-01")


class ProposingTeller(OrdersTeller):
    """Makes up what members propose."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.now = NOW
        for who in (EVE, FAY):
            self._by_two(AdmitMember(occurred_on=LAST_DAY, sign_in=who))
        self._by_two(GrantMandate(occurred_on=LAST_DAY, holder=ANA, role=Role.ON_CALL))
        rules = tuple(
            KindProtocol(kind=kind, protocol=TEMPLATES[name]) for kind, name in WAYS.items()
        )
        self._by_two(SetDeciding(occurred_on=LAST_DAY, protocols=rules))

    def _by_two(self, command: Orderable) -> None:
        """Let two stewards order something."""
        asked = self.tell_it(RequestOrder(occurred_on=LAST_DAY, order=command), ANA)
        assert asked, command
        case, order = self.orders()[-1]
        signed = SignOrder(
            occurred_on=LAST_DAY,
            case_id=case.case_id,
            order_id=order.order,
            content_hash=order.content_hash,
            acts=(Act.APPROVE,),
        )
        assert self.tell_it(signed, BO), command

    def tell_it(self, command: Command, who: UUID | str, now: datetime | None = None) -> bool:
        """Give a command in somebody's name."""
        return self.history.tell(command, self.new_id, str(who), now or self.now)  # type: ignore[arg-type]

    def proposals(self) -> list[Proposal]:
        """Return every proposal."""
        return [
            proposal_of(case)
            for case in self.history.cases.values()
            if case.lines and isinstance(case.lines[0].event, ProposalMade)
        ]

    def propose(self) -> None:
        """Put something forward."""
        kind = self.random.choice([*WAYS, ProposalKind.MONEY, ProposalKind.MONEY])
        self.tell_it(
            Propose(
                occurred_on=self.now.date(),
                kind=kind,
                text_hash=self._digest(),
                order=self._order(kind),
                review_on=self.now.date() + timedelta(days=90)
                if kind is ProposalKind.BUDGET
                else None,
            ),
            self.random.choice(EVERYBODY),
        )

    def _digest(self) -> str:
        return f"{self.random.getrandbits(256):064x}"

    def _order(self, kind: ProposalKind) -> Orderable | None:
        day = self.now.date()
        match kind:
            case ProposalKind.BUDGET:
                month = self.random.choice(_MONTHS)
                return AdoptBudget(
                    occurred_on=day, from_month=month, until_month=month, items=self._items()
                )
            case ProposalKind.AMENDMENT:
                budgets = list(self.history.fund.budgets.budgets.values())
                if budgets:
                    budget = self.random.choice(budgets)
                    more = replace(budget.items[0], amount=self.random.randint(1, 9) * 50_00)
                    return AmendBudget(occurred_on=day, budget=budget.budget, items=(more,))
            case ProposalKind.RULES:
                role = self.random.choice([Role.SEAT, Role.AUDITOR])
                return GrantMandate(
                    occurred_on=day, holder=self.random.choice(EVERYBODY), role=role
                )
            case ProposalKind.MONEY:
                return PayCost(category=CostCategory.ROOMS, amount=1_00, **self._given_now())
            case _:
                pass
        return None

    def _given_now(self) -> dict[str, Any]:
        return self._given() | {"occurred_on": LAST_DAY}

    def _items(self) -> tuple[BudgetItem, ...]:
        kinds = self.random.sample(["rent", "food", "travel"], 2)
        return tuple(
            BudgetItem(item_id=self.new_id(), kind=kind, amount=100_00, currency="USD", exponent=2)
            for kind in kinds
        )
