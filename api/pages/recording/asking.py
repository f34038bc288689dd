"""Asking instead of writing: where two are needed, a form becomes an order that others sign.

The forms are the same. What they ask for is checked by the rules of its command at once, as if
there were money enough, and shown with what it will change when it is carried out.
"""

from collections.abc import Collection
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from api.formats import money_text, refusal_words
from api.i18n import N_, Words
from api.pages.fields import ChoiceField, Option, PageForm, TickField
from api.pages.flow import FormPage, Sent
from api.pages.recording.desk import Desk
from ledger import floats
from ledger.accounts import CloseAccount
from ledger.assertions import AssertStatement, ExplainGap
from ledger.bail import (
    GiveSurety,
    PostBail,
    RaiseBail,
    RecordBailForfeiture,
    RecordBailReturn,
    RecordReturnToDepositor,
    WriteOffBail,
)
from ledger.case import evolve_case
from ledger.cash import CountCash, HandCashOver, RecordLoss
from ledger.chart import Category
from ledger.corrections import ReverseLine
from ledger.costs import PayCost, RecordFee
from ledger.decider import AnyCommand, decide
from ledger.donations import PassDonationOn
from ledger.events import FundEvent, Role, Way
from ledger.floats import CloseFloat, HandFloat
from ledger.fund import Fund
from ledger.grants import (
    ChangeGrantPayee,
    ChangeGrantPlan,
    CommitGrant,
    PayGrant,
    RecordReturnedPayment,
    ReleaseGrantRest,
)
from ledger.money import Money
from ledger.orders.commands import ChangeOrder, RequestOrder
from ledger.orders.content import PAYMENTS, Orderable
from ledger.orders.open_acts import is_out_of_reach
from ledger.orders.requesting import covered
from ledger.orders.state import orders_of
from ledger.powers import IMPORTER, roles_of, sign_in_of
from ledger.recordings import CorrectLine
from ledger.refunds import RecordChargeback, RefundDonation
from ledger.rejections import ActsUnusable, KeyReused, Rejection
from ledger.transfers import Exchange, TransferBetweenAccounts, TransferBetweenPurposes

TITLES: Final[dict[type[Struct], str]] = {
    PostBail: N_("Ask for a bail payment"),
    RaiseBail: N_("Ask to pay more on a bail"),
    WriteOffBail: N_("Ask to write bail off"),
    GiveSurety: N_("Ask to give a surety"),
    CommitGrant: N_("Ask to promise a grant"),
    PayGrant: N_("Ask to pay an instalment"),
    ReleaseGrantRest: N_("Ask to release the rest of a grant"),
    ChangeGrantPlan: N_("Ask to change the plan of a grant"),
    ChangeGrantPayee: N_("Ask to change who is paid"),
    PayCost: N_("Ask to pay a running cost"),
    RefundDonation: N_("Ask to give a donation back"),
    PassDonationOn: N_("Ask to pass money on to another fund"),
    TransferBetweenAccounts: N_("Ask to move money between accounts"),
    TransferBetweenPurposes: N_("Ask to give money to another purpose"),
    Exchange: N_("Ask to exchange currency"),
    HandFloat: N_("Ask to hand out a float"),
    CloseFloat: N_("Ask to count a float"),
    CloseAccount: N_("Ask to close an account"),
    CountCash: N_("Ask somebody to confirm a count"),
    HandCashOver: N_("Ask to hand cash over"),
    AssertStatement: N_("Ask somebody to confirm a statement"),
    ExplainGap: N_("Ask somebody to confirm why"),
    RecordFee: N_("Record a fee that was taken"),
    RecordChargeback: N_("Record a chargeback"),
    RecordBailReturn: N_("Record the return of bail"),
    RecordReturnToDepositor: N_("Record that the depositor was paid"),
    RecordBailForfeiture: N_("Record that bail is lost"),
    RecordLoss: N_("Record lost money"),
    RecordReturnedPayment: N_("A payment did not arrive"),
    CorrectLine: N_("Ask to correct this line"),
    ReverseLine: N_("Ask to take this line back"),
}
"""What a form is called where its command takes two."""
ASKED_FIELDS: Final = ("way", "prepared")
"""Fields of a request that are not of its command; they stand last on the page."""
LEDE: Final = N_("This takes two: you ask, somebody else signs. Nothing moves before that.")
_LEDE_PAID: Final = N_(
    "This takes two: you write it down, and somebody else who knows of it signs."
)
_LEDE_CHANGED: Final = N_(
    "Everybody who signed before has to read it again and sign anew. Whoever changes an order does "
    "not approve it."
)
_LEDE_ENDED: Final = N_(
    "Too few people would be left who can approve it, because whoever changes an order does not. "
    "Say no to it instead, or take it back, and have it asked for anew."
)

