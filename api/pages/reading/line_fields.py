"""What one line says, field by field, as people read it."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from typing import Any, Final
from uuid import UUID

from markupsafe import Markup, escape

from api.formats import day_text, moment_text
from api.i18n import N_
from api.pages.proofs.words import witness_html
from api.pages.reading import deciding_words, public_words
from api.pages.reading.asked import ordered_text
from api.pages.reading.facts import GROUPS, MONTHS, PEOPLE, month_words
from api.pages.reading.reader import Reader
from api.public.words import name_of
from ledger.events import (
    AccountOpened,
    Deduction,
    FundEvent,
    FundOpened,
    HelpRule,
    Instalment,
    ItemWord,
    LogHead,
    PlanItem,
    Rounding,
    Rung,
    Way,
    Witness,
)
from ledger.money import Money
from projections.journal import LineView

FIELDS: Final[dict[str, str]] = {
    "by": N_("Who"),
    "sign_in": N_("Whom it is about"),
    "holder": N_("Whom it is about"),
    "founder": N_("Founder"),
    "carrier": N_("Who carries it"),
    "handed_by": N_("Who kept it before"),
    "receiver": N_("Who keeps it now"),
    "pair": N_("Who answers for it"),
    "successors": N_("Successors"),
    "role": N_("Mandate"),
    "ends_on": N_("Through the day"),
    "way": N_("By which rules"),
    "approvals": N_("Approvals needed"),
    "kind": N_("Kind"),
    "category": N_("What for"),
    "cost_category": N_("What for"),
    "restriction": N_("Who decided what it is for"),
    "float_id": N_("Float"),
    "account_id": N_("Account"),
    "from_account_id": N_("From account"),
    "to_account_id": N_("To account"),
    "purpose_id": N_("Purpose"),
    "from_purpose_id": N_("From purpose"),
    "to_purpose_id": N_("To purpose"),
    "authority_id": N_("Who holds it"),
    "news": N_("What became known"),
    "place": N_("Where the receipt is"),
    "held_by": N_("Who has it"),
    "payable_by": N_("Who may pay it"),
    "due_on": N_("To be paid back by"),
    "share": N_("Our share"),
    "gross": N_("Given"),
    "amount": N_("Amount"),
    "sold_amount": N_("Sold"),
    "bought_amount": N_("Bought"),
    "delta": N_("More, or less, promised"),
    "fee": N_("Fee"),
    "processor_fee": N_("Fee of the processor"),
    "host_fee": N_("Fee of the host"),
    "processor_fee_returned": N_("Fee of the processor that came back"),
    "host_fee_returned": N_("Fee of the host that came back"),
    "dispute_fee": N_("Fee of the dispute"),
    "deductions": N_("What the court kept"),
    "instalments": N_("Instalments"),
    "instalment": N_("Instalment"),
    "payee_kind": N_("Paid to"),
    "anonymous": N_("Given without a name"),
    "urgency": N_("How soon"),
    "vouched": N_("Somebody vouched"),
    "scope": N_("Agreed to"),
    "outcome": N_("How it ended"),
    "reason": N_("Reason"),
    "categories": N_("May pay for"),
    "cost_categories": N_("May pay for"),
    "until": N_("Until"),
    "missing": N_("Missing"),
    "counted": N_("Counted"),
    "difference": N_("More, or less, than the book"),
    "balance": N_("Balance of the statement"),
    "how": N_("How it went"),
    "why": N_("Why"),
    "ladder": N_("Approvals by amount"),
    "urgent_categories": N_("May be paid as urgent"),
    "urgent_case_cap": N_("Most as urgent for one case"),
    "urgent_week_cap": N_("Most as urgent in seven days"),
    "ratify_hours": N_("Hours to ratify"),
    "ratify_approvals": N_("People who ratify"),
    "alone_week_cap": N_("Most that one writes in seven days of what takes money"),
    "reserves": N_("Reserves"),
    "help_rules": N_("Caps and waiting times"),
    "needed": N_("Sheets needed"),
    "hours": N_("Hours to wait"),
    "currency": N_("Currency"),
    "time_zone": N_("Time zone"),
    "single_signer": N_("One person signs alone"),
    **public_words.FIELDS,
    **deciding_words.FIELDS,
}
"""Fields that people read, in this order, by their names in the facts."""
REFERENCES: Final[dict[str, str]] = {
    "giver": N_("Giver"),
    "household": N_("Household"),
    "incident": N_("Incident"),
    "payee": N_("Payee"),
    "depositor": N_("Depositor"),
    "decision": N_("Decision"),
    "order": N_("Order"),
    "donor_commitment": N_("Receipt of the donor"),
    "content_hash": N_("Content hash"),
    **deciding_words.REFERENCES,
}
"""Random references and digests: they name nobody, and only programs compare them."""
_COUNTS: Final = frozenset({
    "instalment", "approvals", "ratify_hours", "ratify_approvals", "needed", "hours",
    *public_words.NUMBERS,
    *deciding_words.NUMBERS,
})  # fmt: skip
"""Fields with numbers that are no money."""
_WAYS: Final = {
    Way.USUAL: N_("as usual"),
    Way.URGENT: N_("urgent"),
    Way.ALREADY_PAID: N_("already paid"),
}


def fields_of(reader: Reader, event: Any) -> Iterator[tuple[str, Markup]]:  # noqa: ANN401  any fact
    """Yield what a line says, field by field, each with what it is called."""
    for name, label in FIELDS.items():
        value = getattr(event, name, None)
        if value is None or value in (0, False, ()) or _is_said_otherwise(name, event):
            continue
        yield public_words.label_of(name, label, event), _value(reader, event, name, value)


def _is_said_otherwise(name: str, event: FundEvent) -> bool:
    """Tell what stands beside amounts, or within what is proposed, from what says something."""
    if name == "currency":
        return not isinstance(event, FundOpened | AccountOpened)
    if name == "content":
        return not isinstance(event, deciding_words.DECIDED) or not event.content
    return name == "amount" and isinstance(event, deciding_words.DECIDED)


def _value(reader: Reader, event: Any, name: str, value: object) -> Markup:  # noqa: ANN401
    """Write one value as people read it."""
    if name in PEOPLE:
        return reader.person(value)  # type: ignore[arg-type]
    if name in GROUPS and isinstance(value, tuple):
        return Markup(", ").join(reader.person(who) for who in value)
    if name == "content":
        return ordered_text(reader, str(value))
    if name == "ballots":
        return deciding_words.ballots_said(reader, value)  # type: ignore[arg-type]
    if name in MONTHS:
        return escape(month_words(reader, str(value)))
    if (decided := deciding_words.part_of(reader, value)) is not None:
        return decided
    match value:
        case bool():
            return escape(reader.language.say(N_("Yes")))
        case UUID():
            return escape(reader.name(value))
        case int() if name not in _COUNTS:
            return reader.amount(value, _currency(event, name))
        case tuple():
            return Markup("<br>").join(_part(reader, event, each) for each in value)
        case Way():
            return escape(reader.language.say(_WAYS[value]))
        case Enum():
            said = reader.language.say(value)
            return escape(said[:1].upper() + said[1:])
        case datetime():
            return escape(moment_text(value, reader.language, reader.fund.time_zone))
        case date():
            return escape(day_text(value, reader.language))
        case LogHead():
            return Markup("<bdi>{} · {} · {}</bdi>").format(value.origin, value.size, value.root)
        case _:
            return Markup("<bdi>{}</bdi>").format(value)


def _currency(event: Any, name: str) -> str:  # noqa: ANN401
    """Return the currency of one amount; an exchange has two."""
    if name == "bought_amount":
        return str(event.bought_currency)
    if name == "limit":
        return deciding_words.currency_of(event)
    return str(getattr(event, "currency", "") or getattr(event, "sold_currency", ""))


def _part(reader: Reader, event: Any, part: object) -> Markup:  # noqa: ANN401
    if (decided := deciding_words.part_of(reader, part)) is not None:
        return decided
    match part:
        case Instalment():
            return reader.say(
                N_("{money} on {day}"),
                money=reader.money(part.amount, event.currency),
                day=part.due_on,
            )
        case Deduction():
            money = reader.money(part.amount, event.currency)
            return reader.say(N_("{kind}: {money}"), kind=part.kind, money=money)
        case HelpRule():
            return reader.say(
                N_("{kind}: up to {money}; {days} days after the last, once in {once} days"),
                kind=part.category,
                money=reader.money(part.cap),
                days=part.cool_down_days,
                once=part.one_per_days,
            )
        case Rounding():
            return escape(reader.plain_amount(part.base, part.currency))
        case PlanItem():
            money = Money(part.amount, part.currency, part.exponent)
            named = name_of(part.item, reader.language)
            return reader.say(N_("{kind}: {money}"), kind=named, money=money)
        case ItemWord():
            said = reader.language.say(part.word)
            return escape(f"{name_of(part.item, reader.language)}: {said}")
        case Rung():
            return reader.say(
                N_("from {money} on: {n}"), money=reader.money(part.amount), n=part.approvals
            )
        case Witness():
            return witness_html(part)
        case UUID():
            return escape(reader.names.get(part) or str(part))
        case _:
            return escape(reader.language.say(part))


def references_of(view: LineView) -> Iterator[tuple[str, str]]:
    """Yield what only programs compare."""
    yield N_("Event"), str(view.line.event_id)
    yield N_("Case"), str(view.line.case_id)
    for name, label in REFERENCES.items():
        value = getattr(view.line.event, name, None)
        if value is not None:
            yield label, str(value)
