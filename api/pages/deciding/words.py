"""The words of shared decisions: what is decided, what one can say, how it ends."""

from typing import Final

from api.i18n import N_
from ledger.events.deciding import (
    DecisionOutcome,
    OutcomeReason,
    ProposalKind,
    Subject,
    Unbudgeted,
)
from ledger.events.protocols import Electorate, Method, Stance

KINDS: Final[dict[ProposalKind, str]] = {
    ProposalKind.BUDGET: N_("A budget"),
    ProposalKind.AMENDMENT: N_("A change of a budget"),
    ProposalKind.RULES: N_("Rules, mandates and members"),
    ProposalKind.MONEY: N_("A payment or a transfer"),
    ProposalKind.ONE_CASE: N_("Help in one case"),
    ProposalKind.RATIFICATION: N_("What was paid before anybody could be asked"),
    ProposalKind.ANYTHING: N_("Anything else"),
}
"""What a proposal is about."""
WHAT_KINDS_DO: Final[dict[ProposalKind, str]] = {
    ProposalKind.BUDGET: N_("What the money is meant for in some months. Adopted, it counts."),
    ProposalKind.AMENDMENT: N_("Some items of a budget become more or less, or end."),
    ProposalKind.RULES: N_("Adopted, it counts at once, without another signature."),
    ProposalKind.MONEY: N_("Adopted, exactly this may be paid, and nothing else."),
    ProposalKind.ONE_CASE: N_("Members read what sort of help, how large and how urgent: no more."),
    ProposalKind.RATIFICATION: N_("It was paid. The question is whether that was right."),
    ProposalKind.ANYTHING: N_("It is written down, and moves no money by itself."),
}
"""What comes of a proposal, in one sentence."""

STANCES: Final[dict[Stance, str]] = {
    Stance.AGREE: N_("I agree"),
    Stance.RESERVATION: N_("I agree, with a concern"),
    Stance.STAND_ASIDE: N_("I stand aside"),
    Stance.DISAGREE: N_("I disagree"),
    Stance.BLOCK: N_("I block it"),
    Stance.ABSTAIN: N_("I abstain"),
}
"""What somebody can say to a proposal."""
WHAT_STANCES_MEAN: Final[dict[Stance, str]] = {
    Stance.AGREE: N_("You carry it."),
    Stance.RESERVATION: N_("You carry it, and want your concern to be known."),
    Stance.STAND_ASIDE: N_("You do not carry it, and you do not stop it."),
    Stance.DISAGREE: N_("You are against it; alone you do not stop it."),
    Stance.BLOCK: N_("A reasoned objection, for what would harm the group. Say why."),
    Stance.ABSTAIN: N_("You take part and leave it to the others."),
}
"""What it means, in one sentence each."""
SAID: Final[dict[Stance, str]] = {
    Stance.AGREE: N_("agree"),
    Stance.RESERVATION: N_("agree with a concern"),
    Stance.STAND_ASIDE: N_("stand aside"),
    Stance.DISAGREE: N_("disagree"),
    Stance.BLOCK: N_("block"),
    Stance.ABSTAIN: N_("abstain"),
}
"""What several people say, to stand beside their number."""
BALLOTS: Final[dict[str, tuple[str, str]]] = {
    "agree": (N_("For it"), N_("You want it to be adopted.")),
    "disagree": (N_("Against it"), N_("You do not want it to be adopted.")),
    "abstain": (N_("I abstain"), N_("You take part and leave it to the others.")),
}
"""What a sealed ballot can say: its words, and what it means."""

