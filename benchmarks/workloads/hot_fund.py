"""Durable commands with every rule on one fund, beside other systems and the machine itself.

Every peer is tried first, in each configuration and with each number of callers. What did best on
one hot stream goes into the rounds with our 64 callers; where two came close, both do, and the
faster of the two in each round is what we are compared with.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from functools import partial
from statistics import median
from typing import Any, Final

from msgspec import Struct

from benchmarks.bare import open_bare
from benchmarks.harness import Result, Round, interleave, ratio, show, show_rounds, speeds
from benchmarks.own_fund import OwnFund, open_own_fund
from benchmarks.peers.contenders import CONTENDERS, PEERS, Contender, running
from benchmarks.peers.peer import Answer, Order, Peer, PeerFailed
from benchmarks.place import Place
from benchmarks.scale import Scale

OUR_CALLERS: Final = 64
_TAILED_CALLERS: Final = {"hot": 8, "each": 64}
_TRIES: Final = 2
_FINALISTS: Final = 3
_CLOSE: Final = 0.6
"""A trial is short: whoever came to this part of the best may well be the best."""


class Trial(Struct, frozen=True):
    """How one configuration did with one number of callers. *answer* counts if a reader was on."""

    peer: str
    variant: str
    shape: str
    callers: int
    answer: Answer

    @property
    def title(self) -> str:
        """Its name in tables."""
        return f"{self.peer} ({self.variant}), {self.shape}, {self.callers}"

    @property
    def contender(self) -> Contender:
        """The configuration that was tried."""
        names = (self.peer, self.variant)
        return next(each for each in CONTENDERS if (each.peer, each.variant) == names)


async def run(place: Place, scale: Scale) -> Result:
    """Measure; keys begin with ``hot_fund.``."""
    async with open_own_fund(place) as own:
        trials: list[Trial] = []
        tailed = [await own_trial(own, scale)]
        for contender in CONTENDERS:
            try:
                async with running(contender, place) as peer:
                    tried = await try_out(contender, peer, scale, own)
                    followed = await try_with_reader(contender, peer, scale, own)
            except PeerFailed:
                if not contender.optional:
                    raise
                print(f"{contender.peer} ({contender.variant}) does not run here: left out.")
            else:
                trials += tried
                tailed += followed
        _show_trials(trials)
        _show_lost(tailed)
        result = await compare(place, scale, own, trials)
        result |= await beside_the_machine(place, scale, own)
        return result | {
            "hot_fund.trials": trials,
            "hot_fund.lost": tailed,
            "hot_fund.payload": {"bytes": len(own.payload_bytes)},
        }


async def try_out(contender: Contender, peer: Peer, scale: Scale, own: OwnFund) -> list[Trial]:
    """Measure a configuration with every number of callers, on its shapes; the best try counts."""
    found = []
    for shape in contender.shapes:
        orders = [
            Order(shape, callers, scale.trial_seconds, own.payload)
            for callers in scale.peer_callers
        ]
        tries = [[await peer.measure(order) for order in orders] for _ in range(_TRIES)]
        for order, answers in zip(orders, zip(*tries, strict=True), strict=True):
            best = max(answers, key=lambda answer: answer.per_second)
            found.append(Trial(contender.peer, contender.variant, shape, order.callers, best))
    return found


async def try_with_reader(
    contender: Contender, peer: Peer, scale: Scale, own: OwnFund
) -> list[Trial]:
    """Count what a reader that follows meanwhile is never given."""
    if contender.hot_only:
        return []
    names = (contender.peer, contender.variant)
    return [
        Trial(
            *names,
            shape,
            callers,
            await peer.measure(Order(shape, callers, scale.seconds, own.payload, tail=True)),
        )
        for shape, callers in _TAILED_CALLERS.items()
    ]


async def own_trial(own: OwnFund, scale: Scale) -> Trial:
    """Count the same for ourselves."""
    answer = await own.measure_with_reader(OUR_CALLERS, scale.seconds)
    return Trial("parasol", "as it ships", "hot", OUR_CALLERS, answer)


def finalists(trials: Sequence[Trial], peer: str) -> list[Trial]:
    """Choose the trials on a hot stream that may be a peer's best: the fastest, and who is close.

    Configurations that do not count are left out.
    """
    found = sorted(
        (
            trial
            for trial in trials
            if trial.peer == peer and trial.shape == "hot" and trial.contender.in_ratio
        ),
        key=lambda trial: trial.answer.per_second,
        reverse=True,
    )
    enough = _CLOSE * found[0].answer.per_second
    chosen = [trial for trial in found[:_FINALISTS] if trial.answer.per_second >= enough]
    always = (trial for trial in found if trial.contender.always and trial.callers == 1)
    return chosen + [trial for trial in always if trial not in chosen]


async def compare(place: Place, scale: Scale, own: OwnFund, trials: Sequence[Trial]) -> Result:
    """Set our 64 callers beside each peer at its best, all in turn."""
    chosen = {name: finalists(trials, name) for name in PEERS}
    async with AsyncExitStack() as stack:
        sides: dict[str, Callable[[], Awaitable[Round]]] = {
            "parasol": partial(own.measure, OUR_CALLERS, scale.seconds)
        }
        for trial in (trial for found in chosen.values() for trial in found):
            peer = await stack.enter_async_context(running(trial.contender, place))
            order = Order("hot", trial.callers, scale.seconds, own.payload)
            sides[trial.title] = partial(_measure, peer, order)
        rounds = await interleave(sides, scale.rounds)
    show_rounds("one hot fund, at its best", rounds)
    ours = rounds["parasol"]
    result: Result = {
        "hot_fund.p99_over_p50": median(each.p99_ms / each.p50_ms for each in ours),
        "hot_fund.rounds": rounds,
    }
    for name, found in chosen.items():
        theirs = [speeds(rounds[trial.title]) for trial in found]
        best = [max(speed) for speed in zip(*theirs, strict=True)]
        result[f"hot_fund.vs_{name}"] = ratio(speeds(ours), best)
    return result


async def beside_the_machine(place: Place, scale: Scale, own: OwnFund) -> Result:
    """Set our commands beside single-row inserts by as many callers, and look at COPY."""
    result: Result = {}
    raw: dict[str, Any] = {}
    table: dict[str, Sequence[Round]] = {}
    async with open_bare(place, own.payload_bytes) as bare:
        for callers in scale.callers:
            sides: dict[str, Callable[[], Awaitable[Round]]] = {
                "commands": partial(own.measure, callers, scale.floor_seconds),
                "single_inserts": partial(bare.insert, callers, scale.floor_seconds),
            }
            rounds = await interleave(sides, scale.rounds)
            raw[str(callers)] = rounds
            table |= {f"{name}, {callers} callers": found for name, found in rounds.items()}
            key = f"hot_fund.vs_single_insert.{callers}"
            result[key] = ratio(speeds(rounds["commands"]), speeds(rounds["single_inserts"]))
        copied = [await bare.copy(scale.floor_seconds) for _ in range(scale.rounds)]
    show_rounds("floor of the machine", table)
    show("ceiling of the machine", ("rows/s",), {"COPY, one caller": (median(copied),)})
    return result | {"hot_fund.by_callers": raw, "hot_fund.copy_rows_per_second": copied}


async def _measure(peer: Peer, order: Order) -> Round:
    return (await peer.measure(order)).round


def _show_trials(trials: Sequence[Trial]) -> None:
    rows: dict[str, Sequence[float | str]] = {}
    for trial in trials:
        found = trial.answer
        rows[trial.title] = (found.per_second, found.p50_ms, found.p95_ms, found.p99_ms)
    show("tried out", ("per second", "p50 ms", "p95 ms", "p99 ms"), rows)


def _show_lost(tailed: Sequence[Trial]) -> None:
    rows: dict[str, Sequence[float | str]] = {}
    for trial in tailed:
        found = trial.answer
        counts = (found.committed, found.delivered, found.lost)
        rows[trial.title] = tuple(f"{count:,}" for count in counts)
    show("while a reader follows", ("committed", "delivered", "events lost"), rows)
