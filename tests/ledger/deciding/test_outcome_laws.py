"""What holds of every count, whatever people say and whatever the table."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ledger.case import Case, evolve_case
from ledger.deciding import closing, outcome
from ledger.deciding.counting import base, tally_of_stances
from ledger.deciding.outcome import RULES, Verdict, count, quorum_of, supporters_needed
from ledger.deciding.proposal import proposal_of
from ledger.deciding.templates import TEMPLATES
from ledger.events import (
    DecisionOutcome,
    Method,
    OutcomeReason,
    ProposalClosed,
    Stage,
    Stance,
    Supporters,
    Tally,
)
from tests.ledger.book import CASE
from tests.ledger.deciding.room import (
    MEMBERS,
    Room,
    at_the_end,
    counts,
    leaves,
    played,
    recuses,
    says,
)
from tests.ledger.people import ANA, BO, CY

OPEN: Final = [
    stage
    for protocol in TEMPLATES.values()
    for stage in protocol.stages
    if stage.method is Method.STANCES
]
LADDER: Final = TEMPLATES["amount_ladder"].stages[0]
PEOPLE: Final = st.lists(st.sampled_from(MEMBERS), unique=True)


@st.composite
def tables(draw: st.DrawFn) -> Stage:
    """A table of an open stage, with numbers that make a difference among eight people."""
    usual = draw(st.sampled_from(OPEN))
    whole = draw(st.sampled_from((0, 2, 3, 4)))
    return replace(
        usual,
        stances=tuple(Stance),
        quorum_percent=draw(st.sampled_from((0, 34, 50, 100))),
        quorum_least=draw(st.integers(0, 3)),
        share_whole=whole,
        share_part=draw(st.integers(-(-whole // 2), whole)),
        supporters=draw(st.integers(0, 3)),
        most_blocks=draw(st.integers(0, 2)),
        block_needs_presence=draw(st.booleans()),
        stand_asides_limited=draw(st.booleans()),
        most_stand_asides=draw(st.integers(0, 2)),
        silence_agrees=draw(st.booleans()),
        extensions=draw(st.integers(0, 2)),
    )


def counted(
    stage: Stage, said: dict[int, Stance], seen: frozenset[int], extensions: int
) -> Verdict:
    """Return what eight people come to: *said* by number, and who opened it."""
    by = {each: sum(stance is each for stance in said.values()) for each in Stance}
    silent = len(seen - said.keys()) if stage.silence_agrees else 0
    tally = Tally(
        may_decide=8,
        took_part=len(said) + silent,
        silent=silent,
        seen=len(seen),
        **{stance.value: number for stance, number in by.items()},
    )
    return count(RULES, stage, tally, extensions=extensions)


SAID: Final = st.dictionaries(st.integers(0, 7), st.sampled_from(list(Stance)))
SEEN: Final = st.frozensets(st.integers(0, 7))


@given(tables(), SAID, SEEN, st.integers(0, 2))
def test_every_count_comes_to_something(
    stage: Stage, said: dict[int, Stance], seen: frozenset[int], extensions: int
) -> None:
    verdict = counted(stage, said, seen, extensions)
    assert verdict.reason in OutcomeReason
    assert not (verdict.carried and verdict.extends)
    assert not verdict.extends or extensions < stage.extensions
    assert closing.outcome_of(verdict) in DecisionOutcome


@given(tables(), SAID, SEEN, st.integers(0, 2), st.integers(0, 7))
def test_one_more_who_agrees_never_stops_what_was_carried(
    stage: Stage, said: dict[int, Stance], seen: frozenset[int], extensions: int, who: int
) -> None:
    before = counted(stage, said, seen, extensions)
    after = counted(stage, {**said, who: Stance.AGREE}, seen, extensions)
    assert after.carried or not before.carried


@given(tables(), SAID, SEEN, st.integers(0, 7))
def test_one_more_who_blocks_never_carries_what_was_blocked(
    stage: Stage, said: dict[int, Stance], seen: frozenset[int], who: int
) -> None:
    before = counted(stage, said, seen, 0)
    after = counted(stage, {**said, who: Stance.BLOCK}, seen, 0)
    assert not (before.reason is OutcomeReason.BLOCKED and after.carried)


def test_one_more_ballot_may_undo_what_a_budget_ballot_bought() -> None:
    """With equal shares each gets less when one more takes part: the law is of stances only."""
    stage = replace(TEMPLATES["budget_ballot"].stages[0], completion=None)
    assert outcome.chosen_of(RULES, stage, ["1", "1"], [100, 100], 100) == (0,)
    assert outcome.chosen_of(RULES, stage, ["1", "1", "2"], [100, 100], 100) == ()


Talk = st.lists(
    st.tuples(st.sampled_from(MEMBERS), st.sampled_from(("agree", "reservation", "block"))),
    unique_by=lambda each: each[0],
)


@given(Talk, st.randoms(use_true_random=False), PEOPLE, PEOPLE)
def test_in_which_order_people_speak_changes_nothing(
    talk: list[tuple[object, str]], chance: object, out: list[object], gone: list[object]
) -> None:
    other = list(talk)
    chance.shuffle(other)  # type: ignore[attr-defined]
    ends = []
    for order in (talk, other):
        moves = [says(stance, who) for who, stance in order]  # type: ignore[arg-type]
        room = played(
            Room(TEMPLATES["consent"]),
            *moves,
            recuses(*out),  # type: ignore[arg-type]
            leaves(*gone),  # type: ignore[arg-type]
            at_the_end(),
            counts(),
        )
        ends.append(room.case.lines[-1].event)
    assert ends[0] == ends[1]


@given(st.lists(st.tuples(st.sampled_from(MEMBERS), st.sampled_from(("agree", "block")))))
def test_whoever_speaks_often_counts_once(talk: list[tuple[object, str]]) -> None:
    room = played(Room(TEMPLATES["consent"]), *(says(stance, who) for who, stance in talk))  # type: ignore[arg-type]
    tally = tally_of_stances(room.proposal, base(room.proposal, room.fund, room.now), ())
    assert tally.took_part == len({who for who, _ in talk})
    last = dict(talk)
    assert tally.agree == sum(stance == "agree" for stance in last.values())
    assert tally.block == sum(stance == "block" for stance in last.values())


def test_a_case_that_is_read_again_is_not_counted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    room = played(
        Room(TEMPLATES["consent"]), says("agree", ANA, BO), recuses(CY), at_the_end(), counts()
    )
    lines = room.case.lines
    last = lines[-1].event
    assert isinstance(last, ProposalClosed)
    told = replace(last, outcome=DecisionOutcome.NOT_ADOPTED, reason=OutcomeReason.TIE, rules=99)

    def nothing_counts(*_: object, **__: object) -> None:
        raise AssertionError

    for name in ("count", "chosen_of", "quorum_of", "supporters_needed", "_reason"):
        monkeypatch.setattr(outcome, name, nothing_counts)
    again = Case(CASE)
    for line in lines[:-1]:
        again = evolve_case(again, line.position, line.event)
    proposal = proposal_of(evolve_case(again, lines[-1].position, told))
    assert (proposal.outcome, proposal.reason) == (DecisionOutcome.NOT_ADOPTED, OutcomeReason.TIE)
    assert proposal.rules == told.rules


def test_other_versions_are_not_guessed() -> None:
    with pytest.raises(ValueError, match="version 2"):
        count(2, OPEN[0], Tally(may_decide=1))
    with pytest.raises(ValueError, match="version 2"):
        outcome.chosen_of(2, OPEN[0], (), (), 0)


@pytest.mark.parametrize(
    ("percent", "least", "people", "needed"),
    [
        (0, 0, 8, 0),
        (25, 0, 8, 2),
        (26, 0, 8, 3),
        (34, 0, 3, 2),
        (100, 0, 7, 7),
        (10, 3, 8, 3),
        (0, 2, 1, 2),
    ],
)
def test_a_quorum_is_rounded_up(percent: int, least: int, people: int, needed: int) -> None:
    stage = replace(LADDER, quorum_percent=percent, quorum_least=least)
    assert quorum_of(stage, people) == needed


@pytest.mark.parametrize(
    ("amount", "needed"),
    [(0, 2), (499_99, 2), (500_00, 3), (1_999_99, 3), (2_000_00, 4), (None, 4)],
)
def test_the_ladder_asks_for_more_people_for_more_money(amount: int | None, needed: int) -> None:
    assert supporters_needed(LADDER, amount) == needed
    assert supporters_needed(replace(LADDER, supporters=9), amount) == max(9, needed)


def test_a_step_of_the_ladder_counts_in_a_verdict() -> None:
    stage = replace(LADDER, supporters_from=(Supporters(amount=100, people=3),))
    two = Tally(may_decide=4, took_part=2, agree=2)
    assert count(RULES, stage, two, 99).carried
    assert count(RULES, stage, two, 100).reason is OutcomeReason.TOO_FEW_SUPPORTERS
