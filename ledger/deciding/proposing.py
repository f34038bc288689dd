"""Making a proposal, changing what it says, taking it back."""

from datetime import datetime, timedelta
from typing import Final

from ledger import guards
from ledger.case import Case
from ledger.command import Context
from ledger.deciding.commands import ChangeProposal, Propose, WithdrawProposal
from ledger.deciding.kinds import DESK, OF_THE_DESK, protocol_of
from ledger.deciding.proposal import Proposal, proposal_of
from ledger.deciding.room import most_people
from ledger.deciding.saying import said_by
from ledger.deciding.standing import electorate_of
from ledger.deciding.turn import in_time
from ledger.deciding.usable import DAY, FEWEST
from ledger.events import ProposalChanged, ProposalMade, ProposalWithdrawn
from ledger.events.protocols import Method, Protocol
from ledger.fund import Fund
from ledger.orders.content import Orderable
from ledger.orders.requesting import CarryOut, need, who_asks
from ledger.orders.settling import RatifyOrder
from ledger.rejections import (
    KindClosed,
    NobodyElseDecides,
    OtherOrder,
    ProposalOfAnother,
    ProposalUnusable,
    SealedBallot,
    TooManyProposals,
    TooManyToCount,
)

MOST_OPEN: Final = 5
"""How many open proposals one person may have at once: others have to read them."""


def propose(
    command: Propose, context: Context, fund: Fund, case: Case, rules: CarryOut
) -> tuple[ProposalMade]:
    """Return the proposal, or raise the first refusal that applies."""
    guards.day(command.occurred_on, context, fund.time_zone)
    kind = command.kind
    if kind in OF_THE_DESK:
        need(fund, context, *DESK)
    protocol = protocol_of(fund.deciding, kind)
    if protocol is None:
        raise KindClosed(kind)
    who = who_asks(context)
    if sum(each.by == who for each in fund.deciding.open.values()) >= MOST_OPEN:
        raise TooManyProposals(MOST_OPEN)
    said = said_by(command, kind, protocol, context, fund, case, rules)
    first = protocol.stages[0]
    until = context.now + timedelta(hours=first.hours)
    _ratified_in_time(command.order, fund, context, _last_end(protocol, until))
    for stage in protocol.stages:
        deciding = frozenset(electorate_of(fund, context.now, stage, kind)) - set(said.recused)
        if len(deciding) < FEWEST:
            raise NobodyElseDecides(len(deciding))
        most = most_people(stage, said.content, len(getattr(command.order, "items", ())))
        if len(deciding) > most:
            raise TooManyToCount(len(deciding), most)
    made = ProposalMade(
        occurred_on=command.occurred_on,
        proposal=case.case_id,
        by=who,
        kind=kind,
        protocol=protocol,
        electorate=electorate_of(fund, context.now, first, kind),
        made=context.now,
        until=until,
        text_hash=command.text_hash,
        review_on=command.review_on,
        limit=command.limit,
        **said.fields(),
    )
    return (made,)


def change(
    command: ChangeProposal, context: Context, fund: Fund, case: Case, rules: CarryOut
) -> tuple[ProposalChanged]:
    """Return what the proposal says now. Every stance is void, and there is time to take another.

    What one stage decided is not changed in the next one.
    """
    guards.day(command.occurred_on, context, fund.time_zone)
    proposal = proposal_of(case)
    in_time(proposal, context)
    _own(proposal, context)
    if proposal.protocol.stages[0].method is not Method.STANCES:
        raise SealedBallot
    if proposal.stage > 1:
        raise ProposalUnusable("stage", "the first one: what it decided is not changed in the next")
    if proposal.kind in OF_THE_DESK:
        need(fund, context, *DESK)
    _same_order(proposal.order, command.order)
    said = said_by(command, proposal.kind, proposal.protocol, context, fund, case, rules)
    hours = proposal.table.least_hours or DAY
    until = max(proposal.online_until, context.now + timedelta(hours=hours))
    last = _last_end(proposal.protocol, until, proposal.extensions)
    _ratified_in_time(command.order, fund, context, last)
    changed = ProposalChanged(
        occurred_on=command.occurred_on,
        proposal=proposal.proposal,
        by=who_asks(context),
        text_hash=command.text_hash,
        changed=context.now,
        until=until,
        review_on=command.review_on,
        limit=command.limit,
        **said.fields(),
    )
    return (changed,)


def withdraw(
    command: WithdrawProposal, context: Context, fund: Fund, case: Case
) -> tuple[ProposalWithdrawn]:
    """Return that the proposal was taken back: once its time is over, only counting ends it."""
    guards.day(command.occurred_on, context, fund.time_zone)
    proposal = proposal_of(case)
    in_time(proposal, context)
    _own(proposal, context)
    return (
        ProposalWithdrawn(
            occurred_on=command.occurred_on, proposal=proposal.proposal, by=who_asks(context)
        ),
    )


def _last_end(protocol: Protocol, until: datetime, extended: int = 0) -> datetime:
    """Return when the last stage is over at the latest, if the first one is open *until*.

    With every time that a stage can go on; the first one did so *extended* times.
    """
    hours = -extended * protocol.stages[0].extends_hours
    hours += sum(stage.extensions * stage.extends_hours for stage in protocol.stages)
    hours += sum(stage.hours for stage in protocol.stages[1:])
    return until + timedelta(hours=hours)


def _ratified_in_time(
    order: Orderable | None, fund: Fund, context: Context, last: datetime
) -> None:
    """Refuse to decide about what is no longer to be ratified when it is decided."""
    if not isinstance(order, RatifyOrder):
        return
    waiting = fund.governance.ratifications.get(order.order_id)
    if waiting is not None and waiting.until <= last:
        hours = -((context.now - last) // timedelta(hours=1))
        raise ProposalUnusable("order", f"one that can be ratified for more than {hours} hours")


def _own(proposal: Proposal, context: Context) -> None:
    if who_asks(context) != proposal.by:
        raise ProposalOfAnother


def _same_order(before: Orderable | None, after: Orderable | None) -> None:
    """Refuse another kind of order, another case or another order to ratify."""
    if type(before) is not type(after):
        raise OtherOrder
    for name in ("case_id", "order_id"):
        if getattr(before, name, None) != getattr(after, name, None):
            raise OtherOrder
