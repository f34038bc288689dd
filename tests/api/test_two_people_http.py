"""Through HTTP as in the ledger: where two people are needed, one is never enough.

What came of a play is judged by the lines of the book alone, without the rules that are tested.
"""

from typing import Any, Final

import httpx
import pytest

from ledger import decider, powers
from ledger.events import (
    BailRecovered,
    BailRepaidByDepositor,
    BailSuretyEnded,
    BalanceBroughtForward,
    CostRefunded,
    DonationReceived,
    FeeReturned,
    FounderNamed,
    GlassBroken,
    GrantMoneyReturned,
    MoneyRecovered,
    OrderCarriedOut,
    PolicySet,
)
from ledger.members import EndSingleSigner
from ledger.orders.content import PAYMENTS, command_of
from ledger.orders.state import Order
from ledger.postings import postings
from tests.api.access_rows import ROWS
from tests.api.http_play import (
    Line,
    Stage,
    keep_out,
    play,
    stage_of,
    try_everything,
    writing_routes,
)
from tests.api.two_people import set_up
from tests.funds import DAY
from tests.ledger.of_two import GOVERNING, came_back_whole
from tests.ledger.play import Entry
from tests.ledger.witnesses import Reading

pytestmark = pytest.mark.slow

REQUESTS: Final = 64
PARTS: Final = 4
SEED_OF_TWO: Final = 7
PLAYS: Final = 40
"""Far more than it takes to find what is planted, or to see a payment through."""
MET: Final = {
    "own-request", "approvals-missing", "already-signed", "second-person-needed", "scope-missing",
    "201", "303",
}  # fmt: skip
"""What two people are told sooner or later: else they would not have tried what they should."""
PLANTED: Final[dict[str, tuple[Any, str, Any, tuple[str, ...]]]] = {
    "who asked may approve": (Order, "asked_by", property(lambda _: frozenset()), ("ida",)),
    "any mandate moves money directly": (
        powers,
        "_needed",
        lambda *_: powers.ANY_MANDATE,
        ("noor",),
    ),
    "one person writes whatever takes money": (
        decider,
        "written_alone",
        lambda *_: (),
        ("sol",),
    ),
    "who keeps out signs": (Order, "kept_out", property(lambda _: frozenset()), ("noor", "ida")),
}
"""Rules that two people rest on, what stands in their place, and who would get through then."""
OF_STRANGERS: Final = tuple(
    f"page POST /{{fund_id}}/{path}"
    for path in (
        *("help", "help/status"),
        *("public/give", "public/give/code", "public/give/receipt"),
    )
)
"""Pages that anybody may send without a sign-in; they write into no book."""
WRITTEN_BY_ONE: Final = (
    DonationReceived,
    BalanceBroughtForward,
    CostRefunded,
    FeeReturned,
    GrantMoneyReturned,
    BailRepaidByDepositor,
    BailRecovered,
    BailSuretyEnded,
    MoneyRecovered,
)
"""What came in, about money. No float was handed over in these plays, and there is no allowance."""


def by_one(stage: Stage) -> list[str]:
    """Return what the play moved or changed that takes two people, by the lines of the book."""
    return [
        f"{line.stored.position} {line.stored.topic}" for line in stage.lines if _takes_two(line)
    ]


def _takes_two(line: Line) -> bool:
    if line.turn == 0:
        return False
    if isinstance(line.event, (OrderCarriedOut, GlassBroken, *GOVERNING)):
        return True
    if isinstance(line.event, WRITTEN_BY_ONE) or came_back_whole(line.event):
        return False
    return bool(postings(line.event))


def governed(stage: Stage) -> list[str]:
    """Return the changes of who may do what, or of what it takes."""
    return [
        line.stored.topic for line in stage.lines if line.turn and isinstance(line.event, GOVERNING)
    ]


def paid(stage: Stage) -> list[str]:
    """Return what kinds of payment were carried out, by the lines of the book."""
    orders = stage.things.orders
    done = [line.event.order for line in stage.lines if isinstance(line.event, OrderCarriedOut)]
    said = [command_of(orders[each].content) for each in done]
    return [type(each).__name__ for each in said if type(each) in PAYMENTS]


