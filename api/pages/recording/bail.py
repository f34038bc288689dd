"""Recording bail: posted, come back in part or whole, forfeited."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar

from msgspec import Struct

from api.i18n import N_, Words
from api.pages.fields import ListField, Option, PageForm
from api.pages.recording import parts
from api.pages.recording.base import AnyRequest, Recording
from api.pages.recording.known_cases import KnownCases, list_known_cases
from ledger.bail import PostBail, RecordBailForfeiture, RecordBailReturn, held, posted_of
from ledger.bail.posting import NO_CASH
from ledger.chart import Category, DeductionKind
from ledger.events import (
    BailKind,
    BailPosted,
    BailReturned,
    BailReturnedToDepositor,
    BailVerified,
    Deduction,
)
from ledger.money import Money

NO_NAME = N_(
    "There is no place for a name: the case gets two words to speak of it by, such as amber heron."
)


class BailForm(PageForm):
    """What is paid, to whom, from where."""

    amount = parts.amount(N_("Amount of bail"))
    account_id = parts.account(N_("Which account pays?"))
    purpose_id = parts.purpose(N_("Which purpose pays?"))
    authority_id = parts.authority()
    kind = parts.kind(N_("Kind of bail"))
    occurred_on = parts.day(N_("Day it was paid"))
    fee = parts.fee(N_("Fee for paying it"), hint=N_("A fee does not come back."))
    household = ListField(N_("Helped before, in an open case"))
    incident = ListField(N_("Arrested together with"))


class PostingForm(PageForm):
    """What is paid, to whom, from where, in a case that was asked for."""

    amount = BailForm.amount
    account_id = BailForm.account_id
    purpose_id = BailForm.purpose_id
    authority_id = BailForm.authority_id
    kind = BailForm.kind
    occurred_on = BailForm.occurred_on
    fee = BailForm.fee


class Bail(Recording):
    """Post bail."""

    title = N_("Record a bail payment")
    form: ClassVar[type[PageForm]] = BailForm
    asks = PostBail
    links: ClassVar[tuple[str, ...]] = ("household", "incident")
    more: ClassVar[tuple[str, ...]] = ("kind", "fee", "household", "incident")
    more_title = N_("Another kind of bail, a fee, a link to another case")
    aside = NO_NAME
    known: KnownCases = KnownCases()

    def urgent_kinds(self) -> Collection[Category]:
        """Return bail: it may be paid tonight where the policy says so."""
        return (Category.BAIL,)

    async def prepare(self, request: AnyRequest, form: PageForm) -> None:
        """Load the open cases that this one may be linked to."""
        self.known = await list_known_cases(request, self.desk, form, self.links)

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return the choices; a purpose that may not pay bail is not among them."""
        nobody = N_("Not helped before, as far as known")
        alone = N_("Nobody, as far as known")
        return {
            "account_id": self.desk.accounts(),
            "purpose_id": self.desk.purposes(meant_for={Category.BAIL}),
            "authority_id": self.desk.authorities(),
            "kind": self.desk.words([kind for kind in BailKind if kind not in NO_CASH]),
            "household": self.known.options(nobody),
            "incident": self.known.options(alone, kind="bail"),
        }

    def defaults(self) -> dict[str, Any]:
        """Return what the fields start with."""
        return {"kind": BailKind.CASH_DEPOSIT.value}

    def start(self, event: Any) -> dict[str, Any]:  # noqa: ANN401
        """Leave the links as they are: the line that is corrected keeps them."""
        return super().start(event) | dict.fromkeys(self.links)

    def values(self, form: PageForm) -> dict[str, Any]:
        """Return the fields of the command, with the references of the linked cases."""
        return super().values(form) | self.known.references()


