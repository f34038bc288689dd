"""Adding accounts, purposes and authorities to a fund."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final, cast
from uuid import UUID, uuid4

from markupsafe import Markup, escape

from api.i18n import N_
from api.pages.fields import ChoiceField, ListField, Option, PageForm, TextField
from api.pages.flow import FormPage, Row, Sent, row_of
from api.pages.frame import language_of
from api.pages.fund_nav import fund_nav
from api.pages.places import currencies
from api.pages.reading.reader import AnyRequest
from api.pages.ticks import TicksField
from api.sessions import session_of
from api.site import site_of
from ledger import guards
from ledger.chart import Category
from ledger.command import Context
from ledger.decider import AnyCommand
from ledger.events import AccountKind, AuthorityKind, Restriction
from ledger.fund import Fund
from ledger.opening import (
    NewAccount,
    NewAuthority,
    NewPurpose,
    OpenAccount,
    OpenAuthority,
    OpenPurpose,
)


class OfFund(FormPage):
    """A page that changes what a fund consists of."""

    form: ClassVar[type[PageForm]]
    fields_of_refusals: ClassVar[Mapping[str, str]] = {
        "label-unusable": "label",
        "currency-unknown": "currency",
    }

    def __init__(self, fund_id: UUID, fund: Fund) -> None:
        self.fund_id, self.fund = fund_id, fund

    def options(self, request: AnyRequest) -> Mapping[str, Sequence[Option]]:  # noqa: ARG002
        """Return the choices of each field that has some."""
        return {}

    async def make_form(self, request: AnyRequest, sent: Sent | None) -> PageForm:
        """Return the form with its choices."""
        form = self.form(sent)
        for name, options in self.options(request).items():
            cast("ChoiceField", form[name]).options = options
        return form

    async def rows(self, request: AnyRequest, form: PageForm) -> Sequence[Row]:
        """Return what will be added."""
        guards.label("label", form["label"].data)
        return [row_of(form, field.name, _shown(request, field)) for field in form if field.data]

    async def frame(self, request: AnyRequest) -> dict[str, Any]:
        """Return the masthead of the fund."""
        prefix = f"/{language_of(request).code}/{self.fund_id}"
        return {"nav": fund_nav(prefix, "accounts"), "home": f"{prefix}/"}


class Adding(OfFund):
    """A page that adds something to a fund: one command, one line."""

    @abstractmethod
    def command(self, form: PageForm, context: Context) -> AnyCommand:
        """Return what the form asks for."""

    async def write(self, request: AnyRequest, form: PageForm, key: str) -> str:
        """Add it, and lead to the list with it."""
        site, session = site_of(request), session_of(request)
        assert session is not None, "the gate sends strangers to sign in"
        context = Context(site.now(), session.actor, 0, uuid4)
        command = self.command(form, context)
        receipt = await site.books.execute(self.fund_id, command, actor=session.actor, key=key)
        await site.runner.wait_for(self.fund_id, receipt.answer.last)
        return f"/{language_of(request).code}/{self.fund_id}/accounts"


def _shown(request: AnyRequest, field: Any) -> object:  # noqa: ANN401  any field
    """Return what a field holds, as people read it."""
    say = language_of(request).say
    if isinstance(field, TicksField):
        chosen = [each.label for each in field.options if each.value in field.data]
        return Markup(", ").join(say(each) for each in chosen)
    if isinstance(field, ChoiceField):
        return say(field.chosen)
    return escape(field.data)


def _words(request: AnyRequest, members: Sequence[Any]) -> list[Option]:
    """Return members of an enumeration to choose from, with a capital letter."""
    said = ((each, language_of(request).say(each)) for each in members)
    return [Option(each.value, escape(text[:1].upper() + text[1:])) for each, text in said]


class AccountForm(PageForm):
    """An account to add."""

    label = TextField(N_("Name"), needed=N_("Write a name"))
    kind = ChoiceField(N_("What kind of account is it?"), needed=N_("Choose a kind"))
    currency = ListField(
        N_("Currency"), needed=N_("Choose a currency"), hint=N_("It stays as it is.")
    )


class AddAccount(Adding):
    """Adds an account."""

    title = N_("Add an account")
    form = AccountForm

    def options(self, request: AnyRequest) -> Mapping[str, Sequence[Option]]:
        """Return the kinds, and the currencies with those of the fund first."""
        every = currencies(language_of(request).code)
        own = [each for each in every if each.value in self.fund.exponents]
        others = [each for each in every if each.value not in self.fund.exponents]
        own.sort(key=lambda each: each.value != self.fund.currency)
        return {"kind": _words(request, list(AccountKind)), "currency": [*own, *others]}

    def command(self, form: PageForm, context: Context) -> OpenAccount:
        """Return the command."""
        new = NewAccount(
            kind=AccountKind(form["kind"].data),
            label=form["label"].data,
            currency=form["currency"].data,
        )
        return OpenAccount(occurred_on=context.today(self.fund.time_zone), account=new)


class PurposeForm(PageForm):
    """A purpose to add."""

    label = TextField(N_("Name"), needed=N_("Write a name"))
    restriction = ChoiceField(N_("Who decided what it is for?"), needed=N_("Choose who decided it"))
    categories = TicksField(
        N_("What may it pay for?"), hint=N_("Tick nothing when it may pay for anything.")
    )


RESTRICTIONS: Final[dict[Restriction, str]] = {
    Restriction.UNRESTRICTED: N_("Nobody: it may pay for what is needed"),
    Restriction.RESTRICTED: N_("Donors: it stays with what they gave it for"),
    Restriction.DESIGNATED: N_("The fund itself: it may decide otherwise later"),
}


class AddPurpose(Adding):
    """Adds a purpose."""

    title = N_("Add a purpose")
    form = PurposeForm

    def options(self, request: AnyRequest) -> Mapping[str, Sequence[Option]]:
        """Return who may have decided, and every category."""
        return {
            "restriction": [Option(each.value, text) for each, text in RESTRICTIONS.items()],
            "categories": _words(request, list(Category)),
        }

    def command(self, form: PageForm, context: Context) -> OpenPurpose:
        """Return the command."""
        new = NewPurpose(
            restriction=Restriction(form["restriction"].data),
            label=form["label"].data,
            categories=tuple(Category(each) for each in form["categories"].data),
        )
        return OpenPurpose(occurred_on=context.today(self.fund.time_zone), purpose=new)


class AuthorityForm(PageForm):
    """An authority to add."""

    label = TextField(
        N_("Name"),
        needed=N_("Write a name"),
        hint=N_("The office, never a person: County court, say."),
    )
    kind = ChoiceField(N_("What kind of office is it?"), needed=N_("Choose a kind"))


class AddAuthority(Adding):
    """Adds an authority."""

    title = N_("Add a court or another office")
    form = AuthorityForm

    def options(self, request: AnyRequest) -> Mapping[str, Sequence[Option]]:
        """Return the kinds."""
        return {"kind": _words(request, list(AuthorityKind))}

    def command(self, form: PageForm, context: Context) -> OpenAuthority:
        """Return the command."""
        new = NewAuthority(kind=AuthorityKind(form["kind"].data), label=form["label"].data)
        return OpenAuthority(occurred_on=context.today(self.fund.time_zone), authority=new)