_WAYS: Final[dict[Way, Option]] = {
    Way.USUAL: Option(
        Way.USUAL.value, N_("As usual"), N_("Others approve it, then two people pay it.")
    ),
    Way.URGENT: Option(Way.URGENT.value, N_("Tonight")),
    Way.ALREADY_PAID: Option(
        Way.ALREADY_PAID.value,
        N_("It has been paid already"),
        N_("Somebody who knows of it signs; others look at it afterwards."),
    ),
}

_TONIGHT: Final = N_(
    "Two people on call pay it now, without you; others look at it afterwards. At most {money} for "
    "one case."
)
_PAIR: Final = 2
_NO_PAIR: Final = N_(
    "It takes two people on call besides you, and there are not two now: nobody could pay it. Let "
    "somebody who is not on call ask for it, give a third person the mandate on call, or pay it "
    "and write it down as paid already."
)


class WithWay(PageForm):
    """By which rules an order goes."""

    way = ChoiceField(N_("How is it to go?"), needed=N_("Choose how it is to go"))


class WithPrepared(PageForm):
    """Whether whoever asks has made the payment ready as well."""

    prepared = TickField(
        N_("I have prepared the payment"),
        hint=N_("Typed in at the bank or counted, and not sent: somebody else lets it go."),
    )


