"""Money that goes out for people: bail and emergency grants, begun and ended."""

from datetime import timedelta
from typing import Any, Final

from benchmarks.story.giving import Giving
from benchmarks.story.teller import OPEN_AT_MOST, USD, Open, Written
from ledger.chart import Category, DeductionKind
from ledger.events import (
    BailForfeited,
    BailKind,
    BailPosted,
    BailReturned,
    Deduction,
    GrantCommitted,
    GrantPaid,
    GrantRestReleased,
    Instalment,
    PayeeKind,
)

_GRANTED: Final = (Category.RENT, Category.HOTEL, Category.FOOD)


class Helping(Giving):
    """Bail posted, returned and forfeited; grants promised, paid and released."""

    def bail(self) -> Written:
        """Post bail, unless enough are out: then one goes on."""
        if len(self.bails) >= OPEN_AT_MOST:
            return self.bail_goes_on()
        account, purpose, amount = self.account(), self.purpose(), self.amount(100, 1_500)
        if not self.covers(account, purpose, amount):
            return self.institution_gives(account, purpose, amount)
        posted = BailPosted(
            occurred_on=self.day,
            kind=BailKind.CASH_DEPOSIT,
            account_id=account,
            purpose_id=purpose,
            authority_id=self.random.choice(self.things.authorities),
            amount=amount,
            household=self.new_id(),
            **USD,
        )
        written = self.opens(posted)
        self.bails.append(Open(self.next_position, written.case_id, posted, rest=amount))
        return written

    def bail_goes_on(self) -> Written:
        """Let an authority return the oldest bail, in part or less a fee, or keep it."""
        if not self.bails:
            return self.gift()
        case = self.bails.popleft()
        bail: BailPosted = case.event
        same: dict[str, Any] = {
            "occurred_on": self.day,
            "purpose_id": bail.purpose_id,
            "authority_id": bail.authority_id,
            **USD,
        }
        chance = self.random.random()
        kept: tuple[Deduction, ...] = ()
        if chance < 0.1:
            return self.goes_on(case, BailForfeited(amount=case.rest, **same))
        if chance < 0.3 and case.version == 1:  # a part now, the rest later
            back = case.rest // 2
            case.rest -= back
            self.bails.append(case)
        else:
            fine = self.amount(0, 40)
            back = case.rest - fine
            if fine:
                kept = (Deduction(kind=DeductionKind.FEE, amount=fine),)
        returned = BailReturned(account_id=bail.account_id, amount=back, deductions=kept, **same)
        return self.goes_on(case, returned)

    def grant(self) -> Written:
        """Promise a grant, unless enough are promised: then one goes on."""
        if len(self.grants) >= OPEN_AT_MOST:
            return self.grant_goes_on()
        count, each, purpose = self.random.randint(1, 3), self.amount(50, 400), self.purpose()
        if not self.covers(account := self.account(), purpose, count * each):
            return self.institution_gives(account, purpose, count * each)
        promised = GrantCommitted(
            occurred_on=self.day,
            category=self.random.choice(_GRANTED),
            purpose_id=purpose,
            amount=count * each,
            instalments=tuple(
                Instalment(due_on=self.day + timedelta(days=30 * number), amount=each)
                for number in range(count)
            ),
            household=self.new_id(),
            payee_kind=PayeeKind.LANDLORD,
            **USD,
        )
        written = self.opens(promised)
        self.grants.append(Open(self.next_position, written.case_id, promised, steps=count))
        return written

    def grant_goes_on(self) -> Written:
        """Pay the next instalment of the oldest grant, or release its rest."""
        if not self.grants:
            return self.gift()
        case = self.grants[0]
        grant: GrantCommitted = case.event
        each, account = grant.instalments[0].amount, self.account()
        if self.cash[account] < each:
            return self.institution_gives(account, grant.purpose_id, each)
        self.grants.popleft()
        case.steps -= 1
        same: dict[str, Any] = {
            "occurred_on": self.day,
            "category": grant.category,
            "purpose_id": grant.purpose_id,
            **USD,
        }
        if self.random.random() < 0.05:
            rest = GrantRestReleased(amount=(case.steps + 1) * each, **same)
            return self.goes_on(case, rest)
        if case.steps:
            self.grants.append(case)
        paid = GrantPaid(
            account_id=account,
            instalment=len(grant.instalments) - case.steps,
            amount=each,
            household=grant.household,
            payee_kind=grant.payee_kind,
            **same,
        )
        return self.goes_on(case, paid)
