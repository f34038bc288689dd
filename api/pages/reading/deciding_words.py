"""How lines about what members decide are called, and what they say.

A line says how it ended and never who was how many: of a sealed ballot with few people in it that
would say too much (`projections.proposals.hiding`).
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from markupsafe import Markup, escape

from api.i18n import N_
from api.pages.deciding import words
from api.pages.reading.reader import Reader
from api.public.words import name_of
from ledger.budgets.commands import AdoptBudget
from ledger.events import (
    BudgetItem,
    DecisionOutcome,
    KindProtocol,
    OutcomeReason,
    ProposalChanged,
    ProposalClosed,
    ProposalKind,
    ProposalMade,
    Protocol,
    Stance,
    StanceCount,
    Subject,
    Tally,
    Unbudgeted,
)
from ledger.money import Money
from ledger.orders.content import command_of

KINDS: Final[dict[str, str]] = {
    "budget.adopted": N_("Budget adopted"),
    "budget.amended": N_("Budget changed"),
    "deciding.set": N_("How the fund decides"),
    "proposal.made": N_("Proposal"),
    "proposal.changed": N_("Proposal changed"),
    "stance.taken": N_("What somebody thinks"),
    "recusal.declared": N_("Somebody keeps out of a decision"),
    "proposal.extended": N_("Proposal goes on"),
    "proposal.advanced": N_("Proposal in its next stage"),
    "meeting.recorded": N_("Meeting written down"),
    "meeting.confirmed": N_("Meeting confirmed"),
    "meeting.contested": N_("Meeting contested"),
    "proposal.withdrawn": N_("Proposal taken back"),
    "proposal.closed": N_("Decision"),
    "decision.carried_out": N_("Decision carried out"),
    "order.decided": N_("Order decided by the members"),
    "decision.told": N_("Decision told to the public"),
}
"""What one line is called."""

SAID: Final[dict[str, str]] = {
    "budget.adopted": N_("A budget was adopted for {from_month} to {until_month}."),
    "budget.amended": N_("Items of a budget were changed."),
    "deciding.set": N_("It was set anew how this fund decides."),
    "proposal.made": N_("{by} put a proposal forward. {kind}. It is open until {until}."),
    "proposal.changed": N_("{by} changed what is proposed; what was said before is void."),
    "stance.taken": N_("{by} said: {stance}."),
    "recusal.declared": N_("{by} keeps out of this decision."),
    "proposal.extended": N_("{reason} It goes on until {until}."),
    "proposal.advanced": N_("One stage carried it. The next one is open until {until}."),
    "meeting.recorded": N_("{by} wrote down what a meeting decided."),
    "meeting.confirmed": N_("{by} was there too, and confirmed it. It is counted at {until}."),
    "meeting.contested": N_("{by} says that the meeting was not so. It goes on until {until}."),
    "proposal.withdrawn": N_("{by} took the proposal back."),
    "proposal.closed": N_("{outcome}. {reason}"),
    "decision.carried_out": N_("What the members decided was carried out."),
    "order.decided": N_("The members decided what this order says."),
    "decision.told": N_("It was agreed what the public is told about a decision."),
}
"""What happened, in one sentence."""

FIELDS: Final[dict[str, str]] = {
    "content": N_("What it becomes"),
    "protocol": N_("How it is decided"),
    "protocols": N_("How it decides"),
    "by_decision": N_("Takes a decision of the members"),
    "case_votes": N_("Members may decide about help in one case"),
    "unbudgeted": N_("What no budget covers"),
    "stance": N_("What was said"),
    "electorate": N_("Who may decide"),
    "recused": N_("Who keeps out"),
    "review_on": N_("To be looked at again on"),
    "limit": N_("Most that the ballot may spend"),
    "band": N_("Size, in steps from 0 to 4"),
    "held_on": N_("Day of the meeting"),
    "present": N_("People in the meeting"),
    "counts": N_("What they said"),
    "extension": N_("Extension number"),
    "stage": N_("Stage"),
    "tally": N_("Counted"),
    "rules": N_("Version of the rules that counted"),
    "in_meeting": N_("Decided in a meeting"),
    "voters": N_("Who put a ballot in"),
    "ballots": N_("Ballots, sorted"),
    "seen": N_("Who read it"),
    "chosen": N_("Items that were chosen"),
}
"""Fields that people read, by their names in the facts."""

NUMBERS: Final = frozenset({"band", "present", "extension", "stage", "rules", "recused"})
"""Fields with numbers that are no money."""
REFERENCES: Final[dict[str, str]] = {
    "proposal": N_("Proposal"),
    "budget": N_("Budget"),
    "text_hash": N_("Digest of the words"),
}
"""Random references and digests that only programs compare."""
DECIDED: Final = (ProposalMade, ProposalChanged, ProposalClosed)
"""Facts that hold the content of a command; it says the amount with its currency."""
GROUPS: Final = ("electorate", "recused", "voters", "seen")
"""Fields that hold several people."""

_TALLY: Final[dict[str, str]] = {
    "may_decide": N_("may decide: {n}"),
    "recused": N_("keep out: {n}"),
    "left": N_("left meanwhile: {n}"),
    "took_part": N_("took part: {n}"),
    "agree": N_("agree: {n}"),
    "reservation": N_("agree with a concern: {n}"),
    "stand_aside": N_("stand aside: {n}"),
    "disagree": N_("disagree: {n}"),
    "block": N_("block: {n}"),
    "abstain": N_("abstain: {n}"),
    "silent": N_("read it and said nothing: {n}"),
    "seen": N_("read it: {n}"),
    "present": N_("were there: {n}"),
}
"""The figures of a count, each with its number."""
_WORDS: Final[dict[Any, str]] = {
    **words.KINDS,
    **words.SAID,
    **words.OUTCOMES,
    **words.REASONS,
    **words.SUBJECTS,
    **words.UNBUDGETED,
}


def word_of(value: object) -> str | None:
    """Return how a word of shared decisions is said; None for a word of something else."""
    decided = ProposalKind | Stance | DecisionOutcome | OutcomeReason | Subject | Unbudgeted
    return _WORDS.get(value) if isinstance(value, decided) else None


def part_of(reader: Reader, part: object) -> Markup | None:
    """Write one thing of a list, or a thing with parts; None for what is none of these."""
    match part:
        case StanceCount():
            said = reader.language.say(words.SAID[part.stance])
            return escape(f"{said}: {part.people}")
        case KindProtocol():
            return reader.say(
                N_("{kind}: {way}"),
                kind=reader.language.say(words.KINDS[part.kind]),
                way=protocol_name(reader, part.protocol),
            )
        case BudgetItem():
            money = Money(part.amount, part.currency, part.exponent)
            named = reader.names.get(part.item_id) or name_of(part.kind, reader.language)
            return reader.say(N_("{kind}: {money}"), kind=named, money=money)
        case Protocol():
            return escape(protocol_name(reader, part))
        case Tally():
            figures = ((name, getattr(part, name)) for name in _TALLY)
            return Markup("<br>").join(
                reader.say(_TALLY[name], n=number) for name, number in figures if number
            )
        case _:
            said_as = word_of(part)
            return None if said_as is None else escape(reader.language.say(said_as))


def protocol_name(reader: Reader, protocol: Protocol) -> str:
    """Return how a protocol is called: by the usual name, or by the one that the fund gave it."""
    usual = words.TEMPLATES.get(protocol.name)
    return reader.language.say(usual[0]) if usual else protocol.name


def ballots_said(reader: Reader, ballots: Sequence[str]) -> Markup:
    """Write sealed ballots that were opened: each that somebody cast, and how often it was."""
    counted = Counter(ballots)
    return Markup("<br>").join(
        reader.say(
            N_("{ballot}: {n}"),
            ballot=reader.language.say(words.BALLOTS[each][0] if each in words.BALLOTS else each)
            or reader.language.say(N_("no item")),
            n=counted[each],
        )
        for each in sorted(counted)
    )


def currency_of(event: ProposalMade | ProposalChanged) -> str:
    """Return the currency of what a budget ballot may spend; empty for the fund's own."""
    try:
        command = command_of(event.content)
    except msgspec.MsgspecError:
        return ""
    return command.items[0].currency if isinstance(command, AdoptBudget) else ""
