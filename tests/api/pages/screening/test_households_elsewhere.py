"""The rule about one's own household, by the API and where a person is linked afterwards."""

from typing import Any, Final
from uuid import UUID

import pytest

from ledger.events import ConflictDeclared, RequestScreened
from ledger.orders.commands import DeclareConflict
from ledger.rejections import InConflict, OrderUnknown
from tests.api.pages.screening.stage import Readers
from tests.api.pages.screening.test_households import SAME, says
from tests.funds import DAY

FOUND: Final = {"occurred_on": DAY.isoformat(), "category": "rent", "urgency": "this_week"}
CONTACT: Final = {
    "kind": "contact",
    "fields": [{"name": "name_used", "text": "W."}, {"name": "phone", "text": "+1 555 010-4477"}],
}


async def screened(readers: Readers, path: str, **more: Any) -> tuple[int, dict[str, Any]]:
    answer = await readers["ida"].send("POST", path, FOUND | more)
    return answer.status_code, answer.json()


async def bail(readers: Readers) -> UUID:
    return (await readers.two.ask_for(readers.two.opened.bail())).case_id


async def sealed(readers: Readers, case_id: UUID, handle: str = "ida") -> int:
    """Have somebody link a case with a person who is reached as SAME."""
    await readers[handle].step_up()
    body = {"records": [CONTACT]}
    answer = await readers[handle].send("POST", f"/cases/{case_id}/people", body)
    return answer.status_code


async def kept_out(readers: Readers, case_id: UUID) -> list[UUID]:
    case = await readers.two.case(case_id)
    return [line.event.sign_in for line in case.lines if isinstance(line.event, ConflictDeclared)]


async def test_a_program_says_that_it_screens_for_no_relative(readers: Readers) -> None:
    status, said = await screened(readers, "/requests")
    assert status == 400
    assert said["errors"][0]["pointer"] == "/not_of_the_household"
    status, said = await screened(readers, "/requests", not_of_the_household=True)
    assert status == 201
    case = await readers.two.case(UUID(said["case_id"]))
    assert [type(line.event) for line in case.lines] == [RequestScreened]


async def test_a_program_compares_whom_the_case_is_about(readers: Readers) -> None:
    await says(readers, "sol", SAME)
    row = await readers.asked(kind="rent")
    await says(readers, "noor", "noor@example.org")
    case_id = await readers.screened(row)
    assert await kept_out(readers, case_id) == [readers["sol"].who]
    await says(readers, "ida", SAME)
    path = f"/requests/{case_id}/screening"
    status, said = await screened(readers, path, not_of_the_household=True)
    assert (status, said["code"]) == (403, "own-household")
    await says(readers, "ida", "ida@example.org")
    status, said = await screened(readers, path, voucher=str(readers["sol"].who))
    assert (status, said["code"]) == (403, "own-household")
    assert (await screened(readers, path))[0] == 201, "nobody ticks who said how they are reached"
    await readers.site.vault.lock(readers.fund_id, actor="x")
    status, said = await screened(readers, path)
    assert (status, said["code"]) == (409, "vault-locked")


async def test_members_of_a_household_keep_out_once_a_case_is_linked(readers: Readers) -> None:
    await says(readers, "noor", SAME)
    case_id = await bail(readers)
    assert await sealed(readers, case_id) == 201
    assert await kept_out(readers, case_id) == [readers["noor"].who]
    assert await sealed(readers, case_id) == 201
    assert await kept_out(readers, case_id) == [readers["noor"].who], "it is said once"


async def test_a_person_linked_while_the_vault_is_locked_is_compared_when_opened(
    readers: Readers,
) -> None:
    await says(readers, "noor", SAME)
    case_id = await bail(readers)
    await readers.site.vault.lock(readers.fund_id, actor="x")
    assert await sealed(readers, case_id) == 201
    assert await kept_out(readers, case_id) == []
    await readers.site.vault.unlock(readers.fund_id, actor="x")
    (person,) = await readers.site.vault.people_of(readers.fund_id, case_id)
    path = f"/vault/people/{person}/openings"
    opened = await readers["ida"].send("POST", path, {"purpose": "paying"})
    assert opened.status_code == 200
    assert await kept_out(readers, case_id) == [readers["noor"].who]


async def test_keeping_out_of_a_case_is_for_cases_about_one_person(readers: Readers) -> None:
    fund_id, noor = readers.fund_id, readers["noor"].who
    declared = DeclareConflict(occurred_on=DAY, case_id=fund_id, order_id=fund_id, sign_in=noor)
    with pytest.raises(OrderUnknown):
        await readers.two.give(declared)
    case_id = await bail(readers)
    of_case = DeclareConflict(occurred_on=DAY, case_id=case_id, order_id=case_id, sign_in=noor)
    await readers.two.give(of_case)
    with pytest.raises(InConflict):
        await readers.two.give(of_case)
