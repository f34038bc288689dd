"""Nobody screens, vouches for, or approves money for their own household."""

import re
from typing import Final
from uuid import UUID

from api.requests.table import RequestRow
from ledger.events import ConflictDeclared, RequestScreened
from ledger.orders.commands import Act, SignOrder
from ledger.rejections import InConflict
from ledger.vault.openings import ActKind
from tests.api.pages.screening.stage import FITS, Readers
from tests.api.pages.screening.test_wishes import grant_of
from tests.api.pages.vault.stage import text_of
from tests.funds import DAY, today_at

SAME: Final = "0015550104477"
"""How whoever asks is reached, written otherwise."""
REFUSED: Final = "Nobody screens a request of their own household or relatives"


async def says(readers: Readers, handle: str, contact: str) -> None:
    answer = await readers.fill(handle, "own-contact", {"contacts": contact})
    assert answer.status_code == 303, answer.text


async def screens(readers: Readers, handle: str, row: RequestRow, **typed: str) -> tuple[int, str]:
    """Have somebody send the form of a request that they opened."""
    await readers.opened(row, handle)
    path = f"requests/{row.request_id}/screen"
    fields = {name: value for name, value in {**FITS, **typed}.items() if value}
    answer = await readers.fill(handle, path, fields)
    return answer.status_code, text_of(answer)


async def events_of(readers: Readers, row: RequestRow) -> list[object]:
    case_id = readers.site.requests.case_id_of(readers.fund_id, row.request_id)
    return [line.event for line in (await readers.two.case(case_id)).lines]


async def test_who_is_reached_the_same_way_does_not_screen(readers: Readers) -> None:
    await says(readers, "ida", f"ida@example.org\n{SAME}")
    row = await readers.asked()
    status, said = await screens(readers, "ida", row, note="my sister")
    assert status == 403
    assert REFUSED in said
    assert "my sister" in said, "nothing that was typed is lost"
    assert await events_of(readers, row) == []
    assert "screening_note" not in await readers.street.said(row)


async def test_who_is_reached_the_same_way_does_not_vouch(readers: Readers) -> None:
    await says(readers, "sol", SAME)
    row = await readers.asked()
    status, said = await screens(readers, "ida", row, voucher=str(readers["sol"].who))
    assert (status, REFUSED in said) == (403, True)
    status, _ = await screens(readers, "ida", row, voucher=str(readers["wren"].who))
    assert status == 303


async def test_who_is_reached_the_same_way_keeps_out_of_the_money(readers: Readers) -> None:
    await says(readers, "noor", SAME)
    row = await readers.asked(kind="rent")
    case_id = await readers.screened(row)
    noor, ida = readers["noor"].who, readers["ida"].who
    first, second = await events_of(readers, row)
    assert isinstance(first, RequestScreened)
    assert second == ConflictDeclared(
        occurred_on=first.occurred_on, order=case_id, sign_in=noor, by=ida
    )
    order = await readers.two.ask_for(grant_of(readers, case_id))
    assert order.kept_out == {noor}
    command = SignOrder(
        occurred_on=DAY,
        case_id=case_id,
        order_id=order.order,
        content_hash=order.content_hash,
        acts=(Act.APPROVE,),
    )
    try:
        await readers.two.give(command, "noor")
    except InConflict:
        page = text_of(await readers["ida"].get(f"cases/{case_id}"))
        assert re.search(r"noor\S* keeps out of what is decided here\.", page)
        return
    raise AssertionError("an approval of the household counted")


async def test_without_a_contact_of_ones_own_one_says_that_one_is_not_related(
    readers: Readers,
) -> None:
    row = await readers.asked()
    status, said = await screens(readers, "ida", row, apart="")
    assert status == 422
    assert "Tick this, or leave it to somebody else" in said
    await says(readers, "ida", "ida@example.org")
    page = (await readers["ida"].get(f"requests/{row.request_id}/screen")).text
    assert 'name="apart"' not in page
    fields = {name: value for name, value in FITS.items() if name != "apart"}
    answer = await readers.fill("ida", f"requests/{row.request_id}/screen", fields)
    assert answer.status_code == 303


async def test_what_somebody_says_of_themselves_is_shown_to_nobody(readers: Readers) -> None:
    await says(readers, "sol", SAME)
    page = text_of(await readers["sol"].get("own-contact"))
    assert "Said last on" in page
    assert "4477" not in page
    assert "nothing" in text_of(await readers["ida"].get("own-contact"))
    opened = await readers.opened(await readers.asked())
    assert "same contact" not in opened.text, "a colleague is nobody who asked before"
    log = text_of(await readers["noor"].get("vault/openings"))
    assert "said how they are reached themselves" in log
    own = text_of(await readers["sol"].browser.get("/en/me"))
    assert "How you are reached yourself" in own


async def test_it_is_taken_back_by_saying_nothing_and_a_list_of_others_is_refused(
    readers: Readers,
) -> None:
    await says(readers, "ida", SAME)
    many = "\n".join(f"+1 555 01000{number:02}" for number in range(9))
    refused = await readers.fill("ida", "own-contact", {"contacts": many})
    assert refused.status_code == 422
    assert "Write at most 8 lines" in text_of(refused)
    await says(readers, "ida", "")
    assert await readers.site.vault.own_contact(readers.fund_id, readers["ida"].who) is None
    status, _ = await screens(readers, "ida", await readers.asked())
    assert status == 303


async def test_a_plain_member_says_it_too_and_it_ends_when_they_leave(readers: Readers) -> None:
    lou: UUID = readers["lou"].who
    await says(readers, "lou", SAME)
    assert await readers.site.vault.own_contact(readers.fund_id, lou) is not None
    acts = [act.act for act in await readers.site.vault.list_acts(readers.fund_id)]
    assert acts.count(ActKind.OWN_CONTACT_SAID) == 1
    await readers.site.vault.forget_own_contact(
        readers.fund_id, lou, today=today_at(readers.site.now())
    )
    assert await readers.site.vault.own_contact(readers.fund_id, lou) is None


async def test_a_locked_vault_screens_nothing_once_somebody_said_how_they_are_reached(
    readers: Readers,
) -> None:
    await says(readers, "sol", SAME)
    row = await readers.asked()
    await readers.opened(row)
    await readers.site.vault.lock(readers.fund_id, actor="x")
    answer = await readers.fill("ida", f"requests/{row.request_id}/screen", {**FITS})
    assert answer.status_code == 409
    assert await events_of(readers, row) == []
