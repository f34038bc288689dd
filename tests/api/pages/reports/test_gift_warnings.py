"""Whoever writes gifts down is told beforehand that they hold the next figures back."""

from typing import Any, Final
from uuid import uuid4

import httpx
import pytest

from api.giving.service import Typed
from ledger.events import Standing
from ledger.publishing.commands import SetGiverStanding
from tests.api.pages.people.stage import Town
from tests.api.pages.recording.stage import day, text_of

LARGE: Final = "a large part of all"
NAME: Final = "Rosalind Marker"


async def preview(town: Town, path: str, **answers: Any) -> str:
    fund, heron = town.fund, town.people["heron"]
    ids = {"account_id": str(fund.bank), "purpose_id": str(fund.anything)}
    shared = ids | day("occurred_on", town.clock().date())
    checked = await heron.check(path, **shared, **answers)
    assert checked.status_code == 200, text_of(checked.text)
    return text_of(checked.text)


async def recorded(town: Town, gross: int, **more: Any) -> httpx.Response:
    heron, fund = town.people["heron"], town.fund
    token = await town.site.sessions.start(heron.sign_in, "api")
    body = {
        "occurred_on": town.clock().date().isoformat(),
        "account_id": str(fund.bank),
        "purpose_id": str(fund.anything),
        "gross": gross,
        "currency": "USD",
        "exponent": 2,
    }
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": more.pop("key", uuid4().hex)}
    path = f"/api/v1/funds/{fund.fund_id}/{more.pop('path', 'gifts')}"
    return await town.client.post(path, json=body | more, headers=headers)


async def test_many_gifts_of_which_one_is_large_are_told_together(town: Town) -> None:
    assert LARGE not in await preview(town, "record/gifts", amount_1="20", amount_2="30")
    said = await preview(town, "record/gifts", amount_1="20", amount_2="9000000")
    assert f"One of these gifts is {LARGE}" in said


async def test_a_giver_known_before_is_no_new_one(town: Town) -> None:
    fund_id, giving = town.fund.fund_id, town.site.giving
    giver = (await giving.meet(fund_id, Typed(apart=NAME), key="a")).giver
    assert giver is not None
    (known,) = await giving.look(fund_id, [Typed(apart=NAME.upper())])
    assert known.giver == giver
    assert LARGE in await preview(town, "record/donation", gross="9000000", apart=NAME)
    named = SetGiverStanding(
        occurred_on=town.clock().date(), giver=giver, standing=Standing.COUNTED_APART
    )
    await town.ask(named, "heron")
    assert LARGE not in await preview(town, "record/donation", gross="9000000", apart=NAME)
    assert LARGE not in await preview(town, "record/gifts", amount_1="9000000", apart_1=NAME)


async def test_the_giver_of_a_reference_is_known(town: Town) -> None:
    fund_id, giving = town.fund.fund_id, town.site.giving
    typed = Typed(reference=(await giving.make(fund_id)).reference)
    assert (await giving.look(fund_id, [typed]))[0].giver is None
    first = await giving.meet(fund_id, typed, key="a")
    assert (await giving.look(fund_id, [typed]))[0].giver == first.giver
    named = Typed(reference=typed.reference, apart=NAME)
    assert (await giving.look(fund_id, [named]))[0].giver == first.giver


@pytest.mark.parametrize("path", ["gifts", "donations"])
async def test_a_program_is_told_with_its_answer_and_once(town: Town, path: str) -> None:
    small = await recorded(town, 20_00, path=path)
    assert small.status_code == 201, small.text
    assert small.json()["puts_reports_off"] is False
    large, again = [await recorded(town, 9_000_000_00, path=path, key="large") for _ in range(2)]
    assert (large.status_code, large.json()["puts_reports_off"]) == (201, True)
    assert (again.status_code, again.json()["puts_reports_off"]) == (200, False)
    assert large.headers["location"]


async def test_a_program_that_names_a_giver_who_is_counted_apart_is_told_nothing(
    town: Town,
) -> None:
    giver, day = uuid4(), town.clock().date()
    apart = SetGiverStanding(occurred_on=day, giver=giver, standing=Standing.COUNTED_APART)
    await town.ask(apart, "heron")
    for who, is_told in ((giver, False), (uuid4(), True)):
        answer = await recorded(town, 9_000_000_00, path="donations", giver=str(who))
        assert answer.json()["puts_reports_off"] is is_told
