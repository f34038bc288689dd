"""What an order says, field by field, as people read it.

An order is a command, and its fields are called like those of the fact that it becomes; so a line
that is to be taken back is said by the same rows.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Any, Final
from uuid import UUID

from markupsafe import Markup, escape

from api.formats import day_text, money_html
from api.i18n import N_, Words
from api.pages.flow import Row
from api.pages.people.words import rows_of as rows_of_governing
from api.pages.recording.desk import Desk
from ledger.events import Deduction, Instalment
from ledger.money import Money
from ledger.orders.content import GOVERNING, Orderable
from ledger.recordings import CorrectLine
from ledger.transfers import Exchange

Handles = Mapping[UUID, str]

LABELS: Final[dict[str, str]] = {
    "amount": N_("Amount"),
    "gross": N_("Amount"),
    "sold_amount": N_("Amount sold"),
    "bought_amount": N_("Amount that arrives"),
    "fee": N_("Fee"),
    "kind": N_("Kind"),
    "category": N_("What for"),
    "carrier": N_("Who carries it"),
    "account_id": N_("Account"),
    "from_account_id": N_("From account"),
    "to_account_id": N_("To account"),
    "purpose_id": N_("Purpose"),
    "from_purpose_id": N_("From purpose"),
    "to_purpose_id": N_("To purpose"),
    "authority_id": N_("Paid to"),
    "instalment": N_("Instalment"),
    "instalments": N_("Instalments"),
    "payee_kind": N_("Who is paid"),
    "processor_fee": N_("Fee of the processor"),
    "host_fee": N_("Fee of the host"),
    "processor_fee_returned": N_("Fee of the processor that came back"),
    "host_fee_returned": N_("Fee of the host that came back"),
    "dispute_fee": N_("Fee of the dispute"),
    "deductions": N_("What the court kept"),
    "categories": N_("Help it may pay for"),
    "cost_categories": N_("Running costs it may pay for"),
    "until": N_("Through"),
    "household": N_("Helped before, in another case"),
    "incident": N_("Arrested together with others"),
    "reason": N_("Reason"),
    "position": N_("Line"),
}
"""Fields that people read, in this order."""
DAY: Final = N_("Day")
_PLAIN_NUMBERS: Final = frozenset({"instalment", "position"})
_SAID_AS_YES: Final = frozenset({"household", "incident"})


def money_of(order: Any, desk: Desk) -> Money | None:  # noqa: ANN401  an order or a fact
    """Return the amount that an order is about, to stand large on its page."""
    if isinstance(order, Exchange):
        return desk.money(order.sold_amount, order.sold_currency)
    if isinstance(order, CorrectLine):
        return money_of(order.replacement, desk)
    amount = getattr(order, "amount", getattr(order, "gross", None))
    return None if amount is None else desk.money(amount, order.currency)


def handle_of(who: UUID, desk: Desk, handles: Handles) -> str:
    """Return how somebody is called here."""
    return handles.get(who) or desk.language.say(N_("somebody"))


def rows_of(order: Any, desk: Desk, handles: Handles, *, with_day: bool) -> list[Row]:  # noqa: ANN401
    """Return a row for every field of an order, or of a fact, that people read."""
    if type(order) in GOVERNING:
        return list(rows_of_governing(order, desk.book, handles, desk.language))
    rows = [Row(label, value) for label, value in _fields(order, desk, handles)]
    if isinstance(order, CorrectLine):
        rows += rows_of(order.replacement, desk, handles, with_day=True)
    elif with_day and isinstance(getattr(order, "occurred_on", None), date):
        rows.append(Row(DAY, day_text(order.occurred_on, desk.language)))
    return rows


def changed_rows(old: Orderable, new: Orderable, desk: Desk, handles: Handles) -> list[Row]:
    """Return a row for everything that a change changed: what it says now, and what it said."""
    before = {row.label: row.value for row in rows_of(old, desk, handles, with_day=True)}
    after = {row.label: row.value for row in rows_of(new, desk, handles, with_day=True)}
    nothing = escape(desk.language.say(N_("nothing")))
    return [
        Row(label, _became(before.get(label, nothing), after.get(label, nothing), desk))
        for label in {**before, **after}
        if before.get(label) != after.get(label)
    ]


def _became(old: object, new: object, desk: Desk) -> Markup:
    becomes = desk.language.say(N_("becomes"))
    return Markup("<s>{}</s> <span aria-hidden=true>→</span><span class=sr> {} </span> {}").format(
        old, becomes, new
    )


def _fields(order: Any, desk: Desk, handles: Handles) -> Iterator[tuple[str, Markup]]:  # noqa: ANN401
    for name, label in LABELS.items():
        value = getattr(order, name, None)
        if value is None or value in (0, ()):
            continue
        yield label, _value(order, name, value, desk, handles)


def _value(order: Any, name: str, value: object, desk: Desk, handles: Handles) -> Markup:  # noqa: ANN401
    language = desk.language
    match value:
        case _ if name in _SAID_AS_YES:
            return escape(language.say(N_("Yes")))
        case UUID():
            named = handle_of(value, desk, handles) if name == "carrier" else desk.name(value)
            return Markup("<bdi>{}</bdi>").format(named)
        case int() if name not in _PLAIN_NUMBERS:
            return money_html(desk.money(value, _currency(order, name)), language)
        case tuple():
            parts = (_part(order, each, desk) for each in value)
            return Markup("<br>").join(parts)
        case Enum():
            return escape(desk.word(value))
        case date():
            return escape(day_text(value, language))
        case _:
            return escape(value)


def _currency(order: Any, name: str) -> str:  # noqa: ANN401
    """Return the currency of one amount; an exchange has two."""
    if name == "bought_amount":
        return str(order.bought_currency)
    return str(getattr(order, "currency", "") or order.sold_currency)


def _part(order: Any, part: object, desk: Desk) -> Markup:  # noqa: ANN401
    match part:
        case Instalment():
            facts = {
                "money": desk.said(part.amount, order.currency),
                "day": day_text(part.due_on, desk.language),
            }
            return escape(desk.language.say(Words(N_("{money} on {day}"), facts)))
        case Deduction():
            said = {"kind": part.kind, "money": desk.said(part.amount, order.currency)}
            return escape(desk.language.say(Words(N_("{kind}: {money}"), said)))
        case Enum():
            return escape(desk.word(part))
        case _:
            return escape(part)
