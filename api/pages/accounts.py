"""Accounts, purposes and authorities of a fund: seeing, adding and renaming them."""

from collections.abc import Callable, Sequence
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from markupsafe import escape

from api.access import Power, access_of, needs
from api.i18n import N_
from api.naming import keep_what_orders_name
from api.pages import flow
from api.pages.adding import AddAccount, AddAuthority, AddPurpose, OfFund
from api.pages.fields import PageForm, TextField
from api.pages.flow import Row, Sent
from api.pages.frame import FORM, language_of, render
from api.pages.reading.money import balance_tables
from api.pages.reading.reader import AnyRequest, reading
from api.site import site_of
from ledger.fund import Fund
from ledger.rejections import FundUnknown
from ledger.store.append import Label
from ledger.store.labels import list_labels, rename
from projections.balances import get_balances

_KINDS: Final = ("fund", "account", "purpose", "authority")


@get("/{fund_id:uuid}/accounts", opt=needs(Power.READ_BOOK))
async def accounts(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Show the accounts, purposes and authorities, with the way to add and rename them."""
    async with reading(request, fund_id) as (reader, connection):
        balances = await get_balances(connection, fund_id, known_at=reader.known_at)
    fund = reader.fund
    return render(
        request,
        "accounts.html",
        title=N_("Accounts and purposes"),
        **balance_tables(reader, balances),
        things={
            "account": [(id_, reader.name(id_)) for id_ in fund.accounts],
            "purpose": [(id_, reader.name(id_)) for id_ in fund.purposes],
            "authority": [(id_, reader.name(id_)) for id_ in fund.authorities],
        },
        states=[
            (id_, reader.name(id_), each.state)
            for id_, each in access_of(request).fund.accounts.items()
            if id_ in fund.accounts
        ],
        offices=[(reader.name(each.authority_id), each.kind) for each in fund.authorities.values()],
        **reader.frame("accounts"),
    )


class RenameForm(PageForm):
    """Another name."""

    label = TextField(N_("New name"), needed=N_("Write a name"))


class Rename(OfFund):
    """Gives something another name; the lines of the book are not touched."""

    title = N_("Change a name")
    lede = N_("Names stand beside the book: every line that mentions it shows the new name.")
    check_lede = N_("The name can be changed again.")
    write_verb = N_("Change the name")
    form = RenameForm

    def __init__(self, fund_id: UUID, fund: Fund, label: Label) -> None:
        super().__init__(fund_id, fund)
        self.label = label

    async def make_form(self, request: AnyRequest, sent: Sent | None) -> PageForm:  # noqa: ARG002
        """Return the form with the name that it has now."""
        return RenameForm(sent, data={"label": self.label.text})

    async def rows(self, request: AnyRequest, form: PageForm) -> Sequence[Row]:
        """Return both names."""
        before = Row(N_("Name until now"), escape(self.label.text))
        return [before, *await super().rows(request, form)]

    async def write(self, request: AnyRequest, form: PageForm, key: str) -> str:  # noqa: ARG002
        """Change it."""
        label = Label(self.label.kind, self.label.id, form["label"].data)
        async with site_of(request).database.acquire() as connection:
            await rename(connection, self.fund_id, label)
        return f"/{language_of(request).code}/{self.fund_id}/accounts"


async def _fund(request: AnyRequest, fund_id: UUID) -> Fund:
    """Return the fund; one that is unknown is an address that leads nowhere."""
    try:
        return (await site_of(request).books.get_fund(fund_id))[0]
    except FundUnknown:
        raise NotFoundException from None


def _adding(
    name: str, page: Callable[[UUID, Fund], OfFund]
) -> tuple[HTTPRouteHandler, HTTPRouteHandler]:
    path = f"/{{fund_id:uuid}}/accounts/{name}"

    @get(path, opt=needs(Power.MANAGE_LABELS))
    async def form(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
        return await flow.show(request, page(fund_id, await _fund(request, fund_id)))

    @post(path, opt={**FORM, **needs(Power.MANAGE_LABELS)}, status_code=200)
    async def sent(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
        return await flow.take(request, page(fund_id, await _fund(request, fund_id)))

    return form, sent


async def _renaming(request: AnyRequest, fund_id: UUID, kind: str, thing: UUID) -> Rename:
    fund = await _fund(request, fund_id)
    async with site_of(request).database.acquire() as connection:
        labels = await list_labels(connection, fund_id, kind=kind if kind in _KINDS else "-")
    found = next((each for each in labels if each.id == thing), None)
    if found is None:
        raise NotFoundException
    await keep_what_orders_name(site_of(request), fund_id, thing)
    return Rename(fund_id, fund, found)


_RENAME: Final = "/{fund_id:uuid}/accounts/{kind:str}/{thing:uuid}/rename"


@get(_RENAME, opt=needs(Power.MANAGE_LABELS))
async def rename_form(
    request: AnyRequest, fund_id: FromPath[UUID], kind: FromPath[str], thing: FromPath[UUID]
) -> Response[Any]:
    """Show the form that changes a name."""
    return await flow.show(request, await _renaming(request, fund_id, kind, thing))


@post(_RENAME, opt={**FORM, **needs(Power.MANAGE_LABELS)}, status_code=200)
async def rename_sent(
    request: AnyRequest, fund_id: FromPath[UUID], kind: FromPath[str], thing: FromPath[UUID]
) -> Response[Any]:
    """Check the new name, or write it."""
    return await flow.take(request, await _renaming(request, fund_id, kind, thing))


ACCOUNT_PAGES: Final[tuple[HTTPRouteHandler, ...]] = (
    accounts,
    *_adding("add-account", AddAccount),
    *_adding("add-purpose", AddPurpose),
    *_adding("add-authority", AddAuthority),
    rename_form,
    rename_sent,
)
