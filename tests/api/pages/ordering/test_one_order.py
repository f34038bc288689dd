"""The page of an order: what it says, what each may do, and what comes of it."""

from uuid import uuid4

import httpx
import pytest

from ledger.events import BailPosted, Role, Way
from ledger.members import AdmitMember, GrantMandate
from ledger.orders.commands import Act
from ledger.orders.state import Order
from tests.api.client import hidden_fields
from tests.api.pages.recording.stage import Desk, text_of
from tests.api.two_people import Person, Two, buttons_of, form_at
from tests.funds import DAY

EVERYTHING = "Approve, let it go and write it down as sent"


async def press(person: Person, order: Order, text: str, **fields: str) -> httpx.Response:
    """Press a button that signs."""
    page = await person.get(f"orders/{order.order}")
    assert page.status_code == 200, text_of(page.text)
    buttons = buttons_of(page.text)
    assert text in buttons, buttons
    sent = form_at(page.text, "/sign") | {"_acts": buttons[text]} | fields
    return await person.post(f"orders/{order.order}/sign", sent)


async def close(person: Person, order: Order, step: str, **fields: str) -> httpx.Response:
    """Press a button that closes."""
    page = await person.get(f"orders/{order.order}")
    sent = form_at(page.text, "/close") | {"step": step} | fields
    return await person.post(f"orders/{order.order}/close", sent)


async def said(person: Person, order: Order, language: str = "en") -> str:
    page = await person.browser.get(f"/{language}/{person.fund_id}/orders/{order.order}")
    assert page.status_code == 200
    return text_of(page.text)


async def test_two_people_post_bail_and_the_page_says_how_far_it_is(two: Two) -> None:
    order = await two.ask_for(two.opened.bail(50_00))
    text = await said(two["ida"], order)
    assert "Pay $50.00 of bail from Bank to County court." in text
    assert "fifty US dollars" in text
    assert "One more person approves it." in text
    sent = await press(two["ida"], order, "I have prepared it")
    assert sent.status_code == 303, text_of(sent.text)
    sent = await press(two["noor"], order, EVERYTHING, code=two["noor"].code())
    assert sent.status_code == 303, text_of(sent.text)
    case = await two.case(order.case_id)
    assert case.events(BailPosted)[0].amount == 50_00
    assert "carried out, as usual" in await said(two["noor"], order)
    sent = await press(two["ida"], order, "I heard that it arrived")
    assert sent.status_code == 303
    assert (await two.order(order.case_id)).confirmed_by == two["ida"].who


async def test_money_goes_only_with_a_fresh_code_that_was_not_used(two: Two) -> None:
    order = await two.ask_for(two.opened.bail(50_00))
    order = await two.sign(order, "ida", Act.PREPARE)
    noor = two["noor"]
    for code, words in (
        ("", "Type the code that your app shows now"),
        ("000000", "This code does not work."),
    ):
        refused = await press(noor, order, EVERYTHING, code=code)
        assert refused.status_code == 422
        assert words in text_of(refused.text)
        assert (await two.order(order.case_id)).approved_by == ()
    code = noor.code()
    assert (await press(noor, order, EVERYTHING, code=code)).status_code == 303
    # The session is another one now, and its page asks for no code for five minutes.
    other = await two.sign(await two.ask_for(two.opened.bail(1_00)), "ida", Act.PREPARE)
    page = await noor.get(f"orders/{other.order}")
    assert 'name="code"' not in page.text
    secret = await noor.browser.app.state.site.sessions.start(noor.who, "page")  # type: ignore[attr-defined]
    noor.browser.cookies.clear()
    noor.browser.cookies.set("parasol", secret)
    replayed = await press(noor, other, EVERYTHING, code=code)
    assert replayed.status_code == 422


async def test_an_approval_alone_takes_no_code(two: Two) -> None:
    order = await two.sign(await two.ask_for(two.opened.bail(50_00)), "ida", Act.PREPARE)
    sent = await press(two["noor"], order, "Only: Approve")
    assert sent.status_code == 303, text_of(sent.text)
    assert (await two.order(order.case_id)).approved_by == (two["noor"].who,)


async def test_what_changed_meanwhile_is_read_again_before_it_is_signed(two: Two) -> None:
    order = await two.ask_for(two.opened.bail(50_00))
    page = await two["noor"].get(f"orders/{order.order}")
    sent = form_at(page.text, "/sign") | {"_acts": "approve", "content_hash": "0" * 64}
    refused = await two["noor"].post(f"orders/{order.order}/sign", sent)
    assert refused.status_code == 409
    assert "nothing was signed: read it again" in text_of(refused.text)
    assert (await two.order(order.case_id)).approved_by == ()


