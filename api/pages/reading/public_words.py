"""How lines about what the public sees are called, and what they say."""

from typing import Final

from api.i18n import N_
from ledger.events import AssuranceSigned, LogBegun

KINDS: Final[dict[str, str]] = {
    "disclosure.set": N_("Publishing rule set"),
    "plan.adopted": N_("Plan adopted"),
    "wording.approved": N_("Public text approved"),
    "giver.standing_set": N_("How a giver is counted"),
    "grant_agreement.recorded": N_("Agreement with a funder"),
    "docket.counted": N_("Bails of the place counted"),
    "report.published": N_("Report published"),
    "report.countersigned": N_("Report countersigned"),
    "assurance.signed": N_("Auditor’s statement"),
    "log.set": N_("Rule of the log set"),
    "log.begun": N_("Log begun"),
    "report.logged": N_("Report held to the log"),
}
"""What one line is called."""

SAID: Final[dict[str, str]] = {
    "disclosure.set": N_("It was set anew whether and how this fund publishes."),
    "plan.adopted": N_("A plan was adopted for {from_month} to {until_month}."),
    "wording.approved": N_("A public text was approved: {kind}."),
    "giver.standing_set": N_("In reports a giver is {standing} from now on."),
    "grant_agreement.recorded": N_(
        "An agreement with a funder was written down: {from_month} to {until_month}."
    ),
    "docket.counted": N_(
        "From {from_month} to {until_month} the courts of the place set {bails} bails."
    ),
    "report.published": N_("Report {number} is out."),
    "report.countersigned": N_("{by} countersigned report {number}."),
    "assurance.signed": N_("{by} signed a statement that is public from {for_day} on."),
    "log.set": N_("It was set how the log of this fund grows, and who witnesses it."),
    "log.begun": N_("Log {number} of this fund began."),
    "report.logged": N_("It was written down which report {number} is out, for the log to prove."),
}
"""What happened, in one sentence."""

_TAKEN_BACK: Final = N_("{by} took back what they signed for {for_day}.")


def said_of(event: object, template: str) -> str:
    """Return the sentence of a line; a statement that states nothing takes an earlier one back."""
    if isinstance(event, AssuranceSigned) and not event.says_something:
        return _TAKEN_BACK
    return template


FIELDS: Final[dict[str, str]] = {
    "is_public": N_("Public"),
    "number": N_("Report"),
    "cut": N_("Built from the lines up to"),
    "manifest_hash": N_("Digest of the report"),
    "recomputed": N_("Built again from the whole book"),
    "period_months": N_("Months of a period"),
    "k": N_("People in a published sum, at least"),
    "smaller_group": N_("A smaller group than ten is enough"),
    "delay_days": N_("Days that a report waits after its end"),
    "rounding": N_("Parts are rounded to"),
    "count_step": N_("Counts are rounded to"),
    "tick_hour": N_("Hour at which the sign on the door changes"),
    "bands_weekly": N_("Members read each week how much is free, in words"),
    "everyone_seated": N_("Everybody has a seat at the table"),
    "open_grants_data": N_("Grants are published as open data"),
    "from_month": N_("From the month"),
    "until_month": N_("Through the month"),
    "report_due": N_("Report due on"),
    "items": N_("Items of the budget"),
    "language": N_("Language"),
    "text": N_("Text"),
    "standing": N_("How the giver is counted"),
    "bails": N_("Bails"),
    "for_day": N_("Public from"),
    "sentences": N_("What is stated"),
    "open_findings": N_("Some findings are open"),
    "for_members": N_("What members read about the plan"),
    "batch_size": N_("Entries that each step of the log adds"),
    "every_hours": N_("Hours from step to step"),
    "witnesses": N_("Witnesses"),
    "quorum": N_("Witnesses that readers ask for"),
    "origin": N_("Name of the log"),
    "vkey": N_("Key of the log"),
    "promise_vkey": N_("Key of its promises"),
    "before": N_("Where the log before ended"),
    "head": N_("Newest state of the log at that time"),
}
"""Fields that people read, by their names in the facts."""

NUMBERS: Final = frozenset({
    "number", "cut", "period_months", "k", "delay_days", "count_step", "tick_hour", "bails",
    "batch_size", "every_hours", "quorum",
})  # fmt: skip
"""Fields with numbers that are no money."""

_OF_LOGS: Final[dict[str, str]] = {"number": N_("Log")}


def label_of(name: str, label: str, event: object) -> str:
    """Return how a field is called; facts about logs count logs, others of that name reports."""
    return _OF_LOGS.get(name, label) if isinstance(event, LogBegun) else label
