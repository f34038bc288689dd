"""The result of an election, for a terminal and for a program."""

import json
from fractions import Fraction
from typing import Any

from ledger.election import Amount, Bought, Missed, Result, Why
from ledger.election.pabulib import Poll
from ledger.election.pabulib.writing import decimal
from ledger.events.protocols import Completion, ElectionRule


def as_line(name: str, poll: Poll, result: Result) -> str:
    """Return one line of JSON: all that is known, exact. Money and fractions are text."""
    ids = [project.project_id for project in poll.projects]
    items: dict[int, dict[str, Any]] = {
        **{one.item: _bought(one) for one in result.bought},
        **{one.item: _missed(one) for one in result.missed},
    }
    said = {
        "file": name,
        "rule": result.rule.value.replace("_", "-"),
        "completion": result.completion.value,
        "ballots": result.ballots,
        "budget": _exact(result.limit),
        "winners": [ids[item] for item in result.winners],
        "cost": _exact(result.cost),
        "left": _exact(result.left),
        "ties_broken": [
            {"project_id": ids[one.item], "over": [ids[item] for item in one.tied]}
            for one in result.bought
            if one.tied
        ],
        "items": [{"project_id": ids[item]} | items[item] for item in range(len(ids))],
    }
    return json.dumps(said, ensure_ascii=False)


def as_text(name: str, poll: Poll, result: Result) -> str:
    """Return the result in sentences. Fractions are rounded to two decimals."""
    ids = [project.project_id for project in poll.projects]
    rule = result.rule.value.replace("_", " ")
    if result.completion is Completion.GREEDY:
        rule += ", then greedy with what they leave"
    lines = [f"{name}: {rule}; {result.ballots:,} ballots, budget {_exact(result.limit)}"]
    for place, won in enumerate(result.bought, start=1):
        tied = ", ".join(ids[item] for item in won.tied)
        over = f"; tied with {tied}" if tied else ""
        lines.append(
            f"  {place}. {ids[won.item]}, {_exact(won.cost)}: {_paid(won, result.rule)}{over}"
        )
    lines += [
        f"  -  {ids[missed.item]}, {_exact(missed.cost)}: {_why(missed)}"
        for missed in result.missed
    ]
    return "\n".join([*lines, f"  {_exact(result.cost)} spent, {_exact(result.left)} left"])


def _bought(one: Bought) -> dict[str, Any]:
    return {
        "cost": _exact(one.cost),
        "votes": one.votes,
        "bought": True,
        "completed": one.completed,
        "price": str(one.price),
        "share": str(one.share),
    }


def _missed(one: Missed) -> dict[str, Any]:
    return {
        "cost": _exact(one.cost),
        "votes": one.votes,
        "bought": False,
        "why": one.why.value,
        "at_first": str(one.at_first),
        "had": str(one.had),
        "left": None if one.left is None else _exact(one.left),
    }


def _paid(one: Bought, rule: ElectionRule) -> str:
    votes = _votes(one.votes)
    if rule is ElectionRule.GREEDY:
        return votes
    if one.completed:
        return f"{votes}, bought with what was left"
    return f"{votes}, {_rounded(one.price)} each, {_rounded(one.share * 100)} % of an equal part"


def _why(one: Missed) -> str:
    match one.why:
        case Why.TOO_DEAR:
            return f"{_votes(one.votes)}, it costs more than the budget"
        case Why.NO_VOTES:
            return "no votes"
        case Why.SUPPORTERS_SHORT:
            later = "" if one.left is None else f", and {_exact(one.left)} was left at its turn"
            return f"{_votes(one.votes)}, its supporters had {_rounded(one.had)} left{later}"
        case Why.FEWER_VOTES:
            assert one.left is not None, "what has votes has a turn"
            return f"{_votes(one.votes)}, {_exact(one.left)} was left at its turn"


def _votes(votes: int) -> str:
    return "1 vote" if votes == 1 else f"{votes:,} votes"


def _exact(amount: Amount) -> str:
    return decimal(Fraction(amount))


def _rounded(amount: Fraction) -> str:
    return decimal(round(amount, 2))
