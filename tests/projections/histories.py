"""Random histories of a fund, each made from a seed: decided by the rules, really appended."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from ledger.bail import PostBail
from ledger.brought_forward import BringForward
from ledger.case import Case
from ledger.chart import Category, CostCategory, DonationKind, Fee
from ledger.corrections import ReverseLine
from ledger.costs import PayCost, RecordCostRefund, RecordFee, RecordFeeReturn
from ledger.decider import AnyCommand
from ledger.donations import PassDonationOn, RecordDonation
from ledger.events import (
    AccountKind,
    AccountOpened,
    AuthorityOpened,
    BackReason,
    BailKind,
    DonationReceived,
    Instalment,
    PurposeOpened,
    Reason,
)
from ledger.fund import Fund
from ledger.grants import (
    ChangeGrantPlan,
    CommitGrant,
    PayGrant,
    RecordMoneyBack,
    RecordReturnedPayment,
    ReleaseGrantRest,
    plan_of,
)
from ledger.opening import NewAccount, OpenAccount
from ledger.recordings import CorrectLine, Recording
from ledger.refunds import RecordChargeback, RefundDonation
from ledger.transfers import Exchange, TransferBetweenAccounts, TransferBetweenPurposes
from tests.projections.histories_of_bail import beginning, found, going_on, lost
from tests.projections.told import FIRST_DAY, LAST_DAY, History, opening


class Teller:
    """Makes up commands that mostly make sense."""

    def __init__(self, seed: int, opened_by: str = "someone") -> None:
        self.random = random.Random(seed)
        self.history = History(Fund(fund_id=uuid4()))  # one seed may be told twice
        self.history.tell(opening(), self.new_id, opened_by)
        self.history.tell(
            OpenAccount(
                occurred_on=date(2026, 2, 28),
                account=NewAccount(kind=AccountKind.BANK, label="Euro", currency="EUR"),
            ),
            self.new_id,
        )
        events = [line.event for line in self.history.lines]
        self.accounts = [event for event in events if isinstance(event, AccountOpened)]
        self.purposes = [each.purpose_id for each in events if isinstance(each, PurposeOpened)]
        self.courts = [each.authority_id for each in events if isinstance(each, AuthorityOpened)]

    def new_id(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)

    def tell(self, count: int) -> History:
        """Make up *count* commands; some will be refused."""
        for _ in range(count):
            command = self.random.choice(self._all())()
            if command is not None:
                self.history.tell(command, self.new_id, self.random.choice(["ana", "bo"]))
        return self.history

    def _all(self) -> list[Callable[[], AnyCommand | None]]:
        return [
            *[self.donation] * 6,
            *[self.go_on_with_donation] * 3,
            *[self.bail] * 3,
            *[self.go_on_with_bail] * 3,
            *[self.grant] * 3,
            *[self.go_on_with_grant] * 5,
            *[self.within] * 2,
            *[self.cost] * 2,
            *(self.fee, self.brought, self.passed_on, self.loss, self.no_money),
            *[self.reversal] * 3,
            *[self.correction] * 2,
        ]

    def _day(self, case: Case | None = None) -> date:
        first = case.opening.occurred_on if case and case.opening else FIRST_DAY
        span = max((LAST_DAY - first).days, 0)
        return first + timedelta(days=int(span * self.random.random() ** 2))

    def _amount(self) -> int:
        return self.random.randint(1, 400) * self.random.choice([1, 5, 100])

    def _case(self, family: str) -> Case | None:
        found = [
            case
            for case in self.history.cases.values()
            if case.lines and case.lines[0].event.topic.startswith(family)
        ]
        return self.random.choice(found) if found else None

    def _account_for(self, case: Case) -> AccountOpened:
        currency = getattr(case.opening, "currency", "USD")
        return self.random.choice([each for each in self.accounts if each.currency == currency])

    def _money(self, account: AccountOpened) -> dict[str, Any]:
        return {"account_id": account.account_id, "currency": account.currency, "exponent": 2}

    def _given(self) -> dict[str, Any]:
        """Return what every command says that opens a case about money."""
        money = self._money(self.random.choice(self.accounts))
        return money | {
            "occurred_on": self._day(),
            "purpose_id": self.random.choice(self.purposes),
        }

    def _going_on(self, case: Case) -> dict[str, Any]:
        """Return what every command says that goes on with a case."""
        money = self._money(self._account_for(case))
        return money | {"occurred_on": self._day(case), "case_id": case.case_id}

    def donation(self) -> RecordDonation:
        gross = self._amount() * 3
        return RecordDonation(
            kind=self.random.choice(list(DonationKind)),
            gross=gross,
            processor_fee=self.random.choice([0, gross // 30]),
            host_fee=self.random.choice([0, gross // 20]),
            **self._given(),
        )

    def go_on_with_donation(self) -> AnyCommand | None:
        case = self._case("donation.received")
        if case is None or not isinstance(case.opening, DonationReceived):
            return None
        part = self.random.randint(1, case.opening.gross)
        fields = self._going_on(case) | {"amount": part}
        if self.random.random() < 0.5:
            return RefundDonation(processor_fee_returned=part // 40, **fields)
        return RecordChargeback(dispute_fee=self.random.choice([0, 15]), **fields)

    def bail(self) -> PostBail:
        return PostBail(
            authority_id=self.random.choice(self.courts),
            amount=self._amount(),
            fee=self.random.choice([0, 0, 7]),
            kind=self.random.choice((*[BailKind.CASH_DEPOSIT] * 5, BailKind.COMMERCIAL_PREMIUM)),
            **self._given(),
        )

    def go_on_with_bail(self) -> AnyCommand | None:
        case = self._case("bail.posted")
        return going_on(case, self._going_on(case), self.random) if case else None

    def grant(self) -> CommitGrant:
        plan = [self._amount() for _ in range(self.random.randint(1, 4))]
        fields = self._given()
        del fields["account_id"]
        return CommitGrant(
            category=self.random.choice([each for each in Category if each != Category.BAIL]),
            amount=sum(plan),
            instalments=tuple(
                Instalment(due_on=self._day() + timedelta(days=60), amount=part) for part in plan
            ),
            **fields,
        )

    def go_on_with_grant(self) -> AnyCommand | None:
        case = self._case("grant.committed")
        if case is None:
            return None
        if self.random.random() < 0.2:
            return ReleaseGrantRest(occurred_on=self._day(case), case_id=case.case_id)
        plan = plan_of(case)
        if self.random.random() < 0.3:
            return self._change_of_grant(case)
        number = self.random.randint(1, max(len(plan), 1))
        whole = plan[number - 1].amount if plan else 1
        part = {"amount": self.random.choice([whole, max(whole // 2, 1)]), **self._going_on(case)}
        if plan and plan[number - 1].paid and self.random.random() < 0.4:
            if self.random.random() < 0.5:
                return RecordMoneyBack(why=BackReason.OVERPAID, **part)
            return RecordReturnedPayment(instalment=number, **part)
        return PayGrant(instalment=number, fee=self.random.choice([0, 0, 2]), **part)

    def _change_of_grant(self, case: Case) -> ChangeGrantPlan:
        """Return a plan in which instalments are larger, smaller or more than before."""
        fields = self._going_on(case)
        del fields["account_id"]
        amounts = [max(each.paid, each.amount + 3) for each in plan_of(case)]
        amounts = self.random.choice([amounts, [*amounts, 77], amounts[:-1] or [5]])
        return ChangeGrantPlan(
            instalments=tuple(
                Instalment(due_on=self._day() + timedelta(days=70), amount=amount)
                for amount in amounts
            ),
            **fields,
        )

    def within(self) -> AnyCommand:
        one, other = self.random.sample(self.accounts, 2)
        day, amount = self._day(), self._amount()
        if self.random.random() < 0.3:
            first, second = self.random.sample(self.purposes, 2)
            return TransferBetweenPurposes(
                occurred_on=day,
                from_purpose_id=first,
                to_purpose_id=second,
                amount=amount,
                currency=one.currency,
                exponent=2,
            )
        if one.currency == other.currency:
            return TransferBetweenAccounts(
                occurred_on=day,
                from_account_id=one.account_id,
                to_account_id=other.account_id,
                amount=amount,
                currency=one.currency,
                exponent=2,
                fee=self.random.choice([0, 1]),
                purpose_id=self.purposes[0],
            )
        return Exchange(
            occurred_on=day,
            from_account_id=one.account_id,
            to_account_id=other.account_id,
            purpose_id=self.random.choice(self.purposes),
            sold_amount=amount,
            sold_currency=one.currency,
            sold_exponent=2,
            bought_amount=self._amount(),
            bought_currency=other.currency,
            bought_exponent=2,
            fee=self.random.choice([0, 4]),
        )

    def cost(self) -> AnyCommand:
        case = self._case("cost.paid")
        if case is not None and self.random.random() < 0.4:
            return RecordCostRefund(amount=self._amount() // 4 + 1, **self._going_on(case))
        category = self.random.choice(list(CostCategory))
        return PayCost(category=category, amount=self._amount(), **self._given())

    def fee(self) -> AnyCommand:
        make = RecordFee if self.random.random() < 0.5 else RecordFeeReturn
        kind = self.random.choice(list(Fee))
        return make(kind=kind, amount=self._amount() // 10 + 1, **self._given())

    def brought(self) -> BringForward:
        return BringForward(amount=self._amount(), **self._given())

    def passed_on(self) -> PassDonationOn:
        return PassDonationOn(amount=self._amount(), **self._given())

    def loss(self) -> AnyCommand:
        case = self._case("money.lost")
        if case is None or self.random.random() < 0.5:
            return lost(self._given(), self.random)
        return found(self._going_on(case), self.random)

    def no_money(self) -> AnyCommand:
        return beginning(self._given(), self.random.choice(self.courts), self.random)

    def reversal(self) -> ReverseLine:
        line = self.random.choice(self.history.lines)
        return ReverseLine(
            case_id=line.case_id,
            position=line.position,
            reason=self.random.choice(list(Reason)),
        )

    def correction(self) -> CorrectLine | None:
        line = self.random.choice(self.history.lines)
        makers: dict[str, Callable[[], Recording]] = {
            "donation.received.v1": self.donation,
            "bail.posted.v1": self.bail,
            "grant.committed.v1": self.grant,
            "balance.brought_forward.v1": self.brought,
        }
        if line.event.topic not in makers:
            return None
        return CorrectLine(
            case_id=line.case_id,
            position=line.position,
            reason=Reason.WRONG_AMOUNT,
            replacement=makers[line.event.topic](),
        )


def history(seed: int, count: int = 80) -> History:
    """Make up a history of about *count* commands."""
    return Teller(seed).tell(count)
