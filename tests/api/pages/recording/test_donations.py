"""Recording donations."""

from tests.api.pages.recording.stage import Desk, day, text_of


async def test_a_donation_is_checked_then_written_then_confirmed(desk: Desk) -> None:
    bank, anything = str(desk.opened.bank), str(desk.opened.anything)
    fields = await desk.open("record/donation")
    assert fields["kind"] == "gift"
    checked = await desk.send(
        "record/donation",
        fields
        | {"gross": "25.00", "account_id": bank, "purpose_id": anything, "processor_fee": "1.03"},
        "check",
    )
    said = text_of(checked.text)
    assert "twenty-five US dollars" in said
    assert "Arrives after fees $23.97" in said
    assert "Bank $1,000.00 → becomes $1,023.97" in said
    assert "Anything: free $1,000.00 → becomes $1,023.97" in said
    assert (await desk.fund()).accounts[desk.opened.bank].balance == 1_000_00
    done = await desk.record(
        "record/donation",
        gross="25.00",
        account_id=bank,
        purpose_id=anything,
        processor_fee="1.03",
        **day("occurred_on"),
    )
    assert "A donation was received. It is line 8 of the book." in await desk.written(done)
    assert (await desk.fund()).accounts[desk.opened.bank].balance == 1_023_97
