"""A receipt for somebody who was helped: only if they ask, and nothing of it is kept."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio

from api.site import Site
from ledger.chart import Category
from ledger.corrections import ReverseLine
from ledger.decider import AnyCommand
from ledger.events import Instalment, Reason, Role
from ledger.grants import CommitGrant, PayGrant
from ledger.members import GrantMandate
from ledger.publishing.commands import SetDisclosure
from ledger.verifier import Policy, check_promise, check_receipt, read_keys
from tests.api.client import serving, site_of_client
from tests.api.pages.giving.proving import A_DAY, PROMISE, RECEIPT, name_of
from tests.api.pages.recording.stage import filled_in, text_of
from tests.api.two_people import Person, Two, set_up
from tests.funds import DAY, lines_of


@dataclass
class Ahead:
    """A clock that goes on like any other, and can be put ahead."""

    by: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.by


@dataclass
class Stage:
    """A fund of two that publishes; a bail and a grant in it, each paid once; and its clock."""

    two: Two
    site: Site
    clock: Ahead
    cases: dict[str, UUID]

    @property
    def fund_id(self) -> UUID:
        return self.two.opened.fund_id

    async def keep(self, *, later: timedelta = timedelta()) -> None:
        self.clock.by += later
        await self.site.log.keep(self.fund_id, wait_seconds=30)

    async def policy(self) -> Policy:
        keys = await self.site.log.verifier_keys(self.fund_id, 1)
        assert keys is not None, "the log has begun"
        return read_keys("\n".join(keys) + "\n")

    async def fields(self, person: Person, case: str) -> dict[str, str]:
        """Return the form of a case, with the tick set."""
        page = await person.get(f"cases/{self.cases[case]}/receipts")
        assert page.status_code == 200, text_of(page.text)
        return filled_in(page.text) | {"asked": "y", "wants": "file"}

    async def fetch(self, handle: str, case: str, **changes: str) -> httpx.Response:
        """Have somebody who gave a code just now fetch a receipt."""
        await self.two[handle].step_up()
        fields = await self.fields(self.two[handle], case) | changes
        return await self.two[handle].post("receipts", fields)


async def grant_paid(two: Two) -> UUID:
    """Promise rent and pay it, and return the case."""
    opened = two.opened
    grant = await two.give(
        CommitGrant(
            occurred_on=DAY,
            category=Category.RENT,
            purpose_id=opened.anything,
            amount=60_00,
            currency="USD",
            exponent=2,
            instalments=(Instalment(due_on=DAY, amount=60_00),),
        )
    )
    pay: AnyCommand = PayGrant(
        occurred_on=DAY,
        case_id=grant.case_id,
        account_id=opened.bank,
        instalment=1,
        amount=60_00,
        currency="USD",
        exponent=2,
    )
    await two.give(pay)
    return grant.case_id


@pytest_asyncio.fixture(loop_scope="session")
async def stage(service_url: str) -> AsyncIterator[Stage]:
    clock, cases = Ahead(), dict[str, UUID]()

    async def before(two: Two) -> None:
        opened = two.opened
        cases["grant"] = await grant_paid(two)
        cases["bail"] = (await two.give(opened.bail())).case_id
        cases["gift"] = (await two.give(opened.donation())).case_id
        await two.give(GrantMandate(occurred_on=DAY, holder=two["lou"].who, role=Role.AUDITOR))
        await two.give(SetDisclosure(occurred_on=DAY, is_public=True))
        gone = await two.give(opened.bail(3_00))
        await two.give(
            ReverseLine(case_id=gone.case_id, position=gone.first, reason=Reason.WRONG_AMOUNT)
        )
        cases["gone"] = gone.case_id
        await site_of_client(client).log.keep(opened.fund_id, wait_seconds=30)
        cases["later"] = (await two.give(opened.bail(7_00))).case_id

    async with serving(service_url, now=clock) as client:
        two = await set_up(client, before=before)
        yield Stage(two, site_of_client(client), clock, cases)


@pytest.mark.parametrize(
    ("case", "topic", "amount"),
    [("grant", "grant.paid.v1", 60_00), ("bail", "bail.posted.v1", 50_00)],
)
async def test_whoever_was_helped_and_asks_gets_a_receipt_that_holds(
    stage: Stage, case: str, topic: str, amount: int
) -> None:
    answer = await stage.fetch("noor", case)
    assert (answer.status_code, name_of(answer)) == (200, RECEIPT)
    assert answer.headers["cache-control"] == "no-store"
    found = check_receipt(answer.content, await stage.policy())
    assert (found.opening.topic, found.opening.fields["amount"]) == (topic, amount)


async def test_a_payment_that_waits_has_a_promise(stage: Stage) -> None:
    answer = await stage.fetch("ida", "later")
    assert name_of(answer) == PROMISE
    assert check_promise(answer.content, await stage.policy()).opening.fields["amount"] == 7_00
    await stage.keep(later=A_DAY)
    assert name_of(await stage.fetch("ida", "later")) == RECEIPT


async def test_the_paper_names_the_payment_and_no_case(stage: Stage) -> None:
    answer = await stage.fetch("ida", "grant", wants="page")
    said = text_of(answer.text)
    assert "Receipt of a payment" in said
    assert "Help: Rent" in said
    assert "Amount $60.00" in said
    assert "Day March 2, 2026" in said
    assert str(stage.cases["grant"]) not in answer.text
    assert answer.url.path == f"/en/{stage.fund_id}/receipts"
    box = re.search(r'<div class="box">(.*?)</div>', answer.text)
    assert box
    assert box[1].count("<p>") == 3
    assert "data:" not in answer.text


async def test_it_takes_the_wish_and_a_fresh_code(stage: Stage) -> None:
    ida = stage.two["ida"]
    fields = await stage.fields(ida, "bail")
    assert "code" in fields
    for changes, said in (
        ({"code": "000000"}, "code"),
        ({"code": ""}, "Type the code that your app shows now"),
    ):
        answer = await ida.post("receipts", fields | changes)
        assert answer.status_code in {403, 422}
        assert name_of(answer) == ""
        assert said in text_of(answer.text)
    fields = await stage.fields(ida, "bail")
    fields.pop("asked")
    answer = await ida.post("receipts", fields | {"code": ida.code()})
    assert answer.status_code == 422
    assert "nobody is given one who did not ask" in text_of(answer.text)
    fields = await stage.fields(ida, "bail")
    answer = await ida.post("receipts", fields | {"code": ida.code()})
    assert name_of(answer) == RECEIPT, text_of(answer.text)


async def test_a_form_of_another_site_gets_nothing(stage: Stage) -> None:
    answer = await stage.fetch("ida", "bail", _token="x" * 43)
    assert answer.status_code == 403
    assert name_of(answer) == ""


async def test_the_page_says_what_handing_it_over_means_and_the_case_leads_there(
    stage: Stage,
) -> None:
    ida = stage.two["ida"]
    for case in ("bail", "grant"):
        page = (await ida.get(f"cases/{stage.cases[case]}")).text
        assert f'/cases/{stage.cases[case]}/receipts"' in page
    said = text_of((await ida.get(f"cases/{stage.cases['bail']}/receipts")).text)
    assert "Whoever finds it can show that this person was helped, and by whom." in said
    assert "That one was made is written down nowhere." in said


async def test_lines_that_paid_nobody_and_lines_taken_back_have_none(stage: Stage) -> None:
    ida = stage.two["ida"]
    assert "/receipts" not in (await ida.get(f"cases/{stage.cases['gift']}")).text
    for case_id in (stage.cases["gift"], stage.cases["gone"], uuid4(), stage.fund_id):
        assert (await ida.get(f"cases/{case_id}/receipts")).status_code == 404
    fields = await stage.fields(ida, "bail")
    other = (await stage.two.case(stage.cases["gift"])).lines[0].position
    answer = await ida.post("receipts", fields | {"line": str(other), "code": ida.code()})
    assert answer.status_code == 422


async def test_an_auditor_reads_the_case_and_makes_no_receipt(stage: Stage) -> None:
    lou = stage.two["lou"]
    page = await lou.get(f"cases/{stage.cases['bail']}")
    assert page.status_code == 200
    assert "/receipts" not in page.text
    assert (await lou.get(f"cases/{stage.cases['bail']}/receipts")).status_code == 403
    answer = await lou.post("receipts", {"case_id": str(stage.cases["bail"])})
    assert answer.status_code == 403


async def test_it_holds_no_position_no_case_and_no_time(stage: Stage) -> None:
    stored = await lines_of(stage.site.database, stage.fund_id)
    for case in ("bail", "grant"):
        answer = await stage.fetch("ida", case)
        opening = check_receipt(answer.content, await stage.policy()).opening
        (line,) = [
            each
            for each in stored
            if each.case_id == stage.cases[case]
            and each.topic in {"bail.posted.v1", "grant.paid.v1"}
        ]
        assert opening.payload == line.payload
        inside = opening.payload
        for secret in (line.case_id, line.event_id, line.actor):
            assert str(secret).encode() not in inside
        assert f"{line.recorded_at:%H:%M}".encode() not in inside


async def test_programs_get_the_same_file_with_a_fresh_code(stage: Stage) -> None:
    ida = stage.two["ida"]
    position = (await stage.two.case(stage.cases["bail"])).lines[0].position
    path = f"/lines/{position}/receipt"
    refused = await ida.send("POST", path)
    assert (refused.status_code, refused.json()["code"]) == (403, "step-up-needed")
    await ida.step_up()
    answer = await ida.send("POST", path)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {
        "made": "receipt",
        "file_name": RECEIPT,
        "content": (await stage.fetch("ida", "bail")).text,
    }
    await ida.step_up()
    other = (await stage.two.case(stage.cases["gift"])).lines[0].position
    for wrong in (other, 0, 10_000, 2**63, 2**200):
        answer = await ida.send("POST", f"/lines/{wrong}/receipt")
        assert (answer.status_code, answer.json()["code"]) == (404, "line-unknown"), wrong


async def test_programs_get_a_promise_of_what_waits(stage: Stage) -> None:
    position = (await stage.two.case(stage.cases["later"])).lines[0].position
    await stage.two["ida"].step_up()
    answer = (await stage.two["ida"].send("POST", f"/lines/{position}/receipt")).json()
    assert (answer["made"], answer["file_name"]) == ("promise", PROMISE)
    check_promise(answer["content"].encode(), await stage.policy())


async def test_a_fund_without_a_log_has_none_and_says_so(service_url: str) -> None:
    cases: list[UUID] = []

    async def before(two: Two) -> None:
        cases.append((await two.give(two.opened.bail())).case_id)

    async with serving(service_url) as client:
        two = await set_up(client, before=before)
        ida, (bail,) = two["ida"], cases
        assert "/receipts" not in (await ida.get(f"cases/{bail}")).text
        page = text_of((await ida.get(f"cases/{bail}/receipts")).text)
        assert "it has no log yet, so there are no receipts" in page
        await ida.step_up()
        position = (await two.case(bail)).lines[0].position
        answer = await ida.send("POST", f"/lines/{position}/receipt")
        assert answer.json() == {"made": "nothing", "file_name": "", "content": ""}
