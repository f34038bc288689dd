"""An order on its way: what one command has made of it so far, and how its facts are written."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from ledger.budgets.covering import covered_by_budget
from ledger.case import Case, evolve_case
from ledger.command import Context, Instruction
from ledger.events import (
    FundEvent,
    OrderApproved,
    OrderAuthorised,
    OrderCarriedOut,
    OrderConfirmed,
    OrderPrepared,
    RatificationOpened,
    Role,
    Way,
)
from ledger.fund import Fund, evolve
from ledger.orders import ladder
from ledger.orders.content import ABOUT_NO_MONEY, PAYMENTS, Orderable, amount_of, command_of
from ledger.orders.requesting import CarryOut, who_asks
from ledger.orders.salting import is_guessable
from ledger.orders.state import Order, evolve_order, pair_of
from ledger.publishing.commands import TellDecision
from ledger.recordings import CorrectLine

Signature = OrderApproved | OrderPrepared | OrderAuthorised | OrderCarriedOut | OrderConfirmed


class Progress:
    """One command's way through an order: every fact changes fund, case and order at once."""

    def __init__(
        self, day: date, context: Context, fund: Fund, case: Case, order: Order, carry_out: CarryOut
    ) -> None:
        self.day, self.context, self._carry_out = day, context, carry_out
        self.fund, self.case, self.order = fund, case, order
        self.who = who_asks(context)
        self.inner: Orderable = command_of(order.content)
        self.facts: list[FundEvent] = []

    @property
    def urgent(self) -> bool:
        """Whether the order goes tonight, by two on call."""
        return self.order.way is Way.URGENT

    @property
    def pays_by_acts(self) -> bool:
        """Whether the order is prepared, authorised and sent."""
        return ladder.pays_by_acts(self.inner, self.order.way)

    def add(self, fact: FundEvent) -> None:
        """Write one fact."""
        position = self.context.position + len(self.facts)
        self.facts.append(fact)
        self.fund = evolve(self.fund, fact)
        self.case = evolve_case(self.case, position, fact)
        self.order = evolve_order(self.order, fact)

    def sign(self, kind: type[Signature]) -> None:
        """Write that whoever asks put their name to the order."""
        self.add(
            kind(
                occurred_on=self.day,
                order=self.order.order,
                by=self.who,
                content_hash=self.order.content_hash,
            )
        )

    def still_signs(self, who: UUID | None, *usual: Role) -> bool:
        """Say whether a signature given before still counts: in office, not in conflict."""
        roles = (Role.ON_CALL,) if self.urgent else usual
        return (
            who is not None
            and who not in self.order.kept_out
            and ladder.in_office(who, self.fund, self.context, *roles)
        )

    def book(self, fund: Fund) -> None:
        """Write what the order becomes, as *fund* allows; its lines follow the carrying out."""
        inner = self.inner
        if self.pays_by_acts or type(inner) in ABOUT_NO_MONEY:
            inner = replace(inner, occurred_on=self.day)
        inner = _stamped(inner, self.order)
        # The step of carrying it out goes first.
        context = replace(self.context, position=self.context.position + len(self.facts) + 1)
        facts = self._carry_out(inner, context, fund, self.case)
        if self.order.way is Way.USUAL and self.order.decision is None:
            covered_by_budget(inner, context, fund, self.case)
        self.sign(OrderCarriedOut)
        for fact in facts:
            self.add(fact)

    def open_ratification(self) -> None:
        """Write that others than those who carried it out have to agree with it, and until when."""
        amount = amount_of(self.inner, self.case)
        if amount is None or type(self.inner) not in PAYMENTS:
            return
        policy = self.fund.governance.policy
        pair = pair_of(self.order)
        if self.order.way is Way.ALREADY_PAID:
            pair = tuple(dict.fromkeys((self.order.by, self.order.written_by, *pair)))
        self.add(
            RatificationOpened(
                occurred_on=self.context.today(self.fund.time_zone),
                order=self.order.order,
                case_id=self.case.case_id,
                pair=pair,
                amount=amount.amount,
                currency=amount.currency,
                exponent=amount.exponent,
                until=self.context.now + timedelta(hours=policy.ratify_hours),
                approvals=policy.ratify_approvals,
            )
        )


def _stamped(inner: Orderable, order: Order) -> Orderable:
    """Return *inner* with the order as the decision behind it, whatever was typed there."""
    if isinstance(inner, TellDecision):  # it names the decision that it is about
        return inner
    if isinstance(inner, CorrectLine):
        right = inner.replacement
        return replace(inner, replacement=replace(right, **_decision_of(right, order)))
    decided = _decision_of(inner, order)
    return replace(inner, **decided | ({"content_hash": None} if is_guessable(inner) else {}))


def _decision_of(inner: Instruction, order: Order) -> dict[str, Any]:
    decided = {"decision": order.order, "content_hash": order.content_hash}
    return {name: value for name, value in decided.items() if hasattr(inner, name)}
