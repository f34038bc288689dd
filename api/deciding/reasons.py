"""Why a budget ballot chose an item or did not: counted again from the opened ballots.

Of fewer than ten ballots nothing is said: that nobody wanted an item tells what everybody did.
"""

from fractions import Fraction

from msgspec import Struct

from ledger.budgets.commands import AdoptBudget
from ledger.deciding.outcome import RULES
from ledger.deciding.proposal import Proposal
from ledger.election import Bought, Missed, Why, elect
from ledger.orders.content import command_of
from projections.proposals.hiding import shows_counts


class Reason(Struct, frozen=True, kw_only=True):
    """What became of one item, as shares and sums and never as people.

    *index* is its place on the ballot, from 0. *why* is None where it was chosen. *percent* of the
    ballots wanted it. *share*: how much of an equal share each of them paid at most, in percent;
    None where it was paid otherwise. *had*: what those who wanted it had left, in minor units.
    """

    index: int
    why: Why | None
    percent: int
    share: int | None = None
    had: int | None = None
    cost: int


def reasons_of(proposal: Proposal) -> tuple[Reason, ...]:
    """Return the reason of each item of a counted budget ballot, in the order of the ballot."""
    stage = proposal.table
    command = command_of(proposal.content) if proposal.content else None
    if stage.rule is None or proposal.rules != RULES or not isinstance(command, AdoptBudget):
        return ()
    if proposal.reason is None or not shows_counts(stage.method, len(proposal.ballots)):
        return ()
    ballots = [tuple(int(each) - 1 for each in ballot.split()) for ballot in proposal.ballots]
    costs = [each.amount for each in command.items]
    result = elect(stage.rule, stage.completion, ballots, costs, proposal.limit)
    found = [_bought(each, result.ballots) for each in result.bought]
    found += [_missed(each, result.ballots) for each in result.missed]
    return tuple(sorted(found, key=lambda each: each.index))


def _bought(bought: Bought, ballots: int) -> Reason:
    is_shared = bool(bought.share) and not bought.completed
    return Reason(
        index=bought.item,
        why=None,
        percent=_percent(bought.votes, ballots),
        share=max(1, int(100 * bought.share)) if is_shared else None,
        cost=int(bought.cost),
    )


def _missed(missed: Missed, ballots: int) -> Reason:
    return Reason(
        index=missed.item,
        why=missed.why,
        percent=_percent(missed.votes, ballots),
        had=int(missed.had) if missed.why is Why.SUPPORTERS_SHORT else None,
        cost=int(missed.cost),
    )


def _percent(votes: int, ballots: int) -> int:
    return int(Fraction(100 * votes, max(1, ballots)))
