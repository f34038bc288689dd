"""A giver is forgotten when they ask: their name, their reference, and nothing else."""

from typing import Any, Final
from uuid import UUID

from api.giving.service import Made, Typed
from ledger.vault.openings import ActKind
from tests.api.pages.vault.stage import Desk, text_of

NAME: Final = "Rosalind Marker"
ERASURE: Final = "/vault/givers/erasure"


async def gave(desk: Desk, typed: Typed, key: str = "a") -> UUID:
    giver = (await desk.site.giving.meet(desk.fund_id, typed, key=key)).giver
    assert giver is not None
    return giver


async def with_reference(desk: Desk) -> Made:
    made = await desk.site.giving.make(desk.fund_id)
    await gave(desk, Typed(made.reference))
    return made


async def forgotten(desk: Desk) -> list[ActKind]:
    acts = await desk.acts()
    assert all(each.person_id is None for each in acts)
    return [each.act for each in acts if each.act is ActKind.GIVER_FORGOTTEN]


async def asks(desk: Desk, **body: Any) -> tuple[int, str]:
    await desk["ida"].step_up()
    answer = await desk["ida"].send("POST", ERASURE, body)
    return answer.status_code, answer.text and answer.json()["code"]


async def test_a_name_is_forgotten_on_a_page(desk: Desk) -> None:
    before = await gave(desk, Typed(apart=NAME))
    other = await gave(desk, Typed(apart="Ana"), "b")
    filled = {"apart": NAME.upper(), "sure": "y"}
    answer = await desk.fill("ida", "vault/givers", filled)
    assert answer.status_code == 303, text_of(answer)
    assert await gave(desk, Typed(apart=NAME), "c") != before
    assert await gave(desk, Typed(apart="Ana"), "d") == other
    assert await forgotten(desk) == [ActKind.GIVER_FORGOTTEN]
    assert "forgot a giver" in text_of(await desk["noor"].get("vault/openings"))


async def test_a_page_says_what_leads_to_nobody_and_asks_for_one_of_them(desk: Desk) -> None:
    unknown = await desk.fill("ida", "vault/givers", {"apart": NAME, "sure": "y"})
    assert unknown.status_code == 422
    assert "Nobody is told apart by this here" in text_of(unknown)
    nothing = await desk.fill("ida", "vault/givers", {"sure": "y"})
    assert "Write a reference, or what tells the giver apart" in text_of(nothing)
    unsure = await desk.fill("ida", "vault/givers", {"apart": NAME})
    assert "Tick this" in text_of(unsure)
    await gave(desk, Typed(apart=NAME))
    await desk.site.vault.lock(desk.fund_id, actor="x")
    locked = await desk.fill("ida", "vault/givers", {"apart": NAME, "sure": "y"})
    assert locked.status_code == 409
    assert await forgotten(desk) == []


async def test_a_reference_is_forgotten_with_its_code_also_while_the_vault_is_locked(
    desk: Desk,
) -> None:
    made, other = await with_reference(desk), await with_reference(desk)
    await desk.site.vault.lock(desk.fund_id, actor="x")
    answer = await desk.fill("ida", "vault/givers", {"reference": made.reference, "sure": "y"})
    assert answer.status_code == 303, text_of(answer)
    assert await desk.site.giving.told(desk.fund_id, made.code) is None
    assert await desk.site.giving.told(desk.fund_id, other.code) is not None
    again = await desk.fill("ida", "vault/givers", {"reference": made.reference, "sure": "y"})
    assert "Nobody was given this reference here" in text_of(again)
    assert await forgotten(desk) == [ActKind.GIVER_FORGOTTEN]


async def test_a_program_forgets_a_giver_with_a_fresh_code(desk: Desk) -> None:
    made = await with_reference(desk)
    await gave(desk, Typed(apart=NAME), "b")
    answer = await desk["ida"].send("POST", ERASURE, {"told_apart_by": NAME})
    assert (answer.status_code, answer.json()["code"]) == (403, "step-up-needed")
    assert (await asks(desk))[0] == 400
    assert (await asks(desk, reference="00000001"))[0] == 400
    assert await asks(desk, told_apart_by="Ana") == (404, "not-found")
    both = {"reference": made.reference, "told_apart_by": NAME}
    assert await asks(desk, **both) == (204, "")
    assert await asks(desk, **both) == (404, "not-found")
    await desk.site.vault.lock(desk.fund_id, actor="x")
    assert await asks(desk, told_apart_by=NAME) == (409, "vault-locked")
    assert await forgotten(desk) == [ActKind.GIVER_FORGOTTEN]
