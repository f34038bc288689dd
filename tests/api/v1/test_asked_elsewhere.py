"""Nobody makes a second person of themselves by way of a second fund of theirs."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from api.governed import before_admitting
from ledger.members import AdmitMember
from ledger.orders.commands import ChangeOrder, RequestOrder
from ledger.rejections import MemberExists
from tests.api.client import first_sign_in, site_of_client
from tests.api.v1.program import DAY, Program
from tests.funds import ask

TODAY = date.fromisoformat(DAY)


def admitting(who: UUID) -> AdmitMember:
    return AdmitMember(occurred_on=TODAY, sign_in=who)


async def test_whoever_was_asked_into_one_fund_gets_no_code_in_another(program: Program) -> None:
    first, who = program.fund_id, str(uuid4())
    await program.done("/members", {"occurred_on": DAY, "sign_in": who})
    await program.open()
    assert program.fund_id != first
    refused = await program.post("/members", {"occurred_on": DAY, "sign_in": who})
    assert (refused.status_code, refused.json()["code"]) == (409, "member-exists")
    code = await program.send("POST", f"/funds/{program.fund_id}/members/{who}/invitation")
    assert code.status_code == 404
    code = await program.send("POST", f"/funds/{first}/members/{who}/invitation")
    assert code.status_code == 201


async def test_asking_binds_from_the_first_request_on(program: Program) -> None:
    site, fund_id, who = site_of_client(program.client), UUID(program.fund_id), uuid4()
    asking = RequestOrder(occurred_on=TODAY, order=admitting(who))
    await before_admitting(site, fund_id, asking)
    await before_admitting(site, fund_id, asking)
    changing = ChangeOrder(
        occurred_on=TODAY, order_id=uuid4(), case_id=uuid4(), order=admitting(who)
    )
    for elsewhere in (asking, changing, admitting(who)):
        with pytest.raises(MemberExists):
            await before_admitting(site, uuid4(), elsewhere)
    # Not even when the invitation was taken back: the colleague may be looking at the order.
    await site.people.invitations.void([who])
    with pytest.raises(MemberExists):
        await before_admitting(site, uuid4(), admitting(who))


async def test_a_person_who_has_come_may_be_asked_into_any_fund(program: Program) -> None:
    who = str(uuid4())
    await program.done("/members", {"occurred_on": DAY, "sign_in": who})
    path = f"/funds/{program.fund_id}/members/{who}/invitation"
    code = (await program.send("POST", path)).json()["code"]
    people = site_of_client(program.client).people
    handle, passphrase = f"plover{who[:8]}", "amber heron quilt sofa"
    assert await people.join(code, "", handle, passphrase) == UUID(who)
    await program.open()
    await program.done("/members", {"occurred_on": DAY, "sign_in": who})


async def test_a_book_from_elsewhere_gives_nobody_a_code_for_who_was_asked_here(
    program: Program,
) -> None:
    site, who = site_of_client(program.client), uuid4()
    await program.done("/members", {"occurred_on": DAY, "sign_in": str(who)})
    await program.open()
    # A loaded book is in the tables without anybody having been bound on the way.
    founder = await first_sign_in(program.client)
    await ask(site.books, UUID(program.fund_id), admitting(who), actor=founder)
    code = await program.send("POST", f"/funds/{program.fund_id}/members/{who}/invitation")
    assert (code.status_code, code.json()["code"]) == (409, "member-exists")
