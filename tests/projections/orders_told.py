"""Random histories of a fund of four people, in which money moves by orders."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from ledger.case import Case
from ledger.chart import Category, CostCategory
from ledger.decider import AnyCommand
from ledger.events import FloatHanded, Role, Rung, Way
from ledger.floats import CloseFloat, HandFloat, SpendFloat, spendable
from ledger.members import AdmitMember, EndMandate, EndSingleSigner, GrantMandate
from ledger.orders.commands import (
    Act,
    ChangeOrder,
    DeclareConflict,
    DeclineOrder,
    ExpireRatification,
    RequestOrder,
    SignOrder,
    WithdrawOrder,
)
from ledger.orders.content import PAYMENTS, Orderable, command_of
from ledger.orders.open_acts import acts_in_one_go, acts_open_to
from ledger.orders.state import Order, orders_of
from ledger.policy import SetPolicy
from tests.projections.histories import Teller
from tests.projections.told import FIRST_DAY, LAST_DAY, NOW, History

ANA, BO, CLO, DEE = (UUID(int=number, version=4) for number in range(1, 5))
PEOPLE: Final = (ANA, BO, CLO, DEE)
ROLES: Final = {
    BO: (Role.STEWARD, Role.APPROVER, Role.TREASURER),
    CLO: (Role.APPROVER, Role.ON_CALL),
    DEE: (Role.ON_CALL, Role.TREASURER),
}
LATER: Final = NOW + timedelta(days=30)
"""When everything that was to be ratified is overdue."""


class OrdersTeller(Teller):
    """Makes up what four people ask for and sign."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed, str(ANA))
        for _ in range(25):
            self.history.tell(self.donation(), self.new_id, str(ANA))
        for _ in range(4):
            self.history.tell(self.grant(), self.new_id, str(ANA))
        for who, roles in ROLES.items():
            self._set_up(AdmitMember(occurred_on=FIRST_DAY, sign_in=who))
            for role in roles:
                self._set_up(GrantMandate(occurred_on=FIRST_DAY, holder=who, role=role))
        self._set_up(
            SetPolicy(
                occurred_on=FIRST_DAY,
                ladder=(Rung(amount=0, approvals=1), Rung(amount=300_00, approvals=2)),
                urgent_categories=(Category.BAIL, Category.TRANSPORT),
                urgent_case_cap=500_00,
                urgent_week_cap=2_000_00,
            )
        )
        self._set_up(EndSingleSigner(occurred_on=FIRST_DAY))

    def _set_up(self, command: AnyCommand) -> None:
        assert self.history.tell(command, self.new_id, str(ANA)), command

    def tell(self, count: int) -> History:
        """Make up *count* deeds; many will be refused."""
        for _ in range(count):
            self.random.choice(self._deeds())()
        return self.history

    def _deeds(self) -> list[Callable[[], None]]:
        return [
            *[self.ask] * 6,
            *[self.sign] * 8,
            *[self.sign_what_is_open] * 10,
            *[self.ratify] * 2,
            self.fact,
            *[self.spend] * 3,
            self.change,
            self.decline,
            self.withdraw,
            self.keep_out,
            self.expire,
            self.lose_a_mandate,
        ]

    def say(self, command: AnyCommand | None, who: UUID | None = None) -> None:
        if command is not None:
            self.history.tell(command, self.new_id, str(who or self.somebody()))

    def somebody(self) -> UUID:
        return self.random.choice(PEOPLE)

    def orders(self) -> list[tuple[Case, Order]]:
        """Return every order with its case."""
        cases = self.history.cases.values()
        return [(case, order) for case in cases for order in orders_of(case).values()]

    def an_order(self) -> tuple[Case, Order] | None:
        orders = self.orders()
        open_ones = [each for each in orders if each[1].is_open]
        if open_ones and self.random.random() < 0.8:
            return self.random.choice(open_ones)
        return self.random.choice(orders) if orders else None

    def fact(self) -> None:
        self.say(self.random.choice([self.donation, self.fee])())

    def something(self) -> Orderable | None:
        """Make up something that can be ordered."""
        makers: list[Callable[[], AnyCommand | None]] = [
            *[self.bail] * 4,
            self.grant,
            *[self.go_on_with_grant] * 3,
            self.cost,
            self.within,
            self.passed_on,
            self.go_on_with_donation,
            self.reversal,
            self.correction,
            self.mandate,
            *[self.float] * 3,
            *[self.count_float] * 3,
        ]
        command = self.random.choice(makers)()
        return command if isinstance(command, Orderable) else None

    def float(self) -> AnyCommand:
        """Hand somebody money to spend alone."""
        return HandFloat(
            carrier=self.somebody(),
            amount=self._amount(),
            until=NOW.date() + timedelta(days=self.random.randint(0, 60)),
            categories=tuple(self.random.sample([Category.FOOD, Category.TRANSPORT], 1)),
            cost_categories=(CostCategory.MATERIALS,),
            **self._given(),
        )

    def _a_float(self) -> tuple[Case, FloatHanded] | None:
        handed = [
            (case, case.events(FloatHanded)[0])
            for case in self.history.cases.values()
            if case.events(FloatHanded)
        ]
        return self.random.choice(handed) if handed else None

    def spend(self) -> None:
        """Let a carrier spend some of a float, on help or on what the fund needs."""
        found = self._a_float()
        if found is None:
            return
        case, handed = found
        help_or_cost: dict[str, Any] = {"cost_category": CostCategory.MATERIALS}
        if self.random.random() < 0.5:
            help_or_cost = {"category": handed.categories[0]}
        self.say(
            SpendFloat(
                occurred_on=self._day_after(handed.occurred_on),
                case_id=case.case_id,
                amount=max(handed.amount // 3, 1),
                currency=handed.currency,
                exponent=2,
                **help_or_cost,
            ),
            handed.carrier,
        )

    def _day_after(self, day: date) -> date:
        return day + timedelta(days=self.random.randint(0, max((NOW.date() - day).days, 0)))

    def count_float(self) -> AnyCommand | None:
        """Count what is left of a float."""
        found = self._a_float()
        if found is None:
            return None
        case, handed = found
        accounts = [each for each in self.accounts if each.currency == handed.currency]
        return CloseFloat(
            occurred_on=NOW.date(),
            case_id=case.case_id,
            account_id=self.random.choice(accounts).account_id,
            amount=self.random.randint(0, max(spendable(case), 0)),
            currency=handed.currency,
            exponent=2,
        )

    def mandate(self) -> AnyCommand:
        role = self.random.choice(list(Role))
        return GrantMandate(occurred_on=LAST_DAY, holder=self.somebody(), role=role)

    def ask(self) -> None:
        order = self.something()
        if order is not None:
            way = self.random.choice([Way.USUAL, Way.USUAL, Way.URGENT, Way.ALREADY_PAID])
            if type(order) not in PAYMENTS and self.random.random() < 0.8:
                way = Way.USUAL
            prepared = self.random.random() < 0.3
            self.say(
                RequestOrder(occurred_on=LAST_DAY, order=order, way=way, prepared=prepared),
            )

    def signature(self, order: Order, *acts: Act) -> SignOrder:
        return SignOrder(
            occurred_on=NOW.date(),
            case_id=order.case_id,
            order_id=order.order,
            content_hash=order.content_hash,
            acts=acts,
        )

    def sign(self) -> None:
        found = self.an_order()
        if found is not None:
            acts = self.random.sample(list(Act), self.random.randint(1, 3))
            self.say(self.signature(found[1], *acts))

    def sign_what_is_open(self) -> None:
        found, who = self.an_order(), self.somebody()
        if found is not None:
            case, order = found
            ask = self.random.choice([acts_open_to, acts_in_one_go])
            acts = ask(order, self.history.fund, case, who, NOW)
            if acts:
                few = acts[:1] if ask is acts_open_to else acts
                self.say(self.signature(order, *few), who)

    def _to_be_ratified(self) -> Order | None:
        waiting = self.history.fund.governance.ratifications
        found = [order for _, order in self.orders() if order.order in waiting]
        return self.random.choice(found) if found else None

    def ratify(self) -> None:
        """Let somebody try to ratify what waits for it."""
        order = self._to_be_ratified()
        if order is not None:
            self.say(self.signature(order, Act.RATIFY))

    def change(self) -> None:
        found = self.an_order()
        if found is None:
            return
        old = command_of(found[1].content)
        for _ in range(20):
            new = self.something()
            if type(new) is type(old) and new is not None:
                named = {"case_id": found[1].case_id, "order_id": found[1].order}
                self.say(ChangeOrder(occurred_on=LAST_DAY, order=new, **named))
                return

    def _named(self, kind: type[DeclineOrder | WithdrawOrder]) -> AnyCommand:
        found = self.an_order()
        case_id, order_id = (found[1].case_id, found[1].order) if found else (ANA, ANA)
        return kind(occurred_on=LAST_DAY, case_id=case_id, order_id=order_id)

    def decline(self) -> None:
        self.say(self._named(DeclineOrder))

    def withdraw(self) -> None:
        if self.random.random() < 0.3:
            self.say(self._named(WithdrawOrder))

    def keep_out(self) -> None:
        found = self.an_order()
        if found is not None:
            order = found[1]
            named = {"case_id": order.case_id, "order_id": order.order}
            self.say(
                DeclareConflict(occurred_on=LAST_DAY, sign_in=self.somebody(), **named),
            )

    def expire(self) -> None:
        """Let the clock do what is overdue, a month later."""
        order = self._to_be_ratified()
        if order is not None and self.random.random() < 0.4:
            command = ExpireRatification(
                occurred_on=LATER.date(), case_id=order.case_id, order_id=order.order
            )
            self.history.tell(command, self.new_id, "clock", LATER)

    def lose_a_mandate(self) -> None:
        if self.random.random() < 0.2:
            role = self.random.choice([Role.APPROVER, Role.ON_CALL])
            order = EndMandate(occurred_on=LAST_DAY, holder=self.somebody(), role=role)
            self.say(RequestOrder(occurred_on=LAST_DAY, order=order))


def orders_history(seed: int, count: int = 120) -> History:
    """Make up a history of about *count* deeds."""
    return OrdersTeller(seed).tell(count)
