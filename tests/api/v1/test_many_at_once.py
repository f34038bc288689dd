"""Many requests at once."""

import asyncio
from uuid import uuid4

from tests.api.v1.program import Program


async def test_ten_at_once_under_one_key_record_one_line(program: Program) -> None:
    key, before = uuid4().hex, await program.head()
    answers = await asyncio.gather(
        *(program.post("/donations", program.donation(), key=key) for _ in range(10))
    )
    assert sorted(answer.status_code for answer in answers) == [200] * 9 + [201]
    assert len({answer.json()["first"] for answer in answers}) == 1
    assert await program.head() == before + 1


async def test_two_orders_for_the_last_money_are_not_both_paid(program: Program) -> None:
    await program.done("/donations", program.donation(10_00))
    answers = await asyncio.gather(*(program.post("/costs", program.cost(10_00)) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
