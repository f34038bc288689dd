"""Fields that most forms share, always under the same words."""

from typing import Any, cast

from api.i18n import N_
from api.pages.fields import ChoiceField, DayField, ListField, MoneyField, PageForm, TickField
from ledger.fund import Fund


class WithReason(PageForm):
    """What a correction asks besides."""

    reason = ListField(N_("What is wrong with the line?"), needed=N_("Choose a reason"))


def typed(form: PageForm, name: str) -> str:
    """Return what was typed or chosen in a field, read or not."""
    text: str = cast("Any", form[name]).text
    return text


def amount(label: str = N_("Amount"), **others: Any) -> MoneyField:  # noqa: ANN401  as the field's
    """Return the field of the amount that a page is about."""
    return MoneyField(label, needed=N_("Write an amount"), **others)


def consent() -> TickField:
    """Return the tick for what whoever is helped agreed to."""
    return TickField(
        N_("The person helped agrees that this payee is paid"),
        hint=N_("Needed for a landlord. It is written down, and can be withdrawn."),
    )


def fee(label: str = N_("Fee for sending it"), **others: Any) -> MoneyField:  # noqa: ANN401
    """Return the field of a fee that may be left empty."""
    return MoneyField(label, **others)


def account(label: str = N_("Account")) -> ChoiceField:
    """Return the choice of an account."""
    return ChoiceField(label, needed=N_("Choose an account"))


def purpose(label: str = N_("Purpose")) -> ChoiceField:
    """Return the choice of a purpose."""
    return ChoiceField(label, needed=N_("Choose a purpose"))


def kind(label: str = N_("Kind")) -> ChoiceField:
    """Return the choice of a kind."""
    return ChoiceField(label, needed=N_("Choose a kind"))


def category(label: str) -> ListField:
    """Return the choice of what money is for."""
    return ListField(label, needed=N_("Choose what it is for"))


def day(label: str = N_("Day it happened")) -> DayField:
    """Return the day of the line."""
    return DayField(label, needed=N_("Fill in day, month and year"))


def authority() -> ChoiceField:
    """Return the choice of who holds a deposit."""
    return ChoiceField(N_("Who holds it?"), needed=N_("Choose who holds it"))


def currency_chosen(form: PageForm, fund: Fund) -> tuple[str, int]:
    """Return the currency chosen in *form* with its exponent; the fund's where none is asked."""
    code = typed(form, "currency") if "currency" in form else fund.currency
    if code not in fund.exponents:
        return fund.currency, fund.exponent
    return code, fund.exponents[code]
