"""How lines about bail are called, and what they say; where a bail stands, in words."""

from typing import Final

from api.i18n import N_
from ledger.bail.states import State

KINDS: Final[dict[str, str]] = {
    "bail.verified": N_("Bail asked for by the court"),
    "bail.raised": N_("Bail raised"),
    "bail.reported": N_("News of a bail"),
    "bail.receipt_placed": N_("Receipt of a bail"),
    "bail.returned_to_depositor": N_("Depositor paid by the court"),
    "bail.repaid_by_depositor": N_("Handed on by the depositor"),
    "bail.written_off": N_("Bail written off"),
    "bail.recovered": N_("Lost bail came back"),
    "bail.surety_given": N_("Surety given"),
    "bail.surety_ended": N_("Surety ended"),
}
"""What one line is called."""

SAID: Final[dict[str, str]] = {
    "bail.verified": N_("{authority} asks for {amount} of bail; {share} of it is ours to pay."),
    "bail.raised": N_("{amount} more of bail was paid from {account} to {authority}."),
    "bail.reported": N_("What became known: {news}."),
    "bail.receipt_placed": N_("Where the original receipt is: {place}."),
    "bail.returned_to_depositor": N_("{authority} paid {amount} of bail to the depositor."),
    "bail.repaid_by_depositor": N_("The depositor handed {amount} of bail on to {account}."),
    "bail.written_off": N_("The fund stopped waiting for {amount} of bail."),
    "bail.recovered": N_("{amount} of bail that counted as lost came back to {account}."),
    "bail.surety_given": N_("The fund vouches to {authority} for {amount}."),
    "bail.surety_ended": N_("The fund does not vouch to {authority} for {amount} any more."),
}
"""What happened, in one sentence."""

STATES: Final[dict[State, str]] = {
    State.ASKED: N_("asked for"),
    State.CLOSED: N_("closed without money"),
    State.VERIFIED: N_("verified, not paid yet"),
    State.POSTED: N_("posted"),
    State.HELD_OVER: N_("kept for another reason"),
    State.FREED: N_("freed"),
    State.MISSED: N_("appearance missed"),
    State.FORFEITURE_ORDERED: N_("to be forfeited"),
    State.DISPOSED: N_("court case over"),
    State.REFUND_DUE: N_("refund due"),
    State.OVERDUE: N_("refund overdue"),
    State.CLAIMED: N_("refund claimed"),
    State.ESCALATED: N_("refund escalated"),
    State.WITH_DEPOSITOR: N_("with the depositor"),
    State.SETTLED: N_("settled"),
    State.WRITTEN_OFF: N_("written off"),
    State.PREMIUM_PAID: N_("premium paid"),
    State.SURETY: N_("vouched for"),
    State.SURETY_ENDED: N_("surety ended"),
}
"""Where a bail stands."""
BAD: Final = frozenset({State.MISSED, State.FORFEITURE_ORDERED, State.OVERDUE, State.ESCALATED})
"""States that somebody should do something about."""
