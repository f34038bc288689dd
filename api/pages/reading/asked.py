"""What an order says, in one sentence: what will be done once enough people have signed it."""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

import msgspec
from markupsafe import Markup, escape

from api.i18n import N_
from api.pages.people.words import people_in, words_of
from api.pages.reading.facts import facts_of, people_of
from api.pages.reading.reader import Reader
from api.pages.reports.words import publishing_words
from ledger.assertions import ExplainGap
from ledger.bail import (
    RaiseBail,
    RecordBailForfeiture,
    RecordBailReturn,
    RecordReturnToDepositor,
    WriteOffBail,
)
from ledger.cash import HandCashOver
from ledger.corrections import ReverseLine
from ledger.events import OrderChanged, OrderRequested, ProposalChanged, ProposalMade
from ledger.floats import CloseFloat, HandFloat
from ledger.grants import (
    ChangeGrantPayee,
    ChangeGrantPlan,
    PayGrant,
    RecordReturnedPayment,
    ReleaseGrantRest,
)
from ledger.line import Line
from ledger.orders.content import Governing, Orderable, Publishing, command_of
from ledger.orders.settling import RatifyOrder
from ledger.recordings import CorrectLine

_ORDERED: Final[dict[str, str]] = {
    "post_bail": N_("Pay {amount} of bail from {account} to {authority}."),
    "raise_bail": N_("Pay {amount} more on the bail {case} from {account}."),
    "write_off_bail": N_("Stop waiting for {amount} of the bail {case}."),
    "give_surety": N_("Vouch for {amount} to {authority}, and pay nothing."),
    "pay_grant": N_("Pay {amount} of the grant {case} from {account}."),
    "pay_cost": N_("Pay {amount} from {account} for {category}."),
    "refund_donation": N_("Give {amount} of a donation back from {account}."),
    "pass_donation_on": N_("Give {amount} to another fund from {account}."),
    "transfer_between_accounts": N_("Move {amount} from {from_account} to {to_account}."),
    "exchange": N_("Change {sold} from {from_account} into {bought} in {to_account}."),
    "hand_float": N_("Hand {carrier} {amount} from {account}, to spend alone until {until}."),
    "commit_grant": N_("Promise {amount} for {category}, out of {purpose}."),
    "release_grant_rest": N_("Release what is left of the grant {case}."),
    "change_grant_plan": N_("Change the plan of the grant {case} to {amount} in all."),
    "change_grant_payee": N_("Pay what is left of the grant {case} to: {payee_kind}."),
    "transfer_between_purposes": N_("Move {amount} from {from_purpose} to {to_purpose}."),
    "reverse_line": N_("Take line {line} back."),
    "correct_line": N_("Take line {line} back and write the right one, over {amount}."),
    "close_account": N_("Close the account {account}."),
    "count_cash": N_("Write down that {counted} were counted in {account}."),
    "hand_cash_over": N_("Give the {counted} of {account} to {receiver}, who keeps it then."),
    "assert_statement": N_("Write down that a statement of {account} shows {balance}."),
    "explain_gap": N_("Explain {amount} between statement {case} and the book: {why}."),
    "record_loss": N_("Write down that {amount} of {account} is gone: {how}."),
    "close_float": N_("Close the float {case}: {amount} were counted and go back to {account}."),
    "record_fee": N_("Write down that a fee of {amount} was taken from {account}."),
    "record_chargeback": N_(
        "Write down that {amount} of a donation was taken back from {account}."
    ),
    "record_bail_return": N_("Write down what came back of the bail {case}, and what was kept."),
    "record_return_to_depositor": N_(
        "Write down what the depositor got back of the bail {case}, and what was kept."
    ),
    "record_bail_forfeiture": N_("Write down that {amount} of the bail {case} is lost."),
    "record_returned_payment": N_(
        "Write down that {amount} of the grant {case} did not arrive and is in {account} again."
    ),
    "ratify_order": N_("Ratify what was paid outside the usual rules in {case}."),
}
"""What orders and decisions do, by the name of their command."""
_CORRECTED: Final = N_("Take line {line} back and write the right one.")

_GOES_ON: Final = (
    *(PayGrant, RecordReturnedPayment, ReleaseGrantRest, CloseFloat),
    *(RecordBailReturn, RecordReturnToDepositor, RecordBailForfeiture, RaiseBail, WriteOffBail),
    *(ExplainGap, ChangeGrantPlan, ChangeGrantPayee, RatifyOrder),
)
_UNREADABLE: Final = N_("Something that this version of the program cannot show.")


def ordered(reader: Reader, command: Orderable) -> Markup:
    """Say what *command* will do."""
    if isinstance(command, Governing):
        return escape(reader.language.say(words_of(command, reader.handles)))
    if isinstance(command, Publishing):
        return escape(reader.language.say(publishing_words(command)))
    facts = facts_of(reader, command)
    if isinstance(command, _GOES_ON):
        facts["case"] = reader.case(command.case_id)
    if isinstance(command, ReverseLine | CorrectLine):
        facts["line"] = command.position
    if isinstance(command, CorrectLine):
        facts |= facts_of(reader, command.replacement)
        if "amount" not in facts:
            return reader.say(_CORRECTED, line=command.position)
    return reader.say(_ORDERED[str(command.__struct_config__.tag)], **facts)


def ordered_text(reader: Reader, content: str) -> Markup:
    """Say what an order's content will do; that it cannot be shown where it cannot be read."""
    try:
        command = command_of(content)
    except msgspec.MsgspecError:
        return reader.say(_UNREADABLE)
    return ordered(reader, command)


def mentioned(line: Line) -> Iterator[UUID]:
    """Yield every sign-in whose handle the sentence about a line needs."""
    yield from people_of(line)
    if isinstance(line.event, OrderRequested | OrderChanged | ProposalMade | ProposalChanged):
        yield from people_in_order(line.event.content)


def people_in_order(content: str) -> tuple[UUID, ...]:
    """Return the sign-ins that the sentence about an order mentions."""
    try:
        command = command_of(content)
    except msgspec.MsgspecError:
        return ()
    if isinstance(command, Governing):
        return people_in(command)
    if isinstance(command, HandCashOver):
        return (command.receiver,)
    return (command.carrier,) if isinstance(command, HandFloat) else ()
