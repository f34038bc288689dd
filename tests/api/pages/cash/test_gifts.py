"""Many gifts at once: ten rows, a table that is pasted, a file; all of them or none."""

from typing import Any

import pytest

from api.pages.cash.gift_rows import MOST, read_table
from ledger.events import DonationReceived
from ledger.store.mapper import decode
from ledger.store.reading import list_lines_after
from tests.api.client import hidden_fields, site_of_client
from tests.api.pages.recording.stage import Desk, day, text_of

PATH = "record/gifts"


def common(desk: Desk) -> dict[str, str]:
    return {
        "account_id": str(desk.opened.bank),
        "purpose_id": str(desk.opened.anything),
        **day("occurred_on"),
    }


async def gifts_after(desk: Desk, position: int) -> list[DonationReceived]:
    site = site_of_client(desk.client)
    async with site.database.acquire() as connection:
        lines = await list_lines_after(connection, desk.opened.fund_id, position)
    found: list[Any] = [decode(line.topic, line.payload) for line in lines]
    assert all(isinstance(each, DonationReceived) for each in found)
    return sorted(found, key=lambda each: each.gross)


async def test_rows_and_a_table_become_a_line_each(desk: Desk) -> None:
    before = await desk.position()
    typed = {
        **common(desk),
        "amount_1": "5.00",
        "amount_3": "7.50",
        "fee_3": "0.50",
        "table": "2026-03-01,20.00,,collection\r\n,30.00,1.00\r\n",
    }
    checked = await desk.check(PATH, **typed)
    said = text_of(checked.text)
    for each in ("$5.00", "$7.50", "$20.00", "Collection", "March 1, 2026", "$62.50", "Line 2 of"):
        assert each in said, each
    answer = await desk.send(PATH, hidden_fields(checked.text), "write")
    assert answer.status_code == 303, text_of(answer.text)
    gifts = await gifts_after(desk, before)
    assert [(each.gross, each.processor_fee) for each in gifts] == [
        (5_00, 0), (7_50, 50), (20_00, 0), (30_00, 1_00),
    ]  # fmt: skip
    assert [each.kind.value for each in gifts] == ["gift", "gift", "collection", "gift"]


async def test_sent_twice_they_are_written_once(desk: Desk) -> None:
    before = await desk.position()
    checked = await desk.check(PATH, **common(desk), amount_1="5.00", table=",6.00\n")
    fields = hidden_fields(checked.text)
    for _ in range(2):
        assert (await desk.send(PATH, fields, "write")).status_code == 303
    assert len(await gifts_after(desk, before)) == 2


async def test_everything_that_is_wrong_is_said_line_by_line_and_nothing_is_lost(
    desk: Desk,
) -> None:
    before = await desk.position()
    table = "amount;day;kind\n12,50;2026-03-01;gift\n;2026-03-01;\n3.00;yesterday;\n4.00;;present\n"
    answer = await desk.check(PATH, **common(desk), table=table)
    said = text_of(answer.text)
    assert answer.status_code == 422
    for each in ("Line 3:", "Line 4:", "Line 5:", "2026-11-21", "gift, grant, collection"):
        assert each in said, each
    assert "12,50;2026-03-01;gift" in answer.text
    assert await desk.position() == before


async def test_a_gift_that_the_rules_refuse_keeps_all_of_them_out(desk: Desk) -> None:
    before = await desk.position()
    answer = await desk.check(PATH, **common(desk), table=",5.00\n2099-01-01,6.00\n")
    assert answer.status_code == 422
    assert 'id="occurred_on-error"' in answer.text
    assert await desk.position() == before


async def test_a_file_counts_as_the_table_and_is_shown_before_anything_is_written(
    desk: Desk,
) -> None:
    before = await desk.position()
    fields = await desk.open(PATH) | common(desk) | {"step": "check"}
    content = "day,amount,kind\n2026-03-01,11.00,collection\n".encode("utf-8-sig")
    answer = await desk.client.post(
        f"{desk.prefix}/{PATH}", data=fields, files={"file": ("gifts.csv", content, "text/csv")}
    )
    assert answer.status_code == 200, text_of(answer.text)
    assert "$11.00" in text_of(answer.text)
    sent = await desk.send(PATH, hidden_fields(answer.text), "write")
    assert sent.status_code == 303, text_of(sent.text)
    assert [each.gross for each in await gifts_after(desk, before)] == [11_00]


async def test_no_gift_at_all_is_a_question(desk: Desk) -> None:
    answer = await desk.check(PATH, **common(desk))
    assert answer.status_code == 422
    assert "Write at least one amount" in text_of(answer.text)


async def test_there_is_a_most_that_goes_in_at_once(desk: Desk) -> None:
    answer = await desk.check(PATH, **common(desk), table=",1.00\n" * (MOST + 1))
    assert answer.status_code == 422
    assert f"at most {MOST} gifts" in text_of(answer.text)


@pytest.mark.parametrize(
    "text, grosses",
    [
        ("2026-03-01,5.00", [500]),
        ("2026-03-01\t5,00\t\tgrant", [500]),
        ("kind;amount\ncollection;1.234,50", [123450]),
        ("\ufeffday,amount\n,3\n\n,4\n", [300, 400]),
        ("", []),
    ],
)
def test_a_table_is_read_as_people_write_it(text: str, grosses: list[int]) -> None:
    found = read_table(text, 2)
    assert found.wrong == ()
    assert [gift.gross for _, gift in found.gifts] == grosses


@pytest.mark.parametrize(
    "text",
    [",5.00,6.00", "name,amount\nsomebody,5.00", "2026-03-01,1.234", ",5.00,,gift,more", ",-5"],
)
def test_what_cannot_be_read_is_said(text: str) -> None:
    found = read_table(text, 2)
    assert found.gifts == ()
    assert len(found.wrong) == 1
