"""Opening a fund: its name, currency and time zone, an account or two, purposes, a court."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date
from typing import Any, ClassVar, Final, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Response, get, post
from markupsafe import escape

from api.access import Power, needs
from api.formats import money_html, money_in_words
from api.i18n import N_
from api.pages import flow
from api.pages.fields import ListField, MoneyField, Option, PageForm, TextField
from api.pages.flow import FormPage, Row, Sent, row_of
from api.pages.frame import FORM, language_of
from api.pages.places import GroupedListField, currencies, time_zones
from api.pages.reading.reader import AnyRequest
from api.sessions import session_of
from api.site import site_of
from api.v1.funds import fund_id_of, secret_of_ids
from ledger import guards
from ledger.brought_forward import BringForward
from ledger.chart import GROUP_OF, Category, Group
from ledger.currencies import EXPONENTS
from ledger.events import AccountKind, AuthorityKind, Restriction
from ledger.money import Money
from ledger.opening import NewAccount, NewAuthority, NewPurpose, OpenFund

_ACCOUNTS: Final = ("first", "second")
_PURPOSES: Final = ("one", "two")
USES: Final[dict[str, tuple[str, tuple[Category, ...]]]] = {
    "": (N_("Anything"), ()),
    "bail": (N_("Bail only"), (Category.BAIL,)),
    **{
        group.value: (text, tuple(each for each in Category if GROUP_OF[each] is group))
        for group, text in (
            (Group.HOUSING, N_("Housing only")),
            (Group.LIVING_AND_CARE, N_("Living and care only")),
            (Group.LEGAL_AND_BAIL, N_("Legal help and bail only")),
        )
    },
}
"""What a purpose may pay for, in the choices of a new fund; more can be chosen later."""


class OpeningForm(PageForm):
    """A fund to open."""

    label = TextField(
        N_("Name of the fund"),
        needed=N_("Write a name for the fund"),
        hint=N_("Only people who are signed in see it."),
    )
    currency = ListField(N_("Currency"), needed=N_("Choose a currency"))
    time_zone = GroupedListField(
        N_("Time zone"),
        needed=N_("Choose a time zone"),
        hint=N_("It decides which day “today” is. Choose a large city near you."),
    )
    first_name = TextField(
        N_("First account"),
        needed=N_("Write a name for the first account"),
        hint=N_("A name of your own, such as Credit union or Cash box."),
    )
    first_kind = ListField(N_("What kind of account is it?"), needed=N_("Choose a kind"))
    first_money = MoneyField(N_("Money in it now"), hint=N_("Leave it empty when there is none."))
    second_name = TextField(N_("Second account"))
    second_kind = ListField(N_("What kind is the second account?"))
    second_money = MoneyField(N_("Money in the second account now"))
    purpose = TextField(
        N_("Purpose for everything that nobody has restricted"),
        needed=N_("Write a name for this purpose"),
        hint=N_("Money in the accounts now counts as given for it."),
    )
    one_name = TextField(N_("Another purpose"), hint=N_("Such as Bail, or Housing."))
    one_who = ListField(N_("Who decided that?"))
    one_use = ListField(N_("What may it pay for?"))
    two_name = TextField(N_("One more purpose"))
    two_who = ListField(N_("Who decided that one?"))
    two_use = ListField(N_("What may that one pay for?"))
    authority_name = TextField(
        N_("Who holds bail"),
        hint=N_("A court, police or immigration office, by its name."),
    )
    authority_kind = ListField(N_("What kind of office is it?"))


class OpeningPage(FormPage):
    """Opens a fund in two screens."""

    title = N_("Open your fund")
    lede = N_(
        "Only the first four answers are needed. Names can be changed at any time; accounts and "
        "purposes can be added. One person signs alone in a new fund: nobody else has to agree "
        "before money moves."
    )
    check_lede = N_("Currency and time zone of a fund stay as they are.")
    write_verb = N_("Open the fund")
    template = "opening.html"
    fields_of_refusals: ClassVar = {
        "label-unusable": "label",
        "currency-unknown": "currency",
        "time-zone-unknown": "time_zone",
    }

    async def make_form(self, request: AnyRequest, sent: Sent | None) -> PageForm:
        """Return the form with its lists."""
        language = language_of(request)
        start = {"purpose": language.say(N_("Where it is needed most"))}
        form = OpeningForm(sent, data=start)
        form.currency.options = [Option("", ""), *currencies(language.code)]
        form.time_zone.groups = time_zones(language.code)
        lists: dict[str, Sequence[Any]] = {
            "first_kind": list(AccountKind),
            "second_kind": list(AccountKind),
            "authority_kind": list(AuthorityKind),
            "one_who": (Restriction.DESIGNATED, Restriction.RESTRICTED),
            "two_who": (Restriction.DESIGNATED, Restriction.RESTRICTED),
        }
        for name, members in lists.items():
            words = [Option(each.value, _said(request, each)) for each in members]
            cast("ListField", form[name]).options = words
        for name in ("one_use", "two_use"):
            uses = [Option(value, text) for value, (text, _) in USES.items()]
            cast("ListField", form[name]).options = uses
        for name in ("first_money", "second_money"):
            field = cast("MoneyField", form[name])
            field.currency = form.currency.text if form.currency.text in EXPONENTS else ""
            field.exponent = EXPONENTS.get(form.currency.text, 2)
        return form

    async def rows(self, request: AnyRequest, form: PageForm) -> Sequence[Row]:
        """Return what will be opened."""
        command = _command(request, form)
        new: tuple[Any, ...] = (*command.accounts, *command.purposes, *command.authorities)
        for each in (command, *new):
            guards.label("label", each.label)
        return list(_rows(request, cast("OpeningForm", form)))

    async def write(self, request: AnyRequest, form: PageForm, key: str) -> str:
        """Open the fund and bring its money forward; sent twice, it is the same fund."""
        site, session = site_of(request), session_of(request)
        assert session is not None, "the gate sends strangers to sign in"
        async with site.database.acquire() as connection:
            fund_id = fund_id_of(await secret_of_ids(connection), session.actor, key)
        command = _command(request, form)
        receipt = await site.books.execute(fund_id, command, actor=session.actor, key=key)
        last = receipt.answer.last
        for number, bring in enumerate(_brought(form, command, receipt.answer.opened)):
            done = await site.books.execute(
                fund_id, bring, actor=session.actor, key=f"{key}.{number}"
            )
            last = done.answer.last
        await site.runner.wait_for(fund_id, last)
        return f"/{language_of(request).code}/{fund_id}/"


def _said(request: AnyRequest, member: Any) -> str:  # noqa: ANN401  a member of an enumeration
    said = language_of(request).say(member)
    return said[:1].upper() + said[1:]


def _today(request: AnyRequest, time_zone: str) -> date:
    """Return the day it is there; the ledger refuses a zone that does not exist."""
    known = time_zone if time_zone in _zone_names() else ""
    return site_of(request).now().astimezone(ZoneInfo(known) if known else UTC).date()


def _zone_names() -> frozenset[str]:
    return frozenset(o.value for group in time_zones("en") for o in group.options)


def _command(request: AnyRequest, form: PageForm) -> OpenFund:
    """Return the command that a valid form asks for."""
    data: dict[str, Any] = form.data
    accounts = tuple(
        NewAccount(
            kind=AccountKind(data[f"{each}_kind"] or AccountKind.BANK),
            label=data[f"{each}_name"],
            currency=data["currency"],
        )
        for each in _ACCOUNTS
        if data[f"{each}_name"]
    )
    others = tuple(
        NewPurpose(
            restriction=Restriction(data[f"{each}_who"] or Restriction.DESIGNATED),
            label=data[f"{each}_name"],
            categories=USES[data[f"{each}_use"] or ""][1],
        )
        for each in _PURPOSES
        if data[f"{each}_name"]
    )
    free = NewPurpose(restriction=Restriction.UNRESTRICTED, label=data["purpose"])
    authority = data["authority_name"]
    kind = AuthorityKind(data["authority_kind"] or AuthorityKind.COURT)
    return OpenFund(
        occurred_on=_today(request, data["time_zone"]),
        label=data["label"],
        currency=data["currency"],
        time_zone=data["time_zone"],
        accounts=accounts,
        purposes=(free, *others),
        authorities=(NewAuthority(kind=kind, label=authority),) if authority else (),
    )


def _brought(form: PageForm, command: OpenFund, opened: tuple[UUID, ...]) -> Iterator[BringForward]:
    """Yield what was in the accounts already, as given for the unrestricted purpose."""
    count = len(command.accounts)
    filled = [each for each in _ACCOUNTS if form[f"{each}_name"].data]
    for account_id, name in zip(opened[:count], filled, strict=True):
        money: Money | None = form[f"{name}_money"].data
        if money is not None:
            yield BringForward(
                occurred_on=command.occurred_on,
                account_id=account_id,
                purpose_id=opened[count],
                amount=money.amount,
                currency=money.currency,
                exponent=money.exponent,
            )


def _rows(request: AnyRequest, form: OpeningForm) -> Iterator[Row]:
    """Yield the lines of the check page."""
    language = language_of(request)
    yield row_of(form, "label", escape(form.label.data))
    yield row_of(form, "currency", form.currency.chosen)
    yield row_of(form, "time_zone", form.time_zone.data)
    for each in _ACCOUNTS:
        if form[f"{each}_name"].data:
            kind = cast("ListField", form[f"{each}_kind"]).chosen
            yield row_of(form, f"{each}_name", escape(form[f"{each}_name"].data), kind)
            if money := form[f"{each}_money"].data:
                words = money_in_words(money, language)
                yield row_of(form, f"{each}_money", money_html(money, language), words)
    yield row_of(
        form, "purpose", escape(form.purpose.data), _said(request, Restriction.UNRESTRICTED)
    )
    for each in _PURPOSES:
        if form[f"{each}_name"].data:
            use = USES[form[f"{each}_use"].data or ""][0]
            yield row_of(form, f"{each}_name", escape(form[f"{each}_name"].data), use)
    if form.authority_name.data:
        office = escape(form.authority_name.data)
        yield row_of(form, "authority_name", office, form.authority_kind.chosen)


@get("/open", opt=needs(Power.OPEN_FUND))
async def opening_form(request: AnyRequest) -> Response[Any]:
    """Show the form that opens a fund."""
    return await flow.show(request, OpeningPage())


@post("/open", opt={**FORM, **needs(Power.OPEN_FUND)}, status_code=200)
async def opening_sent(request: AnyRequest) -> Response[Any]:
    """Check what was sent, or open the fund."""
    return await flow.take(request, OpeningPage())
