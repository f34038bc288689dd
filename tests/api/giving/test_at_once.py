"""Several desks at once: one giver stays one, and every gift has a number of its own."""

import asyncio
from collections.abc import Sequence

from api.giving.service import Giver
from tests.api.giving.test_service import Desk, desk, keys_dir

__all__ = ["desk", "keys_dir"]

NAME = "Rosalind Marker"


def givers(found: Sequence[Giver]) -> set[object]:
    return {each.giver for each in found}


async def test_desks_that_meet_one_name_at_once_agree_on_the_giver(desk: Desk) -> None:
    found = await asyncio.gather(*(desk.meet(apart=NAME) for _ in range(8)))
    assert len(givers(found)) == 1


async def test_gifts_that_come_under_one_reference_at_once_are_told_apart(desk: Desk) -> None:
    made = await desk.giving.make(desk.fund_id)
    found = await asyncio.gather(*(desk.meet(made.reference) for _ in range(8)))
    assert len(givers(found)) == 1
    assert len({each.donor_commitment for each in found}) == 8
    assert len({each.case_id for each in found}) == 8


async def test_one_form_sent_by_two_at_once_is_one_gift(desk: Desk) -> None:
    made = await desk.giving.make(desk.fund_id)
    found = await asyncio.gather(*(desk.meet(made.reference, NAME, "one key") for _ in range(8)))
    assert all(each == found[0] for each in found)


async def test_references_made_at_once_are_all_different(desk: Desk) -> None:
    made = await asyncio.gather(*(desk.giving.make(desk.fund_id) for _ in range(20)))
    assert len({each.reference for each in made}) == 20
    assert len({each.code for each in made}) == 20
