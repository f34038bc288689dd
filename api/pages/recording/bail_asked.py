"""Recording what an authority asks for, and what the fund vouches for instead of paying."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from api.i18n import N_
from api.pages.fields import ListField, Option, PageForm
from api.pages.recording import parts
from api.pages.recording.bail import NO_NAME
from api.pages.recording.base import AnyRequest, Recording
from ledger.bail import EndSurety, GiveSurety, VerifyBail
from ledger.bail.posting import NO_CASH
from ledger.events import BailKind, PayableBy


class VerificationForm(PageForm):
    """What the authority asks for."""

    amount = parts.amount(N_("Bail as the court set it"))
    share = parts.amount(
        N_("Our share of it"), hint=N_("The same amount, unless others pay a part.")
    )
    currency = ListField(N_("Currency"), needed=N_("Choose a currency"))
    authority_id = parts.authority()
    kind = parts.kind(N_("Kind of bail"))
    payable_by = parts.kind(N_("Who may pay it?"))
    occurred_on = parts.day(N_("Day it was found out"))


class _InFundsCurrency(Recording):
    """A page about an amount that no account is named for."""

    async def prepare(self, request: AnyRequest, form: PageForm) -> None:  # noqa: ARG002
        """Ask for a currency only where there are several."""
        if len(self.desk.fund.exponents) == 1:
            del form["currency"]

    def currency(self, form: PageForm) -> tuple[str, int]:
        """Return the currency that was chosen, or the fund's."""
        return parts.currency_chosen(form, self.desk.fund)

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return the choices."""
        return {
            "currency": [Option(code, code) for code in self.desk.fund.exponents],
            "authority_id": self.desk.authorities(),
        }

    def defaults(self) -> dict[str, Any]:
        """Return what the fields start with."""
        return {"currency": self.desk.fund.currency}


class Verification(_InFundsCurrency):
    """Record what an authority asks for."""

    title = N_("Record what the court asks for")
    lede = N_("Nothing is paid yet. What was found out stands in the case until somebody posts it.")
    form = VerificationForm
    asks = VerifyBail
    more = ("kind", "payable_by")
    more_title = N_("Kind of bail, and who may pay it")
    aside = NO_NAME

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return the choices."""
        return {
            **super().options(),
            "kind": self.desk.words(list(BailKind)),
            "payable_by": self.desk.words(list(PayableBy)),
        }

    def defaults(self) -> dict[str, Any]:
        """Start with the commonest kind."""
        usual = {"kind": BailKind.CASH_DEPOSIT.value, "payable_by": PayableBy.ANYONE.value}
        return super().defaults() | usual


class VerificationInCase(Verification):
    """Record what an authority asks for in the case of a request, or again."""

    goes_on = True


class SuretyForm(PageForm):
    """What the fund vouches for, and to whom."""

    amount = parts.amount(N_("Amount that the fund vouches for"))
    currency = ListField(N_("Currency"), needed=N_("Choose a currency"))
    authority_id = parts.authority()
    kind = parts.kind(N_("Kind of bail"))
    occurred_on = parts.day(N_("Day it was given"))


class Surety(_InFundsCurrency):
    """Vouch for somebody, without paying."""

    title = N_("Record a surety")
    lede = N_("No money moves and none is set aside. What is called in is paid as a running cost.")
    form: ClassVar[type[PageForm]] = SuretyForm
    asks = GiveSurety
    aside = NO_NAME

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return the choices."""
        return {**super().options(), "kind": self.desk.words(list(NO_CASH))}

    def defaults(self) -> dict[str, Any]:
        """Start with a surety."""
        return super().defaults() | {"kind": BailKind.SURETY.value}


class SuretyInCase(Surety):
    """Vouch for somebody who asked for bail."""

    goes_on = True


class SuretyEndForm(PageForm):
    """When it ended."""

    occurred_on = parts.day(N_("Day it ended"))


class SuretyEnd(Recording):
    """Record that the fund does not vouch any more."""

    title = N_("Record that a surety ended")
    form = SuretyEndForm
    asks = EndSurety

    def values(self, form: PageForm) -> dict[str, Any]:
        """Return the fields of the command, which is about no amount."""
        return {"occurred_on": super().values(form)["occurred_on"]}
