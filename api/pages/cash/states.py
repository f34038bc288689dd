"""Freezing, releasing and closing an account."""

from typing import ClassVar

from api.i18n import N_
from api.pages.cash.of_account import OfAccount
from api.pages.fields import PageForm
from api.pages.recording import parts
from ledger.accounts import CloseAccount, FreezeAccount, ReleaseAccount


class DayForm(PageForm):
    """When it happened."""

    occurred_on = parts.day()


class Freezing(OfAccount):
    """Write down that an account is blocked."""

    title = N_("Freeze an account")
    lede = N_(
        "For when a bank, a processor or the police blocks it. Nothing can be paid from it until "
        "it is released, and its money does not count as free. What arrives is still written down."
    )
    form = DayForm
    asks = FreezeAccount
    check_lede = N_("It can be released again at any time.")


class Releasing(OfAccount):
    """Write down that an account can be used again."""

    title = N_("Release an account")
    lede = N_("For when whoever keeps it lets you pay from it again.")
    form = DayForm
    asks = ReleaseAccount
    check_lede = N_("It can be frozen again at any time.")


class Closing(OfAccount):
    """Give an account up."""

    title = N_("Close an account")
    lede = N_("Only an empty account is closed. It stays in the book, and is never opened again.")
    form = DayForm
    asks = CloseAccount
    fields_of_refusals: ClassVar = OfAccount.fields_of_refusals | {
        "account-not-empty": "occurred_on"
    }
