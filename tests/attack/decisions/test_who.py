"""Who decides, on what, and until when: whoever is not among them is refused."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from ledger.books import Books
from ledger.deciding import turn
from ledger.deciding.commands import ChangeProposal, TakeStance
from ledger.deciding.setting import SetDeciding
from ledger.events import DecisionOutcome, Role, Stance
from ledger.events.deciding import KindProtocol, ProposalKind
from ledger.events.protocols import Electorate
from ledger.members import AdmitMember, EndMandate, EndMembership, GrantMandate
from ledger.orders.commands import Act
from ledger.rejections import (
    ContentChanged,
    DecidingOver,
    FundUnknown,
    MandateMissing,
    MayNotDecide,
    NobodyElseDecides,
    ProposalIsClosed,
    Rejection,
)
from tests.attack.decisions.governing import NEWCOMER, governing
from tests.attack.decisions.hall import Hall, quick
from tests.funds import DAY


async def test_whoever_comes_later_or_leaves_does_not_decide(hall: Hall) -> None:
    decision = await hall.propose(ProposalKind.RULES, governing(hall)["grant"], by="lou")
    proposal = await hall.proposal(decision)
    late = await hall.two.ask_for(AdmitMember(occurred_on=DAY, sign_in=NEWCOMER))
    await hall.two.sign(late, "noor", Act.APPROVE)
    with pytest.raises(MayNotDecide):
        await hall.speak(NEWCOMER, proposal, Stance.AGREE)
    gone = hall.two["sol"].who
    await hall.speak(gone, proposal, Stance.BLOCK)
    left = await hall.two.ask_for(EndMembership(occurred_on=DAY, sign_in=gone))
    await hall.two.sign(left, "noor", Act.APPROVE)
    with pytest.raises(FundUnknown):
        await hall.speak(gone, proposal, Stance.AGREE)
    with pytest.raises(FundUnknown):
        await hall.speak(uuid4(), proposal, Stance.AGREE)


async def test_what_was_said_about_other_content_counts_for_nothing(hall: Hall) -> None:
    decision = await hall.propose(ProposalKind.RULES, governing(hall)["grant"])
    before = await hall.proposal(decision)
    for who in before.electorate[:5]:
        await hall.speak(who, before, Stance.AGREE)
    worse = GrantMandate(occurred_on=DAY, holder=hall.two["wren"].who, role=Role.STEWARD)
    change = ChangeProposal(occurred_on=DAY, case_id=decision, text_hash="", order=worse)
    ida = str(hall.two["ida"].who)
    deciding = hall.site.deciding
    await deciding.change(hall.fund_id, change, "The same", "As we said.", actor=ida, key="other")
    for who in before.electorate[5:]:
        with pytest.raises(ContentChanged):
            await hall.speak(who, before, Stance.AGREE)
    after = await hall.proposal(decision)
    assert after.stances == {}
    assert after.content_hash != before.content_hash
    mixed = TakeStance(
        occurred_on=DAY,
        case_id=decision,
        stance=Stance.AGREE,
        text_hash=after.text_hash,
        content_hash=before.content_hash,
    )
    with pytest.raises(ContentChanged):
        await hall.two.give(mixed)
    assert not await deciding.close_if_due(hall.fund_id, decision)


async def test_nobody_decides_alone(hall: Hall) -> None:
    seats = quick("consent", electorate=Electorate.SEATS)
    rule = SetDeciding(
        occurred_on=DAY, protocols=(KindProtocol(kind=ProposalKind.RULES, protocol=seats),)
    )
    two, order = hall.two, governing(hall)["grant"]
    holders = [two["lou"].who, two["wren"].who]
    await two.sign(await two.ask_for(rule), "noor", Act.APPROVE)
    for holder in holders:
        with pytest.raises(NobodyElseDecides):
            await hall.propose(ProposalKind.RULES, order)
        seated = GrantMandate(occurred_on=DAY, holder=holder, role=Role.SEAT)
        await two.sign(await two.ask_for(seated), "noor", Act.APPROVE)
    decision = await hall.propose(ProposalKind.RULES, order)
    ended = EndMandate(occurred_on=DAY, holder=holders[0], role=Role.SEAT)
    await two.sign(await two.ask_for(ended), "noor", Act.APPROVE)
    proposal = await hall.proposal(decision)
    await hall.speak(holders[1], proposal, Stance.AGREE)
    await hall.site.deciding.close_if_due(hall.fund_id, decision)
    assert (await hall.proposal(decision)).outcome is not DecisionOutcome.ADOPTED
    assert decision not in (await two.fund()).deciding.decided


async def test_plain_members_propose_no_payment(hall: Hall) -> None:
    for kind in (ProposalKind.MONEY, ProposalKind.ONE_CASE, ProposalKind.RATIFICATION):
        with pytest.raises(MandateMissing):
            await hall.propose(kind, hall.rooms(), by="lou")
    for kind in set(ProposalKind) - {ProposalKind.MONEY}:
        with pytest.raises(Rejection):
            await hall.propose(kind, hall.rooms())


@pytest.mark.parametrize("late", [0, 1])
async def test_at_the_instant_it_is_late_in_every_process(hall: Hall, late: int) -> None:
    decision = await hall.propose(ProposalKind.RULES, governing(hall)["grant"])
    proposal = await hall.proposal(decision)
    at = proposal.until + timedelta(microseconds=late)
    books = [Books(hall.site.database, clock=lambda: at) for _ in range(2)]
    said = TakeStance(
        occurred_on=DAY,
        case_id=decision,
        stance=Stance.AGREE,
        text_hash=proposal.text_hash,
        content_hash=proposal.content_hash,
    )
    tries = await asyncio.gather(
        *(
            each.execute(hall.fund_id, said, actor=str(who), key=uuid4().hex)
            for each, who in zip(books, proposal.electorate, strict=False)
        ),
        return_exceptions=True,
    )
    assert {type(each) for each in tries} <= {DecidingOver, ProposalIsClosed}
    just = Books(hall.site.database, clock=lambda: proposal.until - timedelta(microseconds=1))
    who = str(proposal.electorate[0])
    receipt = await just.execute(hall.fund_id, said, actor=who, key="in-time")
    assert not receipt.replayed
    for each in (*books, just):
        await each.close()


# --- planted faults ----------------------------------------------------------------------------


async def test_an_open_door_is_found(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    decision = await hall.propose(ProposalKind.RULES, governing(hall)["grant"], by="lou")
    proposal = await hall.proposal(decision)
    late = await hall.two.ask_for(AdmitMember(occurred_on=DAY, sign_in=NEWCOMER))
    await hall.two.sign(late, "noor", Act.APPROVE)
    monkeypatch.setattr(turn, "may_decide", lambda *_: True)
    await hall.speak(NEWCOMER, proposal, Stance.AGREE)
    assert NEWCOMER in (await hall.proposal(decision)).stances
