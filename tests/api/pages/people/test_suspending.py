"""Stopping a colleague alone, and making it last with a second person."""

from ledger.events import Role
from tests.api.pages.people.stage import Town
from tests.api.pages.recording.stage import text_of


async def test_any_mandate_holder_stops_a_colleague_alone_and_at_once(town: Town) -> None:
    auditor = await town.join("plover", Role.AUDITOR, by="heron")
    other = await town.join("wren", Role.TREASURER, by="heron")
    path = f"people/{other.sign_in}/suspend"
    assert "Until about Mar 23, 2026" in text_of(await auditor.page(path))
    assert (await auditor.confirm(path)).status_code == 303
    assert "/sign-in" in (await other.get("people")).headers["location"]
    back = await town.come(other.sign_in, "wren")
    assert (await back.get("people")).status_code == 404
    said = text_of(await auditor.page("people"))
    assert "Suspended by plover until Mar 23, 2026" in said
    town.clock.pass_by(hours=73)
    back = await town.come(other.sign_in, "wren")
    assert (await back.get("people")).status_code == 200


async def test_nobody_stops_themselves_or_the_same_person_again_soon(town: Town) -> None:
    heron, wren = town.people["heron"], await town.join("wren", Role.AUDITOR, by="heron")
    own = await heron.confirm(f"people/{heron.sign_in}/suspend")
    assert own.status_code == 422
    path = f"people/{wren.sign_in}/suspend"
    assert (await heron.confirm(path)).status_code == 303
    town.clock.pass_by(hours=73)
    heron = await town.come(heron.sign_in, "heron")
    assert (await heron.confirm(path)).status_code == 409


async def test_a_member_without_a_mandate_stops_nobody(town: Town) -> None:
    member = await town.join("wren", by="heron")
    heron = town.people["heron"]
    assert (await member.get(f"people/{heron.sign_in}/suspend")).status_code == 403


async def test_a_suspension_is_made_to_last(town: Town) -> None:
    heron, wren = town.people["heron"], await town.join("wren", Role.AUDITOR, by="heron")
    path = f"people/{wren.sign_in}/confirm"
    assert (await heron.confirm(path)).status_code == 409
    assert (await heron.confirm(f"people/{wren.sign_in}/suspend")).status_code == 303
    assert "Make it last" in await heron.page("people")
    assert (await heron.confirm(path)).status_code == 303
    assert wren.sign_in not in (await town.state()).governance.members