class BailInCase(Bail):
    """Post bail that was asked for or verified: its household is known."""

    form = PostingForm
    links = ()
    more = ("kind", "fee")
    more_title = N_("Another kind of bail, a fee")
    goes_on = True

    async def prepare(self, request: AnyRequest, form: PageForm) -> None:
        """Load nothing: the case is linked already."""

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return the choices; nobody is linked."""
        left_out = ("household", "incident")
        return {name: each for name, each in super().options().items() if name not in left_out}

    def currency(self, form: PageForm) -> tuple[str, int]:
        """Return the currency of the account: what was verified may be in another."""
        account = self.desk.account(parts.typed(form, "account_id"))
        return (account.currency, account.exponent) if account else self.desk.unsaid_currency

    def defaults(self) -> dict[str, Any]:
        """Start with what the authority asks for."""
        asked = self.desk.case.events(BailVerified) if self.desk.case else ()
        if not asked:
            return super().defaults()
        last = asked[-1]
        share = Money(last.share, last.currency, last.exponent)
        return {
            "kind": last.kind.value,
            "amount": share,
            "authority_id": str(last.authority_id),
        }


class InBail(Recording):
    """What is recorded about a deposit that an authority holds."""

    @property
    def posted(self) -> BailPosted | None:
        """The payment that the case began with."""
        return posted_of(self.desk.case) if self.desk.case else None

    def currency(self, form: PageForm) -> tuple[str, int]:
        """Return the currency of the deposit."""
        posted = self.posted
        return super().currency(form) if posted is None else (posted.currency, posted.exponent)

    def defaults(self) -> dict[str, Any]:
        """Start with all that is held, back to the account that paid."""
        posted = self.posted
        if posted is None or self.desk.case is None:
            return {}
        rest = Money(held(self.desk.case), posted.currency, posted.exponent)
        return {"account_id": str(posted.account_id), "amount": rest if rest.amount else None}

    def situation(self) -> Words | None:
        """Say what is still held."""
        posted = self.posted
        if posted is None or self.desk.case is None:
            return None
        money = self.desk.said(held(self.desk.case), posted.currency)
        facts = {"authority": self.desk.name(posted.authority_id), "money": money}
        return Words(N_("{authority} holds {money} of it."), facts)


class ReturnForm(PageForm):
    """What came back, and what was kept."""

    amount = parts.amount(
        N_("Amount that came back"), zero=True, hint=N_("What arrived; 0 if all of it was kept.")
    )
    account_id = parts.account(N_("Where did it arrive?"))
    occurred_on = parts.day(N_("Day it came back"))
    fee = parts.fee(N_("Kept as a fee"))
    fine = parts.fee(N_("Kept for a fine"))
    costs = parts.fee(N_("Kept for costs of the court"))
    restitution = parts.fee(N_("Kept as restitution"))
    lien = parts.fee(N_("Kept for a lien"))


class BailReturn(InBail):
    """Record that bail came back, less what the court kept."""

    title = N_("Record the return of bail")
    form: ClassVar[type[PageForm]] = ReturnForm
    asks: ClassVar[type[Struct]] = RecordBailReturn
    more = tuple(kind.value for kind in DeductionKind)
    more_title = N_("The court kept a part of it")

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return the accounts of the deposit's currency."""
        posted = self.posted
        return {"account_id": self.desk.accounts(posted.currency if posted else "")}

    def start(self, event: Any) -> dict[str, Any]:  # noqa: ANN401
        """Fill in every deduction where its kind stands."""
        kept = {
            kind: Money(amount, event.currency, event.exponent)
            for kind, amount in _by_kind(event.deductions).items()
        }
        return super().start(event) | kept

    def values(self, form: PageForm) -> dict[str, Any]:
        """Return the fields of the command, with what was kept and why."""
        kept = {name: form[name].data.amount for name in self.more if form[name].data}
        deductions = tuple(
            Deduction(kind=DeductionKind(name), amount=amount) for name, amount in kept.items()
        )
        wrong = self.desk.wrong
        if wrong is not None and isinstance(wrong.event, BailReturned | BailReturnedToDepositor):
            given = wrong.event.deductions
            # As they were, with their order, when they are not what is wrong with the line.
            deductions = given if _by_kind(given) == kept else deductions
        return super().values(form) | {"deductions": deductions}


def _by_kind(deductions: Sequence[Deduction]) -> dict[str, int]:
    kept: dict[str, int] = {}
    for deduction in deductions:
        kept[deduction.kind.value] = kept.get(deduction.kind.value, 0) + deduction.amount
    return kept


class ForfeitureForm(PageForm):
    """What the authority keeps."""

    amount = parts.amount(N_("Amount that is lost"))
    occurred_on = parts.day(N_("Day it was lost"))


class Forfeiture(InBail):
    """Record that bail is lost, in part or whole."""

    title = N_("Record that bail is lost")
    lede = N_("The court keeps it for good. What it still holds may come back later.")
    form = ForfeitureForm
    asks = RecordBailForfeiture
