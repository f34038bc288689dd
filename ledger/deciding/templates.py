"""The usual ways of deciding, as tables, and what a table must say to be used.

They are starting points: a fund copies one, changes it, and sets it for a kind of proposal. Amounts
are minor units of the fund's currency.
"""

from typing import Final

from msgspec.structs import replace

from ledger.deciding.usable import DAY, FEWEST, WEEK, check_protocol
from ledger.events.deciding import ProposalKind
from ledger.events.protocols import (
    Completion,
    ElectionRule,
    Electorate,
    Method,
    Protocol,
    Stage,
    Stance,
    Supporters,
)

_ALL: Final = tuple(Stance)
_WITHOUT_BLOCK: Final = (Stance.AGREE, Stance.RESERVATION, Stance.DISAGREE, Stance.ABSTAIN)

_CONSENT: Final = Stage(
    method=Method.STANCES,
    hours=WEEK,
    stances=(Stance.AGREE, Stance.RESERVATION, Stance.BLOCK, Stance.ABSTAIN),
    closes_early=True,
    quorum_percent=25,
    quorum_least=FEWEST,
    supporters=1,
    extends_hours=3 * DAY,
    extensions=1,
    review_days=366,
)
_CONSENSUS: Final = Stage(
    method=Method.STANCES,
    hours=WEEK,
    stances=(
        Stance.AGREE,
        Stance.RESERVATION,
        Stance.STAND_ASIDE,
        Stance.BLOCK,
        Stance.ABSTAIN,
    ),
    closes_early=True,
    quorum_percent=50,
    quorum_least=FEWEST,
    supporters=1,
    stand_asides_limited=True,
    most_stand_asides=3,
    extends_hours=WEEK,
    extensions=1,
)
_MAJORITY: Final = Stage(
    method=Method.STANCES,
    hours=WEEK,
    stances=_WITHOUT_BLOCK,
    closes_early=True,
    least_hours=DAY,
    quorum_percent=34,
    quorum_least=FEWEST,
    share_part=1,
    share_whole=2,
    more_than=True,
    extends_hours=3 * DAY,
    extensions=1,
)
_BALLOT: Final = Stage(
    method=Method.BALLOT,
    hours=WEEK,
    closes_early=True,
    least_hours=DAY,
    quorum_percent=34,
    quorum_least=FEWEST,
    share_part=1,
    share_whole=2,
    more_than=True,
    extends_hours=3 * DAY,
    extensions=1,
)
_BUDGET_BALLOT: Final = Stage(
    method=Method.BUDGET_BALLOT,
    hours=2 * WEEK,
    quorum_percent=25,
    quorum_least=FEWEST,
    extends_hours=WEEK,
    extensions=1,
    rule=ElectionRule.EQUAL_SHARES,
    completion=Completion.GREEDY,
)


def _named(name: str, *stages: Stage) -> Protocol:
    return Protocol(name=name, version=1, stages=stages)


TEMPLATES: Final[dict[str, Protocol]] = {
    each.name: each
    for each in (
        _named("consent", _CONSENT),
        _named("consensus", _CONSENSUS),
        _named(
            "consensus_minus_one",
            Stage(
                method=Method.STANCES,
                hours=WEEK,
                stances=_CONSENSUS.stances,
                closes_early=True,
                least_hours=2 * DAY,
                quorum_percent=54,  # seven of thirteen
                quorum_least=FEWEST,
                supporters=1,
                most_blocks=1,
                block_needs_presence=True,
                extends_hours=WEEK,
                extensions=1,
            ),
        ),
        _named("majority", _MAJORITY),
        _named(
            "two_thirds_with_veto",
            Stage(
                method=Method.STANCES,
                hours=3 * DAY,
                stances=_ALL,
                closes_early=True,
                least_hours=DAY,
                quorum_percent=34,
                quorum_least=FEWEST,
                share_part=2,
                share_whole=3,
                extends_hours=2 * DAY,
                extensions=1,
            ),
        ),
        _named(
            "lazy_consensus",
            Stage(
                method=Method.STANCES,
                hours=WEEK,
                stances=(Stance.AGREE, Stance.RESERVATION, Stance.BLOCK, Stance.ABSTAIN),
                quorum_percent=34,
                quorum_least=3,
                supporters=3,
                silence_agrees=True,
                extends_hours=WEEK,
                extensions=1,
            ),
        ),
        _named(
            "amount_ladder",
            Stage(
                method=Method.STANCES,
                hours=3 * DAY,
                electorate=Electorate.APPROVERS,
                stances=(Stance.AGREE, Stance.DISAGREE, Stance.BLOCK, Stance.ABSTAIN),
                closes_early=True,
                supporters=FEWEST,
                supporters_from=(
                    Supporters(amount=50_000, people=3),
                    Supporters(amount=200_000, people=4),
                ),
                share_part=1,
                share_whole=2,
                more_than=True,
                extends_hours=2 * DAY,
                extensions=1,
            ),
        ),
        _named(
            "panel_then_board",
            Stage(
                method=Method.STANCES,
                hours=5 * DAY,
                electorate=Electorate.MANDATES,
                stances=_WITHOUT_BLOCK,
                closes_early=True,
                quorum_percent=50,
                quorum_least=FEWEST,
                share_part=1,
                share_whole=2,
                more_than=True,
                extends_hours=3 * DAY,
                extensions=1,
            ),
            Stage(
                method=Method.STANCES,
                hours=5 * DAY,
                electorate=Electorate.STEWARDS,
                stances=_WITHOUT_BLOCK,
                closes_early=True,
                quorum_percent=50,
                quorum_least=FEWEST,
                share_part=1,
                share_whole=2,
                more_than=True,
                extends_hours=3 * DAY,
                extensions=1,
            ),
        ),
        _named("sealed_majority", _BALLOT),
        _named("budget_ballot", _BUDGET_BALLOT),
        _named(
            "budget_ballot_greedy",
            Stage(
                method=Method.BUDGET_BALLOT,
                hours=2 * WEEK,
                quorum_percent=25,
                quorum_least=FEWEST,
                extends_hours=WEEK,
                extensions=1,
                rule=ElectionRule.GREEDY,
            ),
        ),
    )
}
"""The usual protocols by name. What each does stands in docs/deciding.md."""

DEFAULTS: Final[dict[ProposalKind, Protocol]] = dict.fromkeys(
    (ProposalKind.BUDGET, ProposalKind.AMENDMENT, ProposalKind.ANYTHING),
    Protocol(name="consent", version=1, stages=(replace(_CONSENT, quorum_percent=50),)),
)
"""How a fund decides before it has said how: by consent, and half of all have to take part, for
nobody chose yet how many are enough. It has no other kinds then."""

__all__ = ["DEFAULTS", "TEMPLATES", "check_protocol"]
