"""Corrections: a line taken back, with the right one in its place or with nothing."""

from collections.abc import Mapping, Sequence
from types import NoneType
from typing import Any, ClassVar, Final

from api.i18n import N_
from api.pages.fields import Option, PageForm
from api.pages.flow import Row
from api.pages.recording.bail import Bail, BailInCase, BailReturn, Forfeiture
from api.pages.recording.bail_asked import (
    Surety,
    SuretyEnd,
    SuretyInCase,
    Verification,
    VerificationInCase,
)
from api.pages.recording.bail_courts import BailRaise, BailReport, ReceiptPlaced, ToDepositor
from api.pages.recording.bail_lost import DepositorRepayment, LateRecovery, WriteOff
from api.pages.recording.base import Recording
from api.pages.recording.costs import Cost, CostRefund, FeeReturned, FeeTaken
from api.pages.recording.desk import Desk
from api.pages.recording.donations import (
    BroughtForward,
    Chargeback,
    Donation,
    PassedOn,
    Refund,
)
from api.pages.recording.gaps import Explaining
from api.pages.recording.grant_changes import (
    GrantPayeeChange,
    GrantPlanChange,
    MoneyBack,
    ReturnedPayment,
)
from api.pages.recording.grants import Grant, GrantForRequest, GrantPayment, GrantRelease
from api.pages.recording.losses import Found, Lost
from api.pages.recording.requests import Closing, Consenting, Waitlisting, WithdrawingConsent
from api.pages.recording.transfers import CurrencyExchange, PurposeTransfer, Transfer
from ledger.corrections import ReverseLine
from ledger.decider import AnyCommand
from ledger.events import (
    EVENTS,
    BailPosted,
    BailSuretyGiven,
    BailVerified,
    CostPaid,
    DonationReceived,
    GrantCommitted,
    MoneyLost,
    Reason,
    StatementAsserted,
)
from ledger.recordings import WRITES

_PAGES: Final[tuple[type[Recording], ...]] = (
    *(Donation, PassedOn, BroughtForward, Refund, Chargeback),
    *(Transfer, PurposeTransfer, CurrencyExchange),
    *(Bail, BailReturn, Forfeiture, Verification, BailRaise, BailReport, ReceiptPlaced),
    *(ToDepositor, DepositorRepayment, WriteOff, LateRecovery, Surety, SuretyEnd),
    *(Grant, GrantPayment, GrantRelease),
    *(GrantPlanChange, GrantPayeeChange, ReturnedPayment, MoneyBack),
    *(Cost, CostRefund, FeeTaken, FeeReturned),
    *(Lost, Found),
)

PAGE_OF_TOPIC: Final[Mapping[str, type[Recording]]] = {
    topic: page for page in _PAGES for asks, topic in WRITES.items() if asks is page.asks
}
"""The page that wrote a line, and so corrects it, by the topic of its fact."""

PAGE_OF_ORDER: Final[Mapping[type, type[Recording]]] = {page.asks: page for page in _PAGES}
"""The page that asked for an order, and so changes it, by what the order says."""

_ABOUT_SOMEBODY: Final = (
    type(None),
    *(event for topic, event in EVENTS.items() if topic.startswith(("bail.", "grant."))),
)
"""What may open a case in which somebody is helped; a request alone opens nothing."""

_BAIL: Final = (BailPosted, BailVerified)
"""What a case of bail begins with that goes on."""
PAGES_OF_CASES: Final[Mapping[str, Mapping[type, type[Recording]]]] = {
    "verify": dict.fromkeys((NoneType, BailVerified), VerificationInCase),
    "post": dict.fromkeys((NoneType, BailVerified), BailInCase),
    "vouch": dict.fromkeys((NoneType, BailVerified), SuretyInCase),
    "return": dict.fromkeys(_BAIL, BailReturn),
    "forfeit": dict.fromkeys(_BAIL, Forfeiture),
    "raise": dict.fromkeys(_BAIL, BailRaise),
    "report": dict.fromkeys(_BAIL, BailReport),
    "receipt": dict.fromkeys(_BAIL, ReceiptPlaced),
    "to-depositor": dict.fromkeys(_BAIL, ToDepositor),
    "handed-on": dict.fromkeys(_BAIL, DepositorRepayment),
    "write-off": dict.fromkeys(_BAIL, WriteOff),
    "late-recovery": dict.fromkeys(_BAIL, LateRecovery),
    "end-surety": dict.fromkeys((BailSuretyGiven, BailVerified), SuretyEnd),
    "pay": {GrantCommitted: GrantPayment},
    "release": {GrantCommitted: GrantRelease},
    "plan": {GrantCommitted: GrantPlanChange},
    "payee": {GrantCommitted: GrantPayeeChange},
    "returned": {GrantCommitted: ReturnedPayment},
    "money-back": {GrantCommitted: MoneyBack},
    "grant": {type(None): GrantForRequest},
    "waitlist": {type(None): Waitlisting},
    "close": {type(None): Closing},
    "consent": dict.fromkeys(_ABOUT_SOMEBODY, Consenting),
    "consent-withdrawal": dict.fromkeys(_ABOUT_SOMEBODY, WithdrawingConsent),
    "refund": {DonationReceived: Refund, CostPaid: CostRefund},
    "chargeback": {DonationReceived: Chargeback},
    "recover": {MoneyLost: Found},
    "explain": {StatementAsserted: Explaining},
}
"""What can be recorded in a case: the last part of the address, by what opened the case."""


class NothingElse(PageForm):
    """A form that asks for the reason only, which every correction does."""


class Reversal(Recording):
    """Take a line back, with nothing in its place."""

    title = N_("Take this line back")
    form = NothingElse
    asks = ReverseLine
    is_replaced = False
    aside = N_("The line stays in the book, struck out, beside the one that takes it back.")
    fields_of_refusals: ClassVar = {"already-reversed": "reason", "later-lines-stand": "reason"}

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        if self.asking is not None:
            return
        self.title = Reversal.title  # type: ignore[misc]
        self.check_lede = Recording.check_lede  # type: ignore[misc]
        self.write_verb = N_("Take it back")  # type: ignore[misc]

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return the reasons."""
        return {"reason": [Option("", ""), *self.desk.words(list(Reason))]}

    def start(self, event: Any) -> dict[str, Any]:  # noqa: ANN401, ARG002
        """Start without a reason: it is why this page is open."""
        return {}

    def asked(self, form: PageForm) -> AnyCommand:
        """Return the command that takes the line back."""
        assert self.desk.book_case is not None, "a line stands in a case"
        assert self.desk.wrong is not None, "the page is about a line"
        return ReverseLine(
            case_id=self.desk.book_case.case_id,
            position=self.desk.wrong.position,
            reason=Reason(form["reason"].data),
        )

    def more_rows(self, form: PageForm) -> Sequence[Row]:  # noqa: ARG002
        """Name the line."""
        assert self.desk.wrong is not None, "the page is about a line"
        return [Row(N_("Line that is taken back"), str(self.desk.wrong.position))]
