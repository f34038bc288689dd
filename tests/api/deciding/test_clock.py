"""The clock counts proposals at their time and carries out what was decided, once."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from api.adoption import Adoption
from api.deadlines import Deadlines, dues_of
from api.deciding.key_files import KeyFiles
from ledger.deciding.commands import ConfirmMeeting, ContestMeeting, RecordMeeting, TakeStance
from ledger.deciding.setting import SetDeciding
from ledger.events import Role
from ledger.events.deciding import DecisionOutcome, ProposalKind, StanceCount
from ledger.events.protocols import Stance
from ledger.members import EndMandate, GrantMandate
from ledger.powers import CLOCK
from ledger.rejections import DecisionUnknown, MandateMissing
from ledger.store.database import Database
from tests.api.deadline_stage import clock_lines
from tests.api.deciding.stage import Members, usual_rules


def worker(database: Database, members: Members) -> Deadlines:
    site = members.site
    adoption = Adoption(database, site.books, members.clock)
    return Deadlines(database, site.books, members.clock, adoption, site.deciding)


async def agree(members: Members, proposal_id: UUID, people: Sequence[UUID]) -> None:
    """Have people say openly that they agree."""
    proposal = await members.proposal(proposal_id)
    for who in people:
        stance = TakeStance(
            occurred_on=members.today,
            case_id=proposal_id,
            stance=Stance.AGREE,
            text_hash=proposal.text_hash,
            content_hash=proposal.content_hash,
        )
        await members.ask(who, stance)


async def meet(members: Members, proposal_id: UUID) -> None:
    """Have one write down a meeting in which all agreed, and another confirm it."""
    today, (first, second, *_) = members.today, members.people
    met = RecordMeeting(
        occurred_on=today,
        case_id=proposal_id,
        held_on=today,
        present=3,
        counts=(StanceCount(stance=Stance.AGREE, people=3),),
    )
    await members.ask(first, met)
    await members.ask(second, ConfirmMeeting(occurred_on=today, case_id=proposal_id))


async def topics(database: Database, members: Members) -> list[str]:
    return [line.topic for line in await clock_lines(database, members.fund_id)]  # type: ignore[attr-defined]


async def propose(members: Members, order: Any) -> UUID:
    return await members.propose(
        kind=ProposalKind.RULES, order=order, review_on=members.today + timedelta(days=60)
    )


async def test_it_counts_at_the_instant_and_not_before(
    members: Members, database: Database
) -> None:
    proposal_id = await members.propose()
    for who in members.people[:4]:
        await members.vote(proposal_id, who, "agree")
    deadlines = worker(database, members)
    await members.pass_until(proposal_id)
    members.clock.on(microseconds=-1)
    assert await deadlines.keep() == 0
    members.clock.on(microseconds=1)
    assert await deadlines.keep() == 1
    assert (await members.proposal(proposal_id)).outcome is DecisionOutcome.ADOPTED
    assert await deadlines.keep() == 0


async def test_a_confirmed_meeting_is_counted_a_day_later_and_not_at_the_end(
    members: Members, database: Database
) -> None:
    proposal_id = await members.propose_rules()
    until = await members.until(proposal_id)
    deadlines = worker(database, members)
    assert await deadlines.keep() == 0
    await meet(members, proposal_id)
    members.clock.on(hours=24, microseconds=-1)
    assert await deadlines.keep() == 0
    members.clock.on(microseconds=1)
    assert members.clock.at < until
    assert await deadlines.keep() >= 1
    closed = await members.proposal(proposal_id)
    assert (closed.outcome, closed.in_meeting) == (DecisionOutcome.ADOPTED, True)


async def test_a_contested_meeting_is_not_counted(members: Members, database: Database) -> None:
    proposal_id = await members.propose_rules()
    until = await members.until(proposal_id)
    deadlines = worker(database, members)
    await meet(members, proposal_id)
    assert await deadlines.keep() == 0
    today = members.today
    await members.ask(members.people[2], ContestMeeting(occurred_on=today, case_id=proposal_id))
    members.clock.on(hours=25)
    assert await deadlines.keep() == 0
    assert await members.until(proposal_id) == until
    await members.pass_until(proposal_id)
    await deadlines.keep()
    assert (await members.proposal(proposal_id)).extensions == 1, "nobody said anything online"


async def test_what_was_decided_late_counts_what_was_said_in_time(
    members: Members, database: Database
) -> None:
    proposal_id = await members.propose_rules()
    until = await members.until(proposal_id)
    await agree(members, proposal_id, members.people[:3])
    members.clock.at = until + timedelta(days=3)
    assert await worker(database, members).keep() == 1
    closed = await members.proposal(proposal_id)
    assert closed.outcome is DecisionOutcome.ADOPTED


async def test_what_was_adopted_is_carried_out_at_the_next_look(
    members: Members, database: Database
) -> None:
    rules = usual_rules()
    changed = SetDeciding(occurred_on=members.today, protocols=rules.protocols[:3])
    proposal_id = await propose(members, changed)
    await agree(members, proposal_id, members.people)
    assert await members.deciding.close_if_due(members.fund_id, proposal_id)
    deadlines = worker(database, members)
    assert await deadlines.keep() == 1
    assert await topics(database, members) == [
        "proposal.closed.v1",
        "deciding.set.v1",
        "decision.carried_out.v1",
    ]
    assert await deadlines.keep() == 0
    fund, _ = await members.site.books.get_fund(members.fund_id)
    assert fund.deciding.rules is not None
    assert fund.deciding.rules.protocols == rules.protocols[:3]
    assert fund.deciding.decided == {}
    assert dues_of(fund) == ()


async def blocked_decision(members: Members) -> tuple[UUID, UUID]:
    """Have members decide to end a mandate that ends before it is carried out."""
    stewards = (members.founder, members.steward)
    holder = next(who for who in members.people if who not in stewards)
    await two_stewards(
        members, GrantMandate(occurred_on=members.today, holder=holder, role=Role.TREASURER)
    )
    ending = EndMandate(occurred_on=members.today, holder=holder, role=Role.TREASURER)
    proposal_id = await propose(members, ending)
    await agree(members, proposal_id, members.people)
    await two_stewards(members, ending)
    assert await members.deciding.close_if_due(members.fund_id, proposal_id)
    return proposal_id, holder


async def two_stewards(members: Members, order: Any) -> None:
    """Have an order of two stewards carried out."""
    await members.order_of_two(order)


async def test_what_cannot_be_carried_out_is_tried_when_the_book_has_grown(
    members: Members, database: Database
) -> None:
    decision, holder = await blocked_decision(members)
    deadlines = worker(database, members)
    tries = 0
    carry_out = members.deciding.carry_out

    async def counted(*given: Any, **named: Any) -> Any:
        nonlocal tries
        tries += 1
        return await carry_out(*given, **named)

    members.deciding.carry_out = counted  # type: ignore[method-assign]
    assert await deadlines.keep() == 0
    assert tries == 1
    for _ in range(3):  # nothing has grown
        members.clock.on(minutes=2)
        assert await deadlines.keep() == 0
    assert tries == 1
    await members.ask(members.founder, members.opened.donation(1_00))
    assert await deadlines.keep() == 0
    assert tries == 2
    await members.ask(members.founder, members.opened.donation(2_00))
    assert await deadlines.keep() == 0
    assert tries == 2, "at most once a minute"
    members.clock.on(minutes=1)
    again = GrantMandate(occurred_on=members.today, holder=holder, role=Role.TREASURER)
    await two_stewards(members, again)
    assert await deadlines.keep() == 1
    assert tries == 3
    fund, _ = await members.site.books.get_fund(members.fund_id)
    assert decision not in fund.deciding.decided


async def test_a_steward_tries_again_and_nobody_else(members: Members) -> None:
    decision, holder = await blocked_decision(members)
    again = GrantMandate(occurred_on=members.today, holder=holder, role=Role.TREASURER)
    await two_stewards(members, again)
    carry_out = members.deciding.carry_out
    plain = next(
        who for who in members.people if who not in (members.founder, members.steward, holder)
    )
    with pytest.raises(MandateMissing):
        await carry_out(members.fund_id, decision, actor=str(plain), key="again")
    receipt = await carry_out(members.fund_id, decision, actor=str(members.steward), key="again")
    assert not receipt.replayed
    with pytest.raises(DecisionUnknown):
        await carry_out(members.fund_id, decision, actor=CLOCK, key="clock")


async def test_what_binds_nothing_or_money_is_not_carried_out_by_the_clock(
    members: Members, database: Database
) -> None:
    proposal_id = await members.propose()
    for who in members.people[:4]:
        await members.vote(proposal_id, who, "agree")
    await members.pass_until(proposal_id)
    await members.close(proposal_id)
    assert await worker(database, members).keep() == 0
    with pytest.raises(DecisionUnknown):
        await members.deciding.carry_out(members.fund_id, proposal_id, actor=CLOCK, key="clock")


async def test_a_box_whose_key_cannot_be_used_waits_and_holds_up_no_other(
    members: Members, database: Database, keys_dir: Path
) -> None:
    first, second = await members.propose(), await members.propose_rules()
    for who in members.people[:4]:
        await members.vote(first, who, "agree")
    await agree(members, second, members.people[:4])
    opener = KeyFiles(keys_dir, members.fund_id).ballots(first, 1)
    opener.chmod(0o644)  # others may read it: it is not used
    await members.pass_until(second)
    await members.pass_until(first)
    deadlines = worker(database, members)
    await deadlines.keep()
    assert not (await members.proposal(first)).closed
    assert (await members.proposal(second)).outcome is DecisionOutcome.ADOPTED
    opener.chmod(0o600)
    await deadlines.keep()
    assert (await members.proposal(first)).outcome is DecisionOutcome.ADOPTED