def entries_of(stage: Stage) -> list[Entry]:
    """Return the lines as `Reading` goes over them; who founded the fund stands in its opening."""
    founder = stage.two["ida"].who
    known = FounderNamed(occurred_on=DAY, founder=founder)
    first = stage.lines[0].stored
    # Two policies: the reading then leaves aside the amounts of the book that it was made for.
    policy = next(line.event for line in stage.lines if isinstance(line.event, PolicySet))
    entries = [
        Entry(0, first.case_id, str(founder), first.recorded_at, 0, None, fact)
        for fact in (known, policy)
    ]
    turns_of_two = {line.turn for line in stage.lines if _takes_two(line)}
    for line in stage.lines:
        # Facts that one person may write are not judged; of the rest it matters that it is none.
        command = EndSingleSigner(occurred_on=DAY) if line.turn in turns_of_two else None
        stored = line.stored
        at = (stored.position, stored.case_id, stored.actor, stored.recorded_at)
        entries.append(Entry(*at, line.turn, command, line.event))
    return entries


async def staged(client: httpx.AsyncClient, *handles: str) -> Stage:
    return await stage_of(await set_up(client), *handles)


@pytest.mark.parametrize("seed, handle", list(enumerate(("ida", "noor", "sol", "lou"))))
async def test_nothing_that_one_sign_in_sends_moves_money_or_changes_a_rule(
    stranger: httpx.AsyncClient, seed: int, handle: str
) -> None:
    stage = await staged(stranger, handle)
    await play(stage, seed, REQUESTS)
    await try_everything(stage, seed)
    assert by_one(stage) == []


async def somebody_knows(stage: Stage) -> None:
    """Write down that the second of two keeps out, whatever is asked for."""
    await keep_out(stage, list(stage.seats)[-1])


@pytest.mark.parametrize(
    "one, in_conflict", [("ida", "noor"), ("noor", "ida"), ("sol", "ida"), ("noor", "sol")]
)
async def test_neither_does_anything_of_two_of_whom_one_keeps_out(
    stranger: httpx.AsyncClient, one: str, in_conflict: str
) -> None:
    stage = await staged(stranger, one, in_conflict)
    await play(stage, SEED_OF_TWO, REQUESTS, somebody_knows)
    assert by_one(stage) == []


async def test_two_who_keep_out_of_nothing_pay_and_change_rules(
    stranger: httpx.AsyncClient,
) -> None:
    payments: set[str] = set()
    changed: set[str] = set()
    answers: set[str] = set()
    for seed in range(PLAYS):
        stage = await staged(stranger, "ida", "noor")
        await play(stage, seed, REQUESTS)
        assert Reading(entries_of(stage)).wrong == []
        payments |= set(paid(stage))
        changed |= set(governed(stage))
        answers |= set(stage.answers)
        if payments and changed and answers >= MET:
            break
    assert payments
    assert changed
    assert answers >= MET


@pytest.mark.parametrize("rule", PLANTED)
async def test_a_rule_that_is_gone_is_noticed(
    stranger: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, rule: str
) -> None:
    where, name, broken, players = PLANTED[rule]
    assert hasattr(where, name)
    monkeypatch.setattr(where, name, broken)
    for seed in range(PLAYS):
        stage = await staged(stranger, *players)
        for part in range(PARTS):
            after = somebody_knows if len(players) > 1 else None
            await play(stage, seed * PARTS + part, REQUESTS // PARTS, after)
            if by_one(stage):
                return
    pytest.fail("nobody got anything through")


async def test_every_route_of_the_service_that_writes_takes_part(
    stranger: httpx.AsyncClient,
) -> None:
    json, pages = writing_routes(stranger)
    assert {route.path for route in json} >= {
        f"/api/v1{row.removeprefix('POST /api/v1')}"
        for row in ROWS
        if row.startswith("POST /api/v1/funds/{fund_id}")
    }
    assert {route.path for route in pages} == {
        f"/en{row.removeprefix('page POST ')}"
        for row in ROWS
        if row.startswith("page POST /{fund_id}") and row not in OF_STRANGERS
    }