async def test_acts_that_are_none_or_not_ours_are_refused_in_words(two: Two) -> None:
    order = await two.ask_for(two.opened.bail(50_00))
    page = await two["ida"].get(f"orders/{order.order}")
    for acts, status in (("", 422), ("burn", 422), ("approve", 403)):
        sent = form_at(page.text, "/sign") | {"_acts": acts}
        refused = await two["ida"].post(f"orders/{order.order}/sign", sent)
        assert refused.status_code == status, acts
        assert "There is a problem" in refused.text


async def test_a_signature_from_elsewhere_counts_for_nothing(two: Two) -> None:
    order = await two.ask_for(two.opened.bail(50_00))
    page = await two["noor"].get(f"orders/{order.order}")
    sent = form_at(page.text, "/sign") | {"_acts": "approve"}
    forged = await two["noor"].post(f"orders/{order.order}/sign", sent | {"_token": "0" * 64})
    assert forged.status_code == 403
    foreign = await two["noor"].browser.post(
        f"/en/{two.opened.fund_id}/orders/{order.order}/sign",
        data=sent,
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert foreign.status_code == 403
    assert (await two.order(order.case_id)).approved_by == ()


async def test_a_double_press_signs_once(two: Two) -> None:
    order = await two.ask_for(two.opened.bail(50_00))
    page = await two["noor"].get(f"orders/{order.order}")
    sent = form_at(page.text, "/sign") | {"_acts": "approve"}
    answers = [await two["noor"].post(f"orders/{order.order}/sign", sent) for _ in range(2)]
    assert [each.status_code for each in answers] == [303, 303]
    assert (await two.order(order.case_id)).approved_by == (two["noor"].who,)


async def test_tonight_takes_the_pair_on_call_and_others_ratify(two: Two) -> None:
    order = await two.ask_for(two.opened.bail(50_00), way=Way.URGENT)
    assert buttons_of((await two["ida"].get(f"orders/{order.order}")).text) == {}
    sent = await press(two["sol"], order, "Approve; I have prepared it")
    assert sent.status_code == 303, text_of(sent.text)
    wren = two["wren"]
    sent = await press(wren, order, "Let it go and write it down as sent", code=wren.code())
    assert sent.status_code == 303, text_of(sent.text)
    text = await said(two["noor"], order)
    assert "Somebody who did not take part looks at it before" in text
    assert (await press(two["noor"], order, "Ratify")).status_code == 303
    assert (await two.fund()).governance.ratifications == {}
    assert "Ratified ✓ 1 of 1" in await said(two["noor"], order)


@pytest.mark.parametrize(
    ("step", "handle", "state"),
    [("decline", "noor", "declined"), ("withdraw", "ida", "withdrawn")],
)
async def test_an_order_is_declined_or_taken_back(
    two: Two, step: str, handle: str, state: str
) -> None:
    order = await two.ask_for(two.opened.bail(50_00))
    closed = await close(two[handle], order, step)
    assert closed.status_code == 303, text_of(closed.text)
    assert (await two.order(order.case_id)).closed == state
    again = await two["noor"].get(f"orders/{order.order}")
    assert buttons_of(again.text) == {}
    refused = await two[handle].post(
        f"orders/{order.order}/close",
        form_at((await said_page(two[handle], order)), "/sign-out") | {"step": step},
    )
    assert refused.status_code == 409


async def said_page(person: Person, order: Order) -> str:
    return (await person.get(f"orders/{order.order}")).text


async def test_who_keeps_out_signs_nothing_and_is_named(two: Two) -> None:
    order = await two.ask_for(two.opened.bail(50_00))
    page = (await two["ida"].get(f"orders/{order.order}")).text
    sent = form_at(page, "/close") | {"step": "conflict", "who": "nobody"}
    wrong = await two["ida"].post(f"orders/{order.order}/close", sent)
    assert wrong.status_code == 404
    assert "Choose who keeps out of it." in text_of(wrong.text)
    kept = await close(two["ida"], order, "conflict", who=str(two["noor"].who))
    assert kept.status_code == 303, text_of(kept.text)
    assert two["noor"].who in (await two.order(order.case_id)).conflicts
    assert buttons_of((await two["noor"].get(f"orders/{order.order}")).text) == {}
    assert "Keeps out of it ✓ noor" in await said(two["ida"], order)


async def test_governing_is_said_in_words_and_leads_to_the_half_of_an_invitation(two: Two) -> None:
    order = await two.ask_for(AdmitMember(occurred_on=DAY, sign_in=uuid4()))
    assert "Invite somebody new into the fund" in await said(two["noor"], order)
    assert "/change" not in (await two["noor"].get(f"orders/{order.order}")).text
    noor = two["noor"]
    sent = await press(noor, order, "Approve", code=noor.code())
    assert sent.status_code == 303, text_of(sent.text)
    assert sent.headers["location"].endswith(f"/people/invitations/{order.case_id}")
    mandate = GrantMandate(occurred_on=DAY, holder=two["lou"].who, role=Role.SEAT)
    assert "Give lou" in await said(noor, await two.ask_for(mandate))


async def test_the_list_says_what_waits_and_what_is_closed(two: Two) -> None:
    page = await two["noor"].get("orders")
    assert "No order waits." in text_of(page.text)
    urgent = await two.ask_for(two.opened.bail(20_00), way=Way.URGENT)
    order = await two.ask_for(two.opened.bail(50_00))
    text = text_of((await two["noor"].get("orders")).text)
    assert "Pay $20.00 of bail from Bank to County court." in text
    assert "approved by 0 of 1" in text
    assert (await close(two["noor"], order, "decline")).status_code == 303
    text = text_of((await two["noor"].get("orders")).text)
    assert text.index("These wait for somebody") < text.index("$20.00")
    assert text.index("Closed orders") < text.index("$50.00 of bail")
    earlier = await two["noor"].get("orders?before=1")
    assert "None so far." in text_of(earlier.text)
    assert urgent.is_open


async def test_a_change_that_leaves_nobody_to_approve_says_so_before_and_after(two: Two) -> None:
    order = await two.ask_for(two.opened.bail(50_00))
    ends = "Too few people would be left who can approve it"
    assert ends in await said(two["noor"], order)
    assert ends not in await said(two["ida"], order), "another is left when who asked changes it"
    change = f"orders/{order.order}/change"
    of_ida, desk = (Desk(two[handle].browser, two.opened) for handle in ("ida", "noor"))
    assert ends not in text_of((await of_ida.check(change, amount="60.00")).text)
    checked = await desk.check(change, amount="60.00")
    assert ends in text_of(checked.text)
    sent = await desk.send(change, hidden_fields(checked.text), "write")
    assert sent.status_code == 303, text_of(sent.text)
    again = await desk.send(change, hidden_fields(checked.text), "write")
    assert again.headers["location"] == sent.headers["location"], "sent twice, changed once"
    text = await said(two["ida"], order)
    assert "Too few people are left who can approve it." in text
    assert "take it back and ask for it anew" in text
    assert "One more person approves it." not in text


async def test_what_passes_the_cap_of_tonight_says_so_before_anybody_lets_it_go(two: Two) -> None:
    order = await two.ask_for(two.opened.bail(600_00), way=Way.URGENT)
    assert "$600.00 is more than the $500.00 that may still be paid" in await said(
        two["sol"], order
    )


async def test_an_urgent_order_without_a_pair_says_what_to_do_instead(two: Two) -> None:
    instead = "pay it and write it down as paid already"
    order = await two.ask_for(two.opened.bail(50_00), way=Way.URGENT)
    assert instead not in await said(two["noor"], order)
    own = await two.ask_for(two.opened.bail(50_00), handle="sol", way=Way.URGENT)
    text = await said(two["noor"], own)
    assert "It takes two people on call who did not ask for it." in text
    assert instead in text
    on_call = Desk(two["sol"].browser, two.opened)
    assert instead in text_of((await on_call.get("record/bail")).text)


async def test_an_order_of_another_fund_is_not_there_and_a_member_sees_none(two: Two) -> None:
    order = await two.ask_for(two.opened.bail(50_00))
    unknown = await two["noor"].get(f"orders/{uuid4()}")
    assert unknown.status_code == 404
    plain = await two["lou"].get(f"orders/{order.order}")
    assert plain.status_code == 403
    assert "County court" not in plain.text


async def test_pages_of_orders_speak_spanish(two: Two) -> None:
    order = await two.ask_for(two.opened.bail(50_00))
    english, spanish = await said(two["noor"], order), await said(two["noor"], order, "es")
    assert len(set(english.split(". ")) & set(spanish.split(". "))) <= 1
