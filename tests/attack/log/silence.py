"""Things are left out: lines, gifts that were promised, heads, parts of the log; or shown twice."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from ledger.transparency import waiting
from ledger.transparency.dummies import Dummies
from ledger.transparency.leaf import commitment_of
from ledger.transparency.receipt import compose_receipt
from ledger.transparency.tree import inclusion_proof, nodes_of_inclusion
from tests.attack.log.operator import CODE, OTHER_CODE, Operator
from tests.attack.log.past import AUDIT, CHECK, GIFT, blames_another
from tests.attack.log.registry import caught, nothing
from tests.attack.log.said import Said
from tests.ledger.transparency.stage import A_DAY

PROMISED = {"ledger.verifier.monitoring.Monitor._broken": lambda *_: ()}
LATE = {"ledger.verifier.monitoring.Monitor._is_late": lambda *_: False}


@contextmanager
def _skipping(position: int) -> Iterator[None]:
    """Have the sealer pass one line over, whenever it comes."""
    real = waiting.list_waiting

    async def without(*asked: Any) -> list[int]:
        return [each for each in await real(*asked) if each != position]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ledger.transparency.sealer.list_waiting", without)
        yield


@caught("audit", "line-passed-over", {"ledger.transparency.audit.Audit._queue": nothing})
async def a_line_is_left_out_for_ever(operator: Operator) -> Said:
    with _skipping(await operator.gift(CODE, 2)):
        for number in (2, 3, 4):
            await operator.gift(OTHER_CODE, number)
            await operator.next_head()
    return await operator.audit()


@caught("check", "it lacks a line", CHECK)
async def a_line_is_left_out_and_said_to_be_in(operator: Operator) -> Said:
    position = await operator.gift(CODE, 2)
    with _skipping(position):
        await operator.next_head()
    await operator.forge(f"update log_trees set sealed_upto = {position} where fund_id = :fund")
    return await operator.check()


@caught("monitor", "promise-broken", PROMISED)
async def a_promise_is_not_kept(operator: Operator) -> Said:
    position = await operator.gift(CODE, 2)
    promise = await operator.promise(position)
    with _skipping(position):
        for _ in range(5):
            await operator.next_head()
    return await operator.monitor("--promise", promise)


@caught("monitor", "promise-broken", PROMISED)
async def a_gift_is_deleted_before_it_is_in_the_log(operator: Operator) -> Said:
    position = await operator.gift(CODE, 2)
    promise = await operator.promise(position)
    await operator.forge(
        f"delete from events where fund_id = :fund and position = {position}",
        "update heads set position = position - 1 where fund_id = :fund",
        "delete from log_promises where fund_id = :fund",
    )
    for _ in range(5):
        await operator.next_head()
    assert (await operator.audit()).code == 0, "the book alone tells nothing"
    return await operator.monitor("--promise", promise)


@caught("monitor", "promise-broken", PROMISED)
async def a_gift_is_made_smaller_before_it_is_in_the_log(operator: Operator) -> Said:
    position = await operator.gift(CODE, 2)
    promise = await operator.promise(position)
    payload = (await operator.line(position)).payload.replace(b'"gross":2500', b'"gross":2400')
    await operator.forge(
        f"update events set payload = '\\x{payload.hex()}'"
        f" where fund_id = :fund and position = {position}"
    )
    for _ in range(5):
        await operator.next_head()
    return await operator.monitor("--promise", promise)


@caught("monitor", "promise-broken", PROMISED)
async def another_log_is_begun_to_get_rid_of_a_promise(operator: Operator) -> Said:
    promise = await operator.promise(await operator.gift(CODE, 2))
    begun = await operator.run("log", "new-origin", str(operator.fund_id), "--anyway")
    assert begun.code == 0, begun
    await operator.publish(number=1)
    operator.clock.turn(5 * A_DAY)
    return await operator.monitor("--promise", promise)


@caught(
    "audit", "before-lines-lost", {"ledger.transparency.audit_before.OlderLogs._explain": nothing}
)
async def another_log_is_begun_and_said_never_to_have_had_a_line(operator: Operator) -> Said:
    await operator.forge(*await blames_another(operator))
    await operator.sql(f"delete from log_places where fund_id = :fund and position = {GIFT}")
    await operator.new_origin()
    return await operator.audit()


@caught("monitor", "head-late", LATE)
async def heads_come_no_more(operator: Operator) -> Said:
    operator.clock.turn(2 * A_DAY)
    assert (await operator.monitor()).code == 0, "not yet"
    operator.clock.turn(A_DAY / 100)
    return await operator.monitor()


@caught("monitor", "head-late", LATE)
async def nobody_answers_any_more(operator: Operator) -> Said:
    keys, memory = operator.place / "poster", operator.place / "memory"
    asked = ("monitor", "http://127.0.0.1:1/log", "--key", keys, "--memory", memory, "--json")
    assert (await operator.run(*asked)).code == 5, "perhaps it is back tomorrow"
    operator.clock.turn(3 * A_DAY)
    return await operator.run(*asked)


@caught("monitor", "head-late", LATE)
async def a_monitor_is_shown_the_old_head_while_others_see_more(operator: Operator) -> Said:
    old = operator.place / "old"
    shutil.copytree(operator.public, old)
    for _ in range(3):
        await operator.next_head()
    shutil.rmtree(operator.public)
    old.rename(operator.public)
    return await operator.monitor()


@caught("verify log", "tile-missing", {"ledger.verifier.tiles.Tiles.leaves": lambda *_: []})
async def a_part_of_the_log_is_not_given_out(operator: Operator) -> Said:
    shutil.rmtree(operator.public / "tile" / "entries")
    return await operator.verify("log", operator.public)


@caught("verify log", "tile-differs", {"ledger.verifier.logs._Reading._compare": nothing})
async def a_leaf_is_exchanged_where_strangers_read_it(operator: Operator) -> Said:
    await operator.sql(
        "update log_tiles set data = set_byte(data, 70, 255 - get_byte(data, 70))"
        " where fund_id = :fund and level = -1"
    )
    await operator.publish()
    return await operator.verify("log", operator.public)


@caught("audit", "leaf-unexplained", {"ledger.transparency.audit.Audit._explain": lambda *_: 0})
async def a_gift_that_is_in_no_book_hides_among_the_dummies(operator: Operator) -> Said:
    """Its giver has a receipt that is good, and a code that it belongs to."""
    line, head = await operator.line(GIFT), await operator.head()
    blinding = await operator.log.blinding(operator.fund_id, 1)
    payload = line.payload.replace(b'"gross":2500', b'"gross":900000')
    opening = blinding.open(1_000_000, b"no line at all", line.topic, payload)
    leaf = commitment_of(head.origin, opening.salt, opening.inner, opening.opening)
    real = Dummies.data
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Dummies, "data", lambda self, at: leaf if at == 150 else real(self, at))
        head = await operator.next_head()
    index = (await operator.leaves()).index(leaf)
    nodes = await operator.log.nodes(operator.fund_id, 1, nodes_of_inclusion(index, head.size))
    proof = inclusion_proof(index, head.size, nodes)
    receipt = operator.write("false", compose_receipt(index, proof, head.note, opening))
    shown = await operator.verify("receipt", receipt, "--code", given=f"{CODE}\n")
    assert shown.code == 0, shown
    assert (await operator.check()).code == 0, "what the operator looks at says nothing"
    return await operator.audit()


@caught("audit", "leaf-unexplained", AUDIT)
async def a_gift_is_kept_out_of_the_book_of_the_auditor(operator: Operator) -> Said:
    """All lines behind it are numbered anew, so that none seems to be missing."""
    signed = await operator.head()
    await operator.forge(
        f"delete from events where fund_id = :fund and position = {GIFT + 1}",
        "update heads set position = position - 1 where fund_id = :fund",
    )
    assert await operator.head() == signed
    return await operator.audit()


@caught("verify receipt", "code-differs", {"ledger.verifier.receipts.check_code": lambda *_: 1})
async def two_donors_are_shown_one_gift(operator: Operator) -> Said:
    receipt = await operator.receipt(GIFT)
    mine = await operator.verify("receipt", receipt, "--code", given=f"{CODE}\n")
    assert mine.code == 0, mine
    return await operator.verify("receipt", receipt, "--code", given=f"{OTHER_CODE}\n")


@caught("audit", "receipt-twice", {"api.publishing.auditing._hold": nothing})
async def two_donors_get_one_code_and_one_gift(operator: Operator) -> Said:
    """The service makes the codes: both find the gift theirs, and only one is in the book."""
    one = await operator.receipt(GIFT, "one")
    await operator.next_head()
    other = await operator.receipt(GIFT, "other")
    for receipt in (one, other):
        shown = await operator.verify("receipt", receipt, "--code", given=f"{CODE}\n")
        assert shown.code == 0, shown
    return await operator.audit("--receipt", one, "--receipt", other)
