"""Requests and consents in their case: the waiting list, closing, what was agreed to."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from api.i18n import N_
from api.pages.fields import Option, PageForm
from api.pages.recording import parts
from api.pages.recording.base import Recording
from api.pages.recording.refused import FIELDS_OF_REFUSALS
from ledger.consents import GIVEN, RecordConsent, WithdrawConsent, consent_to
from ledger.events import ClosingReason, ConsentScope, Outcome
from ledger.requests import CloseRequest, WaitlistRequest


class _WithoutMoney(Recording):
    """A page that writes a step: it moves no money and asks for none."""

    check_lede = N_("Once written it stays; what changes is another line.")

    def values(self, form: PageForm) -> dict[str, Any]:
        """Return the fields of the command: there is no amount in it."""
        found = super().values(form)
        return {
            name: value for name, value in found.items() if name not in {"currency", "exponent"}
        }


class WaitlistForm(PageForm):
    """Since when."""

    occurred_on = parts.day(N_("Day it was decided"))


class Waitlisting(_WithoutMoney):
    """Put a request on the waiting list."""

    title = N_("Put a request on the waiting list")
    lede = N_("It fits, and there is no money for it now.")
    form = WaitlistForm
    asks = WaitlistRequest
    fields_of_refusals: ClassVar = FIELDS_OF_REFUSALS | {"not-in-this-state": "occurred_on"}


class CloseForm(PageForm):
    """How it ended, and why."""

    outcome = parts.kind(N_("How does it end?"))
    reason = parts.kind(N_("Why?"))
    occurred_on = parts.day(N_("Day it was decided"))


class Closing(_WithoutMoney):
    """Close a request without money."""

    title = N_("Close a request")
    lede = N_("It ends without money of the fund. It can be screened anew later.")
    form = CloseForm
    asks = CloseRequest
    fields_of_refusals: ClassVar = FIELDS_OF_REFUSALS | {"not-in-this-state": "outcome"}

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return how a request may end, and why."""
        return {
            "outcome": self.desk.words(list(Outcome)),
            "reason": self.desk.words(list(ClosingReason)),
        }


class ConsentForm(PageForm):
    """What was said, and when."""

    scope = parts.kind(N_("What is it about?"))
    occurred_on = parts.day(N_("Day it was said"))


class _OfConsent(_WithoutMoney):
    form = ConsentForm
    fields_of_refusals: ClassVar = FIELDS_OF_REFUSALS | {"not-in-this-state": "scope"}
    is_given: ClassVar[bool]
    """Whether the page is about what is agreed to now."""

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return what fits; what was sent before stays, because this may be the second sending."""
        case = self.desk.case
        fitting = [
            scope
            for scope in ConsentScope
            if case is None or (consent_to(case, scope) == GIVEN) is self.is_given
        ]
        return {"scope": self.desk.words(fitting or list(ConsentScope))}


class Consenting(_OfConsent):
    """Write down what whoever is helped agrees to."""

    title = N_("Write a consent down")
    lede = N_("Whoever is helped said so. It can be withdrawn at any time.")
    asks = RecordConsent
    is_given = False


class WithdrawingConsent(_OfConsent):
    """Write down what whoever is helped does not agree to any more."""

    title = N_("Withdraw a consent")
    lede = N_("A payment to somebody who takes this consent is not sent any more.")
    asks = WithdrawConsent
    is_given = True
