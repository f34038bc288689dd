"""The desk writes down who gave, as far as anybody has to know, and nothing of it is kept."""

from typing import Any

from ledger.events import DonationReceived
from ledger.publishing.commands import SetDisclosure
from ledger.store.mapper import decode
from ledger.store.reading import list_lines_after
from tests.api.client import first_sign_in, hidden_fields, site_of_client
from tests.api.pages.recording.stage import Desk, day, text_of
from tests.funds import DAY, ask

NAME = "Rosalind Marker"
WRONG = "00000001"


def common(desk: Desk) -> dict[str, str]:
    return {
        "account_id": str(desk.opened.bank),
        "purpose_id": str(desk.opened.anything),
        **day("occurred_on"),
    }


async def gifts_after(desk: Desk, position: int) -> list[DonationReceived]:
    async with site_of_client(desk.client).database.acquire() as connection:
        lines = await list_lines_after(connection, desk.opened.fund_id, position)
    found: list[Any] = [decode(line.topic, line.payload) for line in lines]
    return [each for each in found if isinstance(each, DonationReceived)]


async def reference_of(desk: Desk) -> tuple[str, str]:
    made = await site_of_client(desk.client).giving.make(desk.opened.fund_id)
    return made.reference, made.code


async def test_a_giver_told_apart_is_one_and_the_check_page_says_so(desk: Desk) -> None:
    before = await desk.position()
    for said in ("is new here", "gave before"):
        typed = {**common(desk), "gross": "25.00", "apart": NAME}
        checked = await desk.check("record/donation", **typed)
        assert f"Giver {said}" in text_of(checked.text)
        answer = await desk.send("record/donation", hidden_fields(checked.text), "write")
        assert "A donation was received." in await desk.written(answer)
    first, second = await gifts_after(desk, before)
    assert first.giver == second.giver
    async with site_of_client(desk.client).database.acquire() as connection:
        lines = await list_lines_after(connection, desk.opened.fund_id, before)
    assert all(b"Rosalind" not in line.payload for line in lines)


async def test_whoever_tells_nobody_apart_is_told_what_that_means(desk: Desk) -> None:
    checked = await desk.check("record/donation", **common(desk), gross="25.00")
    assert "nobody is told apart" in text_of(checked.text)
    checked = await desk.check("record/collection", **common(desk), gross="25.00")
    assert "told apart" not in text_of(checked.text)


async def test_a_reference_brings_the_commitment_and_the_code_answers(desk: Desk) -> None:
    before = await desk.position()
    reference, code = await reference_of(desk)
    done = await desk.record(
        "record/donation", **common(desk), gross="25.00", reference=reference.lower()
    )
    await desk.written(done)
    (gift,) = await gifts_after(desk, before)
    assert gift.donor_commitment
    assert reference not in str(gift)
    told = await site_of_client(desk.client).giving.told(desk.opened.fund_id, code)
    assert told is not None
    assert [each.state.value for each in told] == ["booked"]


async def test_the_page_after_writing_says_that_a_promise_can_be_fetched(desk: Desk) -> None:
    said = "can now fetch a signed promise with their code"
    reference, _ = await reference_of(desk)
    typed = {**common(desk), "gross": "25.00"}
    for is_public in (False, True):
        if is_public:
            founder = await first_sign_in(desk.client)
            publish = SetDisclosure(occurred_on=DAY, is_public=True)
            await ask(
                site_of_client(desk.client).books, desk.opened.fund_id, publish, actor=founder
            )
        for given in ({}, {"reference": reference}):
            done = await desk.record("record/donation", **typed, **given)
            is_said = said in await desk.written(done)
            assert is_said == (is_public and bool(given))


async def test_sent_twice_it_is_one_gift(desk: Desk) -> None:
    before = await desk.position()
    reference, _ = await reference_of(desk)
    typed = {**common(desk), "gross": "25.00", "reference": reference, "apart": NAME}
    checked = await desk.check("record/donation", **typed)
    fields = hidden_fields(checked.text)
    for _ in range(2):
        assert (await desk.send("record/donation", fields, "write")).status_code == 303
    assert len(await gifts_after(desk, before)) == 1


