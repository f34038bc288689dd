"""A proposal reads the case it is about and writes into its own: by the shell, on a real book."""

import asyncio
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

import pytest

from ledger.books import Books
from ledger.deciding.commands import CloseProposal, ItemName, Propose, TakeStance
from ledger.deciding.proposal import proposal_of
from ledger.deciding.setting import SetDeciding
from ledger.deciding.templates import TEMPLATES
from ledger.events import DecisionOutcome, KindProtocol, ProposalKind, Role, Stance
from ledger.members import AdmitMember, EndSingleSigner, GrantMandate
from ledger.orders.content import content_of, hash_of
from ledger.powers import CLOCK
from ledger.refunds import RefundDonation
from ledger.rejections import CaseUnknown, MoreThanGiven
from ledger.store.database import Database
from ledger.store.labels import list_labels
from tests.budgets import adopting
from tests.funds import DAY, OpenedFund, ask, open_fund
from tests.ledger.book import NOW
from tests.ledger.people import ANA, BO, CY
from tests.ledger.world import DIGEST

TODAY: Final = NOW.date() - timedelta(days=1)
MANDATES: Final = {BO: (Role.STEWARD, Role.APPROVER), CY: (Role.APPROVER,)}


async def of_three(books: Books) -> OpenedFund:
    """Open a fund of three people who decide about money by an open vote of approvers."""
    fund = await open_fund(books, founder=ANA)
    kinds = {ProposalKind.MONEY: "amount_ladder", ProposalKind.BUDGET: "majority"}
    setting = SetDeciding(
        occurred_on=DAY,
        protocols=tuple(
            KindProtocol(kind=kind, protocol=TEMPLATES[name]) for kind, name in kinds.items()
        ),
    )
    for who, roles in MANDATES.items():
        await ask(books, fund.fund_id, AdmitMember(occurred_on=DAY, sign_in=who), actor=ANA)
        for role in roles:
            grant = GrantMandate(occurred_on=DAY, holder=who, role=role)
            await ask(books, fund.fund_id, grant, actor=ANA)
    for command in (setting, EndSingleSigner(occurred_on=DAY)):
        await ask(books, fund.fund_id, command, actor=ANA)
    return fund


def giving_back(fund: OpenedFund, case_id: UUID, amount: int = 50_00) -> Propose:
    order = RefundDonation(
        occurred_on=DAY,
        case_id=case_id,
        account_id=fund.bank,
        amount=amount,
        currency="USD",
        exponent=2,
    )
    return Propose(occurred_on=DAY, kind=ProposalKind.MONEY, text_hash=DIGEST, order=order)


async def test_the_case_it_is_about_is_read_also_by_a_process_that_never_met_it(
    database: Database,
) -> None:
    books = Books(database)
    fund = await of_three(books)
    gift = (await ask(books, fund.fund_id, fund.donation(), actor=ANA)).case_id
    cold = Books(database)
    made = await ask(cold, fund.fund_id, giving_back(fund, gift), actor=ANA)
    assert made.case_id != gift
    with pytest.raises(MoreThanGiven):
        await ask(Books(database), fund.fund_id, giving_back(fund, gift, 100_01), actor=ANA)
    with pytest.raises(CaseUnknown):
        await ask(Books(database), fund.fund_id, giving_back(fund, uuid4()), actor=ANA)


async def test_the_case_it_is_about_may_be_written_in_the_same_moment(database: Database) -> None:
    books = Books(database)
    fund = await of_three(books)
    gift = (await ask(books, fund.fund_id, fund.donation(), actor=ANA)).case_id
    asking = (giving_back(fund, gift, amount) for amount in (1, 100_01, 2, 3))
    answers = await asyncio.gather(
        *(ask(books, fund.fund_id, each, actor=ANA) for each in asking), return_exceptions=True
    )
    kinds = [type(each).__name__ for each in answers]
    assert kinds == ["Answer", "MoreThanGiven", "Answer", "Answer"]


async def test_a_proposal_from_its_first_line_to_the_last(database: Database) -> None:
    now = NOW
    books = Books(database, clock=lambda: now)
    fund = await of_three(books)
    gift = (await ask(books, fund.fund_id, fund.donation(), actor=ANA)).case_id
    command = giving_back(fund, gift)
    case_id = (await ask(books, fund.fund_id, command, actor=ANA)).case_id
    assert command.order is not None
    digest = hash_of(content_of(command.order))
    for who in (BO, CY):
        stance = TakeStance(
            occurred_on=DAY,
            case_id=case_id,
            stance=Stance.AGREE,
            text_hash=DIGEST,
            content_hash=digest,
        )
        await ask(books, fund.fund_id, stance, actor=who)
    now = NOW + timedelta(hours=72)
    close = CloseProposal(occurred_on=TODAY, case_id=case_id)
    await ask(books, fund.fund_id, close, key="close", actor=CLOCK)
    again = Books(database)
    await ask(again, fund.fund_id, close, key="close", actor=CLOCK)
    proposal = proposal_of(await again.get_case(fund.fund_id, case_id))
    assert proposal.outcome is DecisionOutcome.ADOPTED
    known, _ = await again.get_fund(fund.fund_id)
    assert known.deciding.decided[case_id].content_hash == digest
    assert known.deciding.open == {}


async def test_items_get_their_names_beside_the_book(database: Database) -> None:
    books = Books(database)
    fund = await of_three(books)
    budget = adopting(DAY, ("2027-01", "2027-12"), ("rent", 300_00), ("food", 200_00))
    named = ItemName(budget.items[0].item_id, "  Rent of   the house ")
    command = Propose(
        occurred_on=DAY,
        kind=ProposalKind.BUDGET,
        text_hash=DIGEST,
        order=budget,
        item_names=(named,),
    )
    await ask(books, fund.fund_id, command, actor=CY)
    async with database.acquire() as connection:
        labels = await list_labels(connection, fund.fund_id, kind="item")
    assert [(each.id, each.text) for each in labels] == [(named.item_id, "Rent of the house")]
