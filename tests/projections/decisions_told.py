"""Random histories of a fund of six people, in which members decide about money, rules and more."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

from ledger.case import Case
from ledger.deciding.commands import (
    CarryOutDecision,
    ChangeProposal,
    CloseProposal,
    ConfirmMeeting,
    ContestMeeting,
    RecordMeeting,
    Recuse,
    TakeStance,
    WithdrawProposal,
)
from ledger.deciding.proposal import Proposal
from ledger.events import (
    OrderDecided,
    ProposalKind,
    StanceCount,
)
from ledger.orders.commands import RequestOrder, SignOrder, WithdrawOrder
from ledger.orders.content import command_of
from ledger.orders.open_acts import acts_in_one_go
from ledger.orders.state import orders_of
from ledger.powers import CLOCK
from tests.projections.orders_told import PEOPLE
from tests.projections.proposals_told import EVERYBODY, ProposingTeller
from tests.projections.told import LAST_DAY, History


class DecidingTeller(ProposingTeller):
    """Makes up what members propose, say and decide; later deeds happen at a later moment."""

    def tell(self, count: int) -> History:
        """Make up *count* deeds; many will be refused."""
        for _ in range(count):
            self.now += timedelta(hours=self.random.choice([0, 0, 1, 5]))
            self.random.choice(self._acts())()
        return self.history

    def _acts(self) -> Sequence[Callable[[], None]]:
        return [
            *[self.propose] * 3,
            *[self.say_something] * 12,
            *[self.all_agree] * 5,
            self.reword,
            self.keep_out_of_it,
            self.take_back,
            *[self.meet] * 2,
            *[self.close] * 4,
            *[self.carry_out] * 3,
            *[self.order_decided] * 4,
            *[self.sign_decided] * 5,
            self.withdraw_decided,
            self.fact,
        ]

    def _open_one(self) -> Proposal | None:
        found = self.proposals()
        still = [each for each in found if not each.closed and self.now < each.until]
        if still and self.random.random() < 0.9:
            return self.random.choice(still)
        return self.random.choice(found) if found else None

    def say_something(self) -> None:
        """Let somebody take a stance."""
        one = self._open_one()
        if one is not None and one.table.stances:
            self._stance(one, self.random.choice(EVERYBODY), self.random.random() < 0.75)

    def all_agree(self) -> None:
        """Let everybody agree."""
        one = self._open_one()
        if one is not None and not one.sealed:
            for who in one.electorate:
                self._stance(one, who, agrees=True)

    def _stance(self, one: Proposal, who: UUID, agrees: bool) -> None:
        stances = one.table.stances
        self.tell_it(
            TakeStance(
                occurred_on=self.now.date(),
                case_id=one.proposal,
                stance=stances[0] if agrees else self.random.choice(stances),
                text_hash=one.text_hash,
                content_hash=one.content_hash,
            ),
            who,
        )

    def reword(self) -> None:
        """Change what a proposal says."""
        one = self._open_one()
        if one is not None:
            self.tell_it(
                ChangeProposal(
                    occurred_on=self.now.date(),
                    case_id=one.proposal,
                    text_hash=self._digest(),
                    order=one.order,
                    review_on=one.review_on,
                ),
                one.by,
            )

    def keep_out_of_it(self) -> None:
        """Let somebody keep out."""
        one = self._open_one()
        if one is not None:
            who = self.random.choice(EVERYBODY)
            self.tell_it(Recuse(occurred_on=self.now.date(), case_id=one.proposal), who)

    def take_back(self) -> None:
        """Take a proposal back."""
        one = self._open_one()
        if one is not None and self.random.random() < 0.3:
            self.tell_it(
                WithdrawProposal(occurred_on=self.now.date(), case_id=one.proposal), one.by
            )

    def meet(self) -> None:
        """Write a meeting down, and perhaps confirm one."""
        one = self._open_one()
        if one is None or one.sealed:
            return
        meeting = RecordMeeting(
            occurred_on=self.now.date(),
            case_id=one.proposal,
            held_on=self.now.date(),
            present=3,
            counts=(StanceCount(stance=one.table.stances[0], people=3),),
        )
        self.tell_it(meeting, self.random.choice(one.electorate))
        if self.random.random() < 0.6:
            confirmed = ConfirmMeeting(occurred_on=self.now.date(), case_id=one.proposal)
            self.tell_it(confirmed, self.random.choice(one.electorate))
            if self.random.random() < 0.3:
                contested = ContestMeeting(occurred_on=self.now.date(), case_id=one.proposal)
                self.tell_it(contested, self.random.choice(one.electorate))

    def close(self) -> None:
        """Count a proposal, mostly once its time is over."""
        found = [each for each in self.proposals() if not each.closed]
        if not found:
            return
        one = self.random.choice(found)
        if self.random.random() < 0.7:
            self.now = max(self.now, one.until)
        voters: tuple[UUID, ...] = ()
        if one.sealed:
            there = [who for who in one.electorate if who not in one.recused]
            voters = tuple(sorted(self.random.sample(there, self.random.randint(0, len(there)))))
        ballots = tuple(sorted(self.random.choice(["agree", "disagree"]) for _ in voters))
        command = CloseProposal(
            occurred_on=self.now.date(),
            case_id=one.proposal,
            voters=voters,
            ballots=ballots,
            seen=tuple(sorted(one.stances)),
        )
        if not self.tell_it(command, CLOCK) and ballots:  # too few: none is opened
            self.tell_it(_unopened(command), CLOCK)

    def carry_out(self) -> None:
        """Carry out what was adopted and is no payment."""
        for one in self.proposals():
            if one.decided_hash and one.kind is not ProposalKind.MONEY:
                order = command_of(one.decided_content)
                self.tell_it(
                    CarryOutDecision(
                        occurred_on=self.now.date(), decision=one.proposal, order=order
                    ),
                    CLOCK,
                )

    def order_decided(self) -> None:
        """Ask for what members decided should be paid."""
        adopted = [
            each
            for each in self.proposals()
            if each.decided_hash and each.kind is ProposalKind.MONEY
        ]
        if not adopted:
            return
        one = self.random.choice(adopted)
        self.tell_it(
            RequestOrder(
                occurred_on=LAST_DAY,
                order=command_of(one.decided_content),
                decision=one.proposal,
                prepared=self.random.random() < 0.5,
            ),
            self.random.choice(PEOPLE),
        )

    def _decided_orders(self) -> list[tuple[Case, UUID]]:
        return [
            (case, line.event.order)
            for case in self.history.cases.values()
            for line in case.lines
            if isinstance(line.event, OrderDecided) and orders_of(case)[line.event.order].is_open
        ]

    def sign_decided(self) -> None:
        """Sign as much of a decided order as somebody may."""
        found = self._decided_orders()
        if not found:
            return
        case, order_id = self.random.choice(found)
        order = orders_of(case)[order_id]
        who = self.random.choice(PEOPLE)
        acts = acts_in_one_go(order, self.history.fund, case, who, self.now)
        if acts:
            self.tell_it(
                SignOrder(
                    occurred_on=LAST_DAY,
                    case_id=case.case_id,
                    order_id=order_id,
                    content_hash=order.content_hash,
                    acts=acts,
                ),
                who,
            )

    def withdraw_decided(self) -> None:
        """Take a decided order back: the decision is free for another one."""
        found = self._decided_orders()
        if found:
            case, order_id = self.random.choice(found)
            command = WithdrawOrder(occurred_on=LAST_DAY, case_id=case.case_id, order_id=order_id)
            self.tell_it(command, orders_of(case)[order_id].by)


def _unopened(command: CloseProposal) -> CloseProposal:
    return CloseProposal(
        occurred_on=command.occurred_on, case_id=command.case_id, voters=command.voters
    )


def decisions_history(seed: int, count: int = 150) -> History:
    """Make up a fund of six people and *count* things that they propose, say and decide."""
    return DecidingTeller(seed).tell(count)
