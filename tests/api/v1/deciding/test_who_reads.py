"""Who reads what is decided about money and about one case: pages and answers say the same."""

from typing import Any, Final
from uuid import UUID

import httpx
import msgspec
import pytest
import pytest_asyncio

from ledger.chart import CostCategory
from ledger.costs import PayCost
from ledger.events import ProposalKind
from ledger.orders.content import Orderable
from ledger.orders.settling import RatifyOrder
from tests.api.pages.recording.stage import text_of
from tests.api.v1.deciding.stage import WORDS, Table, laid, quick
from tests.attack.decisions.hall import TEXT, TITLES, Hall, hall_of
from tests.funds import DAY

MOVING: Final = ("money", "one_case", "ratification")
AMOUNTS: Final = ("487.19", "48719", "613.37", "61337", "141.23", "14123")
BECAME: Final = {
    "money": "Adopted. The desk carries it out, by two people.",
    "one_case": "Adopted. The desk carries it out, by two people.",
    "ratification": "Adopted. It was paid before.",
}
TOLD: Final = ("carried out.", "being worked on", "not carried out", "came to nothing")


@pytest_asyncio.fixture(loop_scope="session")
async def hall(client: httpx.AsyncClient) -> Hall:
    return await hall_of(client)


async def order_of(hall: Hall, kind: ProposalKind) -> Orderable:
    """Return something that can be decided about money or one case."""
    if kind is ProposalKind.MONEY:
        return hall.rooms()
    if kind is ProposalKind.ONE_CASE:
        return hall.grant(await hall.screened())
    paid = await hall.paid_tonight()
    return RatifyOrder(occurred_on=DAY, case_id=paid.case_id, order_id=paid.order)


async def caught_up(hall: Hall) -> None:
    _, head = await hall.site.books.get_fund(hall.fund_id)
    await hall.site.runner.wait_for(hall.fund_id, head)


async def pages(hall: Hall, handle: str, proposal: UUID) -> dict[str, str]:
    """Return the words of every page on which a proposal stands for somebody."""
    found = {}
    for path in ("decisions", f"decisions/{proposal}", f"decisions/{proposal}/minutes"):
        answer = await hall.two[handle].get(path)
        if answer.status_code == 200:
            found[path.rpartition("/")[2]] = text_of(answer.text)
    found["agenda"] = text_of((await hall.two[handle].get("decisions/agenda")).text)
    return found


async def answers(hall: Hall, handle: str, proposal: UUID) -> tuple[Any, str]:
    """Return one proposal as a program reads it, and the bytes of that and of the lists."""
    person = hall.two[handle]
    one = await person.send("GET", f"/proposals/{proposal}")
    assert one.status_code == 200, one.text
    lists = [await person.send("GET", f"/proposals?only={only}") for only in ("open", "closed")]
    return one.json(), "\n".join(each.text for each in (one, *lists))


@pytest.mark.parametrize("kind", MOVING)
async def test_a_plain_member_reads_neither_content_nor_what_became_of_it(
    hall: Hall, kind: str
) -> None:
    proposal = await hall.propose(ProposalKind(kind), await order_of(hall, ProposalKind(kind)))
    await caught_up(hall)
    title, reads_title = TITLES[ProposalKind(kind)], kind == "money"
    for adopted in (False, True):
        if adopted:
            await hall.agree(proposal)
        said = await pages(hall, "lou", proposal)
        assert set(said) == {"decisions", str(proposal), "agenda"} | (
            {"minutes"} if adopted else set()
        )
        one, told = await answers(hall, "lou", proposal)
        every_byte = "\n".join((*said.values(), told))
        assert TEXT not in every_byte
        assert [each for each in AMOUNTS if each in every_byte] == []
        assert (title in every_byte) is reads_title
        assert (title in said["decisions"], title in told) == (reads_title, reads_title)
        assert (one["order"], one["decided"], one["text"], one["notes"]) == (None, None, None, [])
        assert one["content_hash"] is None
        assert one["proposal"]["carried_out"] is None
        if adopted:
            for name in ("decisions", "minutes", str(proposal)):
                assert BECAME[kind] in said[name], name
                assert [each for each in TOLD if each in said[name]] == [], name


@pytest.mark.parametrize("kind", MOVING)
async def test_the_desk_reads_both_on_both(hall: Hall, kind: str) -> None:
    order = await order_of(hall, ProposalKind(kind))
    proposal = await hall.propose(ProposalKind(kind), order)
    await caught_up(hall)
    said = await pages(hall, "noor", proposal)
    one, _ = await answers(hall, "noor", proposal)
    assert TEXT in said["agenda"]
    assert TEXT in said[str(proposal)]
    assert one["text"] == TEXT
    assert one["order"]["command"] == str(order.__struct_config__.tag)
    assert one["content_hash"] is not None
    await hall.agree(proposal)
    said = await pages(hall, "noor", proposal)
    assert ("Adopted and carried out." in said[str(proposal)]) is (kind == "ratification")


async def test_of_one_case_a_member_reads_the_same_three_things(hall: Hall) -> None:
    order = await order_of(hall, ProposalKind.ONE_CASE)
    proposal = await hall.propose(ProposalKind.ONE_CASE, order)
    await caught_up(hall)
    said = (await pages(hall, "lou", proposal))[str(proposal)]
    assert "Sort of help Rent Size $500 to $2,000 How urgent later" in said
    one, _ = await answers(hall, "lou", proposal)
    assert (one["category"], one["band"], one["urgency"]) == ("rent", 2, "later")


async def test_money_is_read_by_whoever_decides_it_without_a_mandate(
    client: httpx.AsyncClient,
) -> None:
    table = await laid(client, money=quick("consent"))
    order = msgspec.to_builtins(cost_of(table), str_keys=True)
    proposal = await table.propose("ida", kind="money", order=order)
    page = await table["lou"].get(f"decisions/{proposal}")
    for words in (WORDS["text"], "$44.44"):
        assert words in text_of(page.text)
    one = await table.one(proposal)
    assert (one["text"], one["order"]["amount"]) == (WORDS["text"], 44_44)
    assert one["content_hash"] is not None
    await table.all_say(proposal)
    page = await table["lou"].get(f"decisions/{proposal}")
    assert BECAME["money"] in text_of(page.text)
    assert (await table.one(proposal))["decided"]["amount"] == 44_44


def cost_of(table: Table) -> PayCost:
    opened = table.two.opened
    return PayCost(
        occurred_on=DAY,
        account_id=opened.bank,
        purpose_id=opened.anything,
        category=CostCategory.ROOMS,
        amount=44_44,
        currency="USD",
        exponent=2,
    )
