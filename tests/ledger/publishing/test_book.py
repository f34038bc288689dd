"""Orders about the public side, written by the shell into the one case of a fund's publications."""

from datetime import date
from typing import Final

from ledger.books import Books
from ledger.events import DisclosureSet, OrderRequested, Role
from ledger.members import AdmitMember, EndSingleSigner, GrantMandate
from ledger.orders.commands import Act, RequestOrder, SignOrder
from ledger.orders.state import orders_of
from ledger.publishing.cases import publications_case
from ledger.publishing.commands import SetDisclosure
from ledger.store.database import Database
from ledger.store.mapper import decode
from tests.funds import ask, lines_of, open_fund
from tests.ledger.people import ANA, BO, CY

DAY: Final = date(2026, 3, 2)


async def test_an_order_and_what_it_becomes_stand_in_the_publications(database: Database) -> None:
    books = Books(database)
    fund = await open_fund(books, founder=ANA)
    for who in (BO, CY):
        await ask(books, fund.fund_id, AdmitMember(occurred_on=DAY, sign_in=who), actor=ANA)
        for role in (Role.STEWARD, Role.APPROVER):
            grant = GrantMandate(occurred_on=DAY, holder=who, role=role)
            await ask(books, fund.fund_id, grant, actor=ANA)
    await ask(books, fund.fund_id, EndSingleSigner(occurred_on=DAY), actor=ANA)

    case_id = publications_case(fund.fund_id)
    rule = SetDisclosure(occurred_on=DAY, is_public=True)
    for asks, signs in ((ANA, BO), (CY, ANA)):
        order = RequestOrder(occurred_on=DAY, order=rule)
        asked = await ask(books, fund.fund_id, order, actor=asks)
        assert asked.case_id == case_id
        open_one = list(orders_of(await books.get_case(fund.fund_id, case_id)).values())[-1]
        sign = SignOrder(
            occurred_on=DAY,
            case_id=case_id,
            order_id=open_one.order,
            content_hash=open_one.content_hash,
            acts=(Act.APPROVE,),
        )
        await ask(books, fund.fund_id, sign, actor=signs)

    lines = [line for line in await lines_of(database, fund.fund_id) if line.case_id == case_id]
    assert [line.version for line in lines] == list(range(8))
    events = [decode(line.topic, line.payload) for line in lines]
    assert [type(event) for event in events[::4]] == [OrderRequested, OrderRequested]
    assert [type(event) for event in events[3::4]] == [DisclosureSet, DisclosureSet]
    assert (await books.get_fund(fund.fund_id))[0].publishing.version == 2
    again = Books(database)
    assert (await again.get_fund(fund.fund_id))[0] == (await books.get_fund(fund.fund_id))[0]