async def test_a_wrong_sign_an_unknown_reference_and_a_giver_of_many_are_questions(
    desk: Desk,
) -> None:
    before = await desk.position()
    reference, _ = await reference_of(desk)
    slip = reference[:-1] + ("0" if reference[-1] != "0" else "1")
    for typed, said in (
        ({"reference": slip}, "one of its eight signs is wrong"),
        ({"reference": "00000000"}, "Nobody was given this reference here"),
        ({"apart": "…"}, "Write it with letters and digits"),
        ({"reference": reference, "kind": "collection"}, "A collection has no giver"),
        ({"apart": NAME, "kind": "collection"}, "A collection has no giver"),
    ):
        answer = await desk.check("record/donation", **common(desk), gross="25.00", **typed)
        assert answer.status_code == 422, said
        assert said in text_of(answer.text)
        assert 'value="25.00"' in answer.text
    assert await desk.position() == before


async def test_while_the_vault_is_locked_a_name_is_said_to_recognise_nobody(desk: Desk) -> None:
    site, before = site_of_client(desk.client), await desk.position()
    site.vault.custody(desk.opened.fund_id).lock(forgetting=False)
    checked = await desk.check("record/donation", **common(desk), gross="25.00", apart=NAME)
    assert "The vault is locked, so nobody is recognised" in text_of(checked.text)
    for _ in range(2):
        await desk.written(
            await desk.record("record/donation", **common(desk), gross="25.00", apart=NAME)
        )
    first, second = await gifts_after(desk, before)
    assert first.giver != second.giver


async def test_a_correction_keeps_the_giver_unless_somebody_else_is_told_apart(desk: Desk) -> None:
    before = await desk.position()
    await desk.written(
        await desk.record("record/donation", **common(desk), gross="25.00", apart=NAME)
    )
    for typed in ({"gross": "20.00"}, {"gross": "21.00", "apart": "Somebody else"}):
        position = await desk.position()
        path = f"lines/{position}/correct"
        fields = await desk.open(path) | typed | {"reason": "wrong_amount"}
        checked = await desk.send(path, fields, "check")
        assert checked.status_code == 200, text_of(checked.text)
        answer = await desk.send(path, hidden_fields(checked.text), "write")
        assert answer.status_code == 303, text_of(answer.text)
    first, kept, other = await gifts_after(desk, before)
    assert first.giver == kept.giver
    assert other.giver != first.giver


async def test_a_giver_nobody_told_apart_gets_a_name_by_a_correction(desk: Desk) -> None:
    before = await desk.position()
    await desk.written(await desk.record("record/donation", **common(desk), gross="25.00"))
    path = f"lines/{await desk.position()}/correct"
    fields = await desk.open(path) | {"apart": NAME, "reason": "wrong_kind"}
    checked = await desk.send(path, fields, "check")
    assert (await desk.send(path, hidden_fields(checked.text), "write")).status_code == 303
    await desk.written(
        await desk.record("record/donation", **common(desk), gross="5.00", apart=NAME)
    )
    assert len({each.giver for each in await gifts_after(desk, before)}) == 1


async def test_many_gifts_say_who_gave_in_rows_and_in_the_table(desk: Desk) -> None:
    before = await desk.position()
    reference, code = await reference_of(desk)
    typed = {
        **common(desk),
        "amount_1": "5.00",
        "apart_1": NAME,
        "amount_2": "6.00",
        "reference_2": reference,
        "table": f"amount,giver,reference\n7.00,marker rosalind,\n8.00,,{reference}\n9.00,,\n",
    }
    checked = await desk.check("record/gifts", **typed)
    assert "giver is new here" in text_of(checked.text)
    fields = hidden_fields(checked.text)
    for _ in range(2):
        assert (await desk.send("record/gifts", fields, "write")).status_code == 303
    found = {each.gross: each for each in await gifts_after(desk, before)}
    assert len(found) == 5
    assert found[5_00].giver == found[7_00].giver
    assert found[6_00].giver == found[8_00].giver
    assert len({each.giver for each in found.values()}) == 3
    assert found[6_00].donor_commitment != found[8_00].donor_commitment
    told = await site_of_client(desk.client).giving.told(desk.opened.fund_id, code)
    assert told is not None
    assert len(told) == 2


async def test_all_that_is_wrong_with_givers_of_many_gifts_is_said_at_once(desk: Desk) -> None:
    before = await desk.position()
    table = f"amount,giver,reference,kind\n7.00,,{WRONG},\n8.00,,00000000,\n9.00,Ann,,collection\n"
    answer = await desk.check("record/gifts", **common(desk), apart_1=NAME, table=table)
    assert answer.status_code == 422
    said = text_of(answer.text)
    for each in (
        "Write an amount",
        "Line 2: the reference has a wrong sign",
        "Line 3: Nobody was given this reference here",
        "Line 4: A collection has no giver",
    ):
        assert each in said, each
    assert NAME in answer.text
    assert await desk.position() == before
