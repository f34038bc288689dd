"""Recording money that stays within the fund: moved, given to another purpose, exchanged."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from api.i18n import N_
from api.pages.fields import ChoiceField, ListField, Option, PageForm
from api.pages.recording import parts
from api.pages.recording.base import AnyRequest, Recording
from api.pages.recording.refused import FIELDS_OF_REFUSALS
from ledger.money import Money
from ledger.transfers import Exchange, TransferBetweenAccounts, TransferBetweenPurposes


class TransferForm(PageForm):
    """How much, from where to where."""

    amount = parts.amount(N_("Amount that arrives"))
    from_account_id = parts.account(N_("From which account?"))
    to_account_id = parts.account(N_("To which account?"))
    occurred_on = parts.day(N_("Day it was moved"))
    fee = parts.fee(N_("Fee for the transfer"), hint=N_("It leaves the first account besides."))
    purpose_id = ChoiceField(N_("Which purpose bears the fee?"))


class Transfer(Recording):
    """Move money between two accounts."""

    title = N_("Move money between accounts")
    form = TransferForm
    asks = TransferBetweenAccounts
    more = ("fee", "purpose_id")
    more_title = N_("A fee for the transfer")
    fields_of_refusals: ClassVar = FIELDS_OF_REFUSALS | {
        "account-short": "from_account_id",
        "same-account": "to_account_id",
        "wrong-currency": "to_account_id",
        "wrong-exponent": "to_account_id",
        "purpose-missing": "purpose_id",
    }

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return the choices."""
        accounts = self.desk.accounts()
        return {
            "from_account_id": accounts,
            "to_account_id": accounts,
            "purpose_id": self.desk.purposes(),
        }

    def values(self, form: PageForm) -> dict[str, Any]:
        """Return the fields of the command: a purpose only where there is a fee for it."""
        values = super().values(form)
        if not values.get("fee"):
            values.pop("purpose_id", None)
        return values


class PurposeTransferForm(PageForm):
    """How much, from which purpose to which."""

    amount = parts.amount()
    from_purpose_id = parts.purpose(N_("From which purpose?"))
    to_purpose_id = parts.purpose(N_("To which purpose?"))
    currency = ListField(N_("Currency"), needed=N_("Choose a currency"))
    occurred_on = parts.day(N_("Day it was decided"))


class PurposeTransfer(Recording):
    """Give money of one purpose to another."""

    title = N_("Give money to another purpose")
    lede = N_("No account changes. Money that donors restricted stays where they wanted it.")
    form = PurposeTransferForm
    asks = TransferBetweenPurposes
    fields_of_refusals: ClassVar = FIELDS_OF_REFUSALS | {
        "same-purpose": "to_purpose_id",
        "purpose-restricted": "from_purpose_id",
        "purpose-short": "from_purpose_id",
        "insufficient-purpose": "amount",
        "currency-unknown": "currency",
    }

    async def prepare(self, request: AnyRequest, form: PageForm) -> None:  # noqa: ARG002
        """Ask for a currency only where there are several."""
        if len(self.desk.fund.exponents) == 1:
            del form["currency"]

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return the choices: money that donors restricted is not given away."""
        return {
            "from_purpose_id": self.desk.purposes(movable=True),
            "to_purpose_id": self.desk.purposes(),
            "currency": [Option(code, code) for code in self.desk.fund.exponents],
        }

    def defaults(self) -> dict[str, Any]:
        """Return what the fields start with."""
        return {"currency": self.desk.fund.currency}

    def currency(self, form: PageForm) -> tuple[str, int]:
        """Return the currency that was chosen, or the fund's."""
        return parts.currency_chosen(form, self.desk.fund)


class ExchangeForm(PageForm):
    """What was sold and what it bought."""

    from_account_id = parts.account(N_("From which account?"))
    sold_amount = parts.amount(N_("Amount sold"))
    to_account_id = parts.account(N_("To which account?"))
    bought_amount = parts.amount(N_("Amount that arrived"))
    purpose_id = parts.purpose(N_("Whose money is it?"))
    occurred_on = parts.day(N_("Day it was exchanged"))
    fee = parts.fee(N_("Fee for the exchange"), hint=N_("In the currency sold, besides."))


class CurrencyExchange(Recording):
    """Change money into another currency."""

    title = N_("Exchange currency")
    lede = N_("Write both amounts as they really moved; no rate is worked out.")
    form = ExchangeForm
    asks = Exchange
    more = ("fee",)
    more_title = N_("A fee for the exchange")
    fields_of_refusals: ClassVar = FIELDS_OF_REFUSALS | {
        "amount-not-positive": "sold_amount",
        "amount-too-large": "sold_amount",
        "insufficient-funds": "sold_amount",
        "account-short": "from_account_id",
        "same-account": "to_account_id",
        "same-currency": "to_account_id",
    }

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return the choices."""
        accounts = self.desk.accounts()
        return {
            "from_account_id": accounts,
            "to_account_id": accounts,
            "purpose_id": self.desk.purposes(),
        }

    def currency_of(self, form: PageForm, name: str) -> tuple[str, int]:
        """Return the currency of the account that gives, or of the one that takes."""
        side = "to_account_id" if name == "bought_amount" else "from_account_id"
        account = self.desk.account(parts.typed(form, side))
        return (account.currency, account.exponent) if account else self.desk.unsaid_currency

    def start(self, event: Any) -> dict[str, Any]:  # noqa: ANN401
        """Write both amounts, each in its own currency."""
        fee = Money(event.fee, event.sold_currency, event.sold_exponent) if event.fee else None
        return {
            "from_account_id": str(event.from_account_id),
            "to_account_id": str(event.to_account_id),
            "purpose_id": str(event.purpose_id),
            "sold_amount": Money(event.sold_amount, event.sold_currency, event.sold_exponent),
            "bought_amount": Money(
                event.bought_amount, event.bought_currency, event.bought_exponent
            ),
            "fee": fee,
            "occurred_on": event.occurred_on,
        }

    def values(self, form: PageForm) -> dict[str, Any]:
        """Return the fields of the command: each amount with its own currency."""
        values = super().values(form)
        sold, bought = form["sold_amount"].data, form["bought_amount"].data
        return {name: value for name, value in values.items() if name not in _ONE_CURRENCY} | {
            "sold_currency": sold.currency,
            "sold_exponent": sold.exponent,
            "bought_currency": bought.currency,
            "bought_exponent": bought.exponent,
        }


_ONE_CURRENCY = frozenset({"currency", "exponent"})
