"""From one person to two: what must stand first, and what every form asks afterwards."""

from uuid import UUID

from ledger.events import Role
from ledger.orders.commands import Act, SignOrder
from ledger.orders.content import command_of
from ledger.orders.state import Order, orders_of
from tests.api.pages.people.stage import PASSPHRASE, Town
from tests.api.pages.recording.stage import filled_in, text_of
from tests.funds import DAY


def code_on(page: str) -> str:
    return page.split('<bdi dir="ltr">')[1].split("</bdi>", maxsplit=1)[0]


async def the_order(town: Town, case_id: str) -> Order:
    case = await town.site.books.get_case(town.fund.fund_id, UUID(case_id))
    return next(iter(orders_of(case).values()))


async def approve(town: Town, order: Order, by: str) -> None:
    sign = SignOrder(
        occurred_on=DAY,
        case_id=order.case_id,
        order_id=order.order,
        content_hash=order.content_hash,
        acts=(Act.APPROVE,),
    )
    await town.ask(sign, by)


async def test_the_page_says_what_is_missing(town: Town) -> None:
    heron = town.people["heron"]
    page = await heron.page("people/two")
    said = text_of(page)
    assert said.count("missing") == 3
    assert "heron has no second step" in said
    assert 'name="understood"' not in page
    await town.join("plover", Role.STEWARD, Role.APPROVER, by="heron")
    await town.set_up_app("heron")
    said = text_of(await heron.page("people/two"))
    assert said.count("missing") == 3
    await town.set_up_app("plover")
    page = await heron.page("people/two")
    assert text_of(page).count("missing") == 0
    assert 'name="understood"' in page


async def test_it_ends_with_a_code_and_a_word_and_never_comes_back(town: Town) -> None:
    await town.two_sign()
    heron = town.people["heron"]
    assert (await heron.get("people/two")).headers["location"] == f"{heron.prefix}/people"
    said = text_of(await heron.page("people"))
    assert "One person signs alone" not in said
    assert "Two people sign in this fund: whoever asks for something, and somebody else." in said


async def test_a_form_that_was_sent_too_early_ends_nothing(town: Town) -> None:
    heron = town.people["heron"]
    token = filled_in(await heron.page("people/invite"))["_token"]
    fields = {"_token": token, "_key": "k" * 24, "understood": "y"}
    answer = await heron.send("people/two", fields, "write")
    assert answer.status_code == 409
    assert "The second person" in text_of(answer.text) or "needed first" in text_of(answer.text)
    assert (await town.state()).single_signer


async def test_a_wrong_code_changes_nothing_and_loses_nothing(town: Town) -> None:
    await town.two_sign()
    heron, plover = town.people["heron"], town.people["plover"]
    path = f"people/{plover.sign_in}/grant"
    answer = await heron.check(path, role="on_call", code="000000")
    assert answer.status_code == 422
    assert "This code does not work." in text_of(answer.text)
    assert 'value="on_call" checked' in answer.text
    assert "000000" not in answer.text
    answer = await heron.check(path, role="on_call")
    assert answer.status_code == 422


async def test_a_form_asks_another_steward_to_sign(town: Town) -> None:
    await town.two_sign()
    heron, plover = town.people["heron"], town.people["plover"]
    path = f"people/{plover.sign_in}/grant"
    assert "This takes two" in text_of(await heron.page(path))
    answer = await heron.write(path, role="on_call", code=town.code("heron"))
    assert answer.status_code == 303, text_of(answer.text)
    assert answer.headers["location"].startswith(f"{heron.prefix}/orders/")
    held = {
        each.role
        for each in (await town.state()).governance.mandates
        if each.holder == plover.sign_in
    }
    assert Role.ON_CALL not in held


async def test_an_invitation_has_two_halves_and_neither_steward_has_both(town: Town) -> None:
    await town.two_sign()
    heron, plover = town.people["heron"], town.people["plover"]
    answer = await heron.confirm("people/invite", code=town.code("heron"))
    path = answer.headers["location"].removeprefix(f"{heron.prefix}/")
    assert path.startswith("people/invitations/")
    assert (await plover.get(path)).status_code == 404  # until they have signed
    first = code_on((await heron.press(path)).text)
    order = await the_order(town, path.rpartition("/")[2])
    await approve(town, order, "plover")
    again = code_on((await heron.press(path)).text)
    people = town.site.people
    assert await people.join(first, again, "wren", PASSPHRASE) is None
    town.clock.pass_by(minutes=6)
    asked = await plover.press(path)
    assert "A fresh code" in text_of(asked.text)  # a half is shown after a step-up only
    fields = filled_in(asked.text) | {"code": town.code("plover")}
    answer = await plover.client.post("/en/step-up", data=fields)
    assert answer.status_code in {200, 303}, text_of(answer.text)
    second = code_on((await plover.press(path)).text)
    assert await people.join(again, "", "wren", PASSPHRASE) is None
    who = await people.join(again, second, "wren", PASSPHRASE)
    command = command_of(order.content)
    assert who == getattr(command, "sign_in", None)
    assert who in (await town.state()).governance.members


async def test_a_whole_code_of_the_first_days_ends_with_them(town: Town) -> None:
    heron = town.people["heron"]
    address = (await heron.confirm("people/invite")).headers["location"]
    code = code_on((await heron.press(address.removeprefix(f"{heron.prefix}/"))).text)
    await town.two_sign()
    people = town.site.people
    assert await people.join(code, "", "wren", PASSPHRASE) is None
    # From now on two stewards make a half each, and neither has both.
    path, plover = address.removeprefix(f"{heron.prefix}/"), town.people["plover"]
    halves = []
    for person, handle in ((heron, "heron"), (plover, "plover")):
        await step_up(town, handle, path)
        halves.append(code_on((await person.press(path)).text))
    again = code_on((await heron.press(path)).text)
    assert await people.join(halves[0], halves[1], "wren", PASSPHRASE) is None
    assert await people.join(again, again, "wren", PASSPHRASE) is None
    assert await people.join(again, halves[1], "wren", PASSPHRASE) is not None
    assert "They have come" in text_of(await plover.page(path))


async def step_up(town: Town, handle: str, path: str) -> None:
    """Type a fresh code on the way to a page that asks for one."""
    asked = await town.people[handle].press(path)
    fields = filled_in(asked.text) | {"code": town.code(handle)}
    answer = await town.people[handle].client.post("/en/step-up", data=fields)
    assert answer.status_code in {200, 303}, text_of(answer.text)


async def test_a_third_steward_makes_no_half_while_two_work(town: Town) -> None:
    heron = town.people["heron"]
    address = (await heron.confirm("people/invite")).headers["location"]
    path = address.removeprefix(f"{heron.prefix}/")
    await town.join("crane", Role.STEWARD, by="heron")
    await town.two_sign()
    await town.set_up_app("crane")
    for handle in ("heron", "plover", "crane"):
        await step_up(town, handle, path)
    texts = [text_of((await town.people[each].press(path)).text) for each in town.people]
    assert sum("Your half" in each for each in texts) == 2
    assert sum("both halves are given" in each for each in texts) == 1


async def test_a_colleague_is_still_stopped_by_one(town: Town) -> None:
    await town.two_sign()
    heron, plover = town.people["heron"], town.people["plover"]
    path = f"people/{plover.sign_in}/suspend"
    answer = await heron.confirm(path, code=town.code("heron"))
    assert answer.status_code == 303, text_of(answer.text)
    assert (await town.state()).governance.is_suspended(plover.sign_in, town.clock())