class Asking:
    """How one page asks: made where its command takes two."""

    def __init__(self, desk: Desk, asks: type[Struct], kinds: Collection[Category]) -> None:
        self._desk, self._asks = desk, asks
        self._is_payment = desk.wrong is None and asks in PAYMENTS
        self._kinds = kinds
        self.way = Way.USUAL if desk.order is None else desk.order.way
        title = asks if desk.wrong is None or asks is ReverseLine else CorrectLine
        self.title = TITLES[title] if desk.order is None else N_("Change an order")

    def name(self, page: FormPage) -> None:
        """Name *page* and its buttons after what is asked for."""
        page.title, page.check_title = self.title, N_("Check before asking")  # type: ignore[misc]
        page.check_verb, page.write_verb = N_("Check before asking"), self.verb  # type: ignore[misc]

    def check(self, page: FormPage, facts: Collection[FundEvent]) -> None:
        """Say on the check page of *page* what the *facts* of asking come to."""
        page.check_lede = self.lede_after(facts)  # type: ignore[misc]

    @property
    def note(self) -> str | Words:
        """What the form says besides."""
        return ""

    @property
    def lede(self) -> str:
        """What the check page says above everything."""
        if self._desk.order is not None:
            return _LEDE_CHANGED
        return _LEDE_PAID if self.way is Way.ALREADY_PAID else LEDE

    def lede_after(self, facts: Collection[FundEvent]) -> str:
        """Say the same once it is known what asking or changing would write."""
        desk, case = self._desk, self._desk.book_case
        if desk.order is None or case is None:
            return self.lede
        for number, fact in enumerate(facts):
            case = evolve_case(case, desk.position + 1 + number, fact)
        changed = orders_of(case)[desk.order.order]
        ends = is_out_of_reach(changed, desk.book, case, desk.context.now)
        return _LEDE_ENDED if ends else self.lede

    @property
    def verb(self) -> str:
        """What the last button says."""
        return N_("Ask for it") if self._desk.order is None else N_("Change it")

    def begin(self, query: Collection[tuple[str, str]], sent: Sent | None) -> None:
        """Take notice of which way the form is about: it was chosen by a link, or by the form."""
        if self._desk.order is None and self._is_payment:
            named = sent.get("way") if sent is not None else dict(query).get("way", "")
            self.way = next((way for way in Way if way.value == named), Way.USUAL)

    def parts(self) -> tuple[type[PageForm], ...]:
        """Return what the form asks besides what its command needs."""
        if self._desk.order is not None:
            return ()
        has_ways = len(self.ways()) > 1 or self.way is Way.ALREADY_PAID
        return (
            *((WithWay,) if has_ways else ()),
            *((WithPrepared,) if self._may_prepare() else ()),
        )

    def ways(self) -> list[Option]:
        """Return the ways to choose from. One that was paid already is that and nothing else."""
        if self.way is Way.ALREADY_PAID:
            return [_WAYS[Way.ALREADY_PAID]]
        urgent = self._desk.book.governance.policy.urgent_categories
        has_urgent = self._desk.wrong is None and any(kind in urgent for kind in self._kinds)
        return [_WAYS[Way.USUAL], *([self._tonight()] if has_urgent else [])]

    def _tonight(self) -> Option:
        """Return the urgent way; whoever asks is told when no two others are on call to go it."""
        book, context = self._desk.book, self._desk.context
        others = set(book.governance.members) - {sign_in_of(context.actor)}
        on_call = sum(Role.ON_CALL in roles_of(book, context, who) for who in others)
        option, policy = _WAYS[Way.URGENT], book.governance.policy
        if on_call < _PAIR:
            return replace(option, note=_NO_PAIR)
        most = Money(policy.urgent_case_cap, book.currency, book.exponent)
        said = {"money": money_text(most, self._desk.language)}
        return replace(option, note=Words(_TONIGHT, said))

    def has_day(self) -> bool:
        """Say whether a day can be told: a payment that is to come happens when it is sent."""
        return not self._is_payment or self.way is Way.ALREADY_PAID

    @property
    def other_way(self) -> tuple[str, str] | None:
        """The words and the query of the same form for the other sort of payment."""
        if not self._is_payment or self._desk.order is not None:
            return None
        if self.way is Way.ALREADY_PAID:
            return N_("It has not been paid yet"), ""
        return N_("It has been paid already"), f"?way={Way.ALREADY_PAID.value}"

    def _may_prepare(self) -> bool:
        who = sign_in_of(self._desk.context.actor)
        if who is None or not self._is_payment or self.way is Way.ALREADY_PAID:
            return False
        return Role.TREASURER in roles_of(self._desk.book, self._desk.context, who)

    def command(self, form: PageForm, order: Orderable) -> AnyCommand:
        """Return what *form* asks for: a new order, or another content of one."""
        changed = self._desk.order
        if changed is not None:
            return ChangeOrder(
                occurred_on=self._desk.today,
                case_id=changed.case_id,
                order_id=changed.order,
                order=order,
            )
        return RequestOrder(
            occurred_on=self._desk.today,
            order=order,
            way=Way(form["way"].data) if "way" in form else Way.USUAL,
            prepared=bool("prepared" in form and form["prepared"].data),
        )


def words_of_refusal(no: Rejection, desk: Desk) -> Words:
    """Say a refusal; a form that was sent before asks whether it is a new line."""
    if isinstance(no, KeyReused):
        again = N_("This was already recorded as line {position}. Send it again to record another.")
        return Words(again, {"position": no.position})
    if isinstance(no, ActsUnusable):
        return Words(N_("Take this tick away: tonight the two who are on call prepare it."))
    return refusal_words(no, desk.language, desk.labels)


def outcome_of(
    desk: Desk, command: AnyCommand, way: Way = Way.USUAL
) -> tuple[FundEvent, ...] | Rejection:
    """Return what *command* would write if one person could, or what would stop it then.

    What has been paid already is written whether the money was there or not.
    """
    alone: Fund = replace(desk.book, single_signer=True)
    alone = covered(alone) if way is Way.ALREADY_PAID else alone
    context = replace(desk.context, actor=IMPORTER)
    case = desk.case_of_page
    if not isinstance(command, HandFloat | CloseFloat):
        return decide(command, context, alone, case)
    try:  # no machinery keeps floats; that who asks may ask was decided with the order
        return floats.decide(command, context, alone, case)
    except Rejection as no:
        return no


def asked_before(order: Any) -> dict[str, Any]:  # noqa: ANN401  any command
    """Return what a form holds of an order besides the fields of its line."""
    return {"reason": order.reason.value} if isinstance(order, ReverseLine | CorrectLine) else {}