OUTCOMES: Final[dict[DecisionOutcome, str]] = {
    DecisionOutcome.ADOPTED: N_("Adopted"),
    DecisionOutcome.NOT_ADOPTED: N_("Not adopted"),
    DecisionOutcome.VOID: N_("Void: it could not be counted"),
}
"""How it ended."""
REASONS: Final[dict[OutcomeReason, str]] = {
    OutcomeReason.CARRIED: N_("It had what the rule asks for."),
    OutcomeReason.NO_QUORUM: N_("Too few took part."),
    OutcomeReason.SOMEBODY_STOPPED: N_(
        "Somebody was stopped and could not speak: there is a day more for them."
    ),
    OutcomeReason.BLOCKED: N_("Somebody blocked it."),
    OutcomeReason.TOO_MANY_STAND_ASIDES: N_("Too many stood aside."),
    OutcomeReason.TIE: N_("As many were for it as against it."),
    OutcomeReason.NO_MAJORITY: N_("Not enough were for it."),
    OutcomeReason.TOO_FEW_SUPPORTERS: N_("Too few agreed."),
    OutcomeReason.NOTHING_CHOSEN: N_("No item had enough behind it."),
    OutcomeReason.NOBODY_MAY_DECIDE: N_("Nobody was left who may decide it."),
    OutcomeReason.BALLOTS_UNREADABLE: N_(
        "The key of the ballots is lost, and nobody can read them. It can be proposed anew."
    ),
}
"""Why it ended so."""

ELECTORATES: Final[dict[Electorate, str]] = {
    Electorate.MEMBERS: N_("every member"),
    Electorate.MANDATES: N_("everybody with a mandate"),
    Electorate.APPROVERS: N_("the approvers"),
    Electorate.STEWARDS: N_("the stewards"),
    Electorate.SEATS: N_("everybody with a seat at the table"),
}
"""Who decides, within a sentence."""
METHODS: Final[dict[Method, str]] = {
    Method.STANCES: N_("Openly: everybody says what they think, and may change it until the end."),
    Method.BALLOT: N_("By sealed ballot: for, against, or abstain. It is opened at the end."),
    Method.BUDGET_BALLOT: N_(
        "By sealed ballot on the items one by one: everybody marks the ones they want. It is "
        "opened at the end."
    ),
}
"""How people say what they think."""

SUBJECTS: Final[dict[Subject, str]] = {
    Subject.RULES: N_("The rules of the fund, and how it decides"),
    Subject.MANDATES: N_("Who holds a mandate"),
    Subject.MEMBERS: N_("Who belongs to the fund"),
    Subject.PUBLISHING: N_("How the fund publishes"),
    Subject.BUDGETS: N_("Budgets"),
}
"""What can take a decision of the members."""
UNBUDGETED: Final[dict[Unbudgeted, str]] = {
    Unbudgeted.SHOWN: N_("It is paid as ever, and stands on the page of budgets as outside them."),
    Unbudgeted.REFUSED: N_("It is refused, unless it is urgent or the members decided it."),
}
"""What becomes of a payment that no budget covers."""

TEMPLATES: Final[dict[str, tuple[str, str]]] = {
    "consent": (
        N_("Consent"),
        N_("Adopted when nobody blocks it and enough take part."),
    ),
    "consensus": (
        N_("Consensus"),
        N_("Nobody blocks it, and few stand aside."),
    ),
    "consensus_minus_one": (
        N_("Consensus minus one"),
        N_("One block alone does not stop it; two do."),
    ),
    "majority": (
        N_("Majority"),
        N_("More for it than against it."),
    ),
    "two_thirds_with_veto": (
        N_("Two thirds, with a veto"),
        N_("Two of three are for it, and nobody blocks it."),
    ),
    "lazy_consensus": (
        N_("Silence agrees"),
        N_("Whoever read it and says nothing agrees; whoever never opened it does not count."),
    ),
    "amount_ladder": (
        N_("The more money, the more people"),
        N_("How many have to agree follows from the amount."),
    ),
    "panel_then_board": (
        N_("A panel, then the board"),
        N_("First everybody with a mandate, then the stewards; both have to carry it."),
    ),
    "sealed_majority": (
        N_("Majority, by sealed ballot"),
        N_("More for it than against it; nobody sees who voted how."),
    ),
    "budget_ballot": (
        N_("Choosing items together: equal shares"),
        N_("Everybody has the same share of the money, also those who are few."),
    ),
    "budget_ballot_greedy": (
        N_("Choosing items together: most votes first"),
        N_("The items with most votes are taken as long as the money lasts."),
    ),
}
"""The usual protocols: their names and what they ask for, by the names the rules know them by."""
