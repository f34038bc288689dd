"""How a stage is counted: a pure function of its table and of how many said what.

Versioned: a line that closed a stage names the version that counted it, and `parasol check` counts
again with that one. A version never changes; other rules are another version.
"""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from ledger.election import elect
from ledger.events.deciding import OutcomeReason, Tally
from ledger.events.protocols import ElectionRule, Method, Stage

RULES: Final = 1
"""The version that counts what is closed now."""
VERSIONS: Final = frozenset({RULES})

AGREE: Final = "agree"
DISAGREE: Final = "disagree"
ABSTAIN: Final = "abstain"
CHOICES: Final = (AGREE, DISAGREE, ABSTAIN)
"""What a sealed ballot says, where it is not about the items of a budget."""

_WAITS: Final = frozenset({OutcomeReason.NO_QUORUM, OutcomeReason.BLOCKED})


class Verdict(Struct, frozen=True):
    """What a stage came to. Where it *extends* it goes on, and nothing is decided."""

    reason: OutcomeReason
    extends: bool = False

    @property
    def carried(self) -> bool:
        """Say whether the stage carried the proposal."""
        return self.reason is OutcomeReason.CARRIED


def quorum_of(stage: Stage, may_decide: int) -> int:
    """Return how many of *may_decide* people have to take part."""
    share = -(-stage.quorum_percent * may_decide // 100)  # rounded up
    return max(share, stage.quorum_least)


def supporters_needed(stage: Stage, amount: int | None) -> int:
    """Return how many people have to agree, for an *amount* in minor units of the fund's currency.

    No sum, or one in another currency, reaches every step of the ladder.
    """
    steps = (
        each.people for each in stage.supporters_from if amount is None or amount >= each.amount
    )
    return max([stage.supporters, *steps])


def count(
    version: int,
    stage: Stage,
    tally: Tally,
    amount: int | None = None,
    *,
    extensions: int = 0,
    chosen: int = 0,
) -> Verdict:
    """Return what *tally* makes of *stage*, which was extended *extensions* times.

    *chosen* is how many items a budget ballot bought. Raises ValueError for an unknown *version*.
    """
    if version not in VERSIONS:
        raise ValueError(f"no rules of counting have version {version}")
    left = stage.extensions - extensions
    reason = _reason(stage, tally, amount, may_extend=left > 0, chosen=chosen)
    return Verdict(reason, extends=reason in _WAITS and left > 0)


def _reason(
    stage: Stage, tally: Tally, amount: int | None, *, may_extend: bool, chosen: int
) -> OutcomeReason:
    if tally.may_decide == 0:
        return OutcomeReason.NOBODY_MAY_DECIDE
    if tally.took_part < quorum_of(stage, tally.may_decide):
        return OutcomeReason.NO_QUORUM
    if stage.method is Method.BUDGET_BALLOT:
        return OutcomeReason.CARRIED if chosen else OutcomeReason.NOTHING_CHOSEN
    if _blocked(stage, tally, may_extend=may_extend):
        return OutcomeReason.BLOCKED
    if stage.stand_asides_limited and tally.stand_aside > stage.most_stand_asides:
        return OutcomeReason.TOO_MANY_STAND_ASIDES
    if tally.agree + tally.reservation < supporters_needed(stage, amount):
        return OutcomeReason.TOO_FEW_SUPPORTERS
    return _share(stage, tally)


def _blocked(stage: Stage, tally: Tally, *, may_extend: bool) -> bool:
    """Say whether blocks stop it.

    Where a block needs presence, one that was not made in a meeting only gains time for one: it
    stops nothing once there is no extension left.
    """
    if tally.block <= stage.most_blocks:
        return False
    return may_extend or tally.present > 0 or not stage.block_needs_presence


def _share(stage: Stage, tally: Tally) -> OutcomeReason:
    if not stage.share_whole:
        return OutcomeReason.CARRIED
    yes, no = tally.agree + tally.reservation + tally.silent, tally.disagree + tally.block
    if yes == no:
        return OutcomeReason.TIE
    reached, needed = yes * stage.share_whole, (yes + no) * stage.share_part
    carried = reached > needed if stage.more_than else reached >= needed
    return OutcomeReason.CARRIED if carried else OutcomeReason.NO_MAJORITY


def chosen_of(
    version: int, stage: Stage, ballots: Sequence[str], costs: Sequence[int], limit: int
) -> tuple[int, ...]:
    """Return the items, by index from 0 and in their order, that budget *ballots* buy.

    A ballot is the numbers of the wanted items from 1, ascending, with a space between; an empty
    one wants none. Raises ValueError for an unknown *version* or a number of no item.
    """
    if version not in VERSIONS:
        raise ValueError(f"no rules of counting have version {version}")
    if not ballots:
        return ()
    wanted = [tuple(int(number) - 1 for number in ballot.split()) for ballot in ballots]
    rule = stage.rule or ElectionRule.EQUAL_SHARES
    return tuple(sorted(elect(rule, stage.completion, wanted, costs, limit).winners))
