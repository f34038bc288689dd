"""What do you want to record? The way to every page that writes."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get
from litestar.params import FromPath
from msgspec import Struct

from api.i18n import N_
from api.pages.frame import render
from api.pages.fund_nav import fund_nav
from api.pages.recording.desk import open_desk


class Entry(Struct, frozen=True):
    """One thing to record: its address, its name, and when it is the right one."""

    path: str
    title: str
    when: str


IN: Final = (
    Entry("donation", N_("A donation"), N_("Somebody gave; a grant from an institution too.")),
    Entry("collection", N_("A collection"), N_("A tin or a benefit night, counted.")),
    Entry("fee-return", N_("A fee that came back"), N_("A bank, processor or host gave it back.")),
    Entry(
        "brought-forward",
        N_("Money from before this book"),
        N_("It was in an account when the book began."),
    ),
)
OUT: Final = (
    Entry("bail", N_("A bail payment"), N_("The court holds it and owes it back.")),
    Entry("grant", N_("A promised grant"), N_("Rent, hotel, food and more, in instalments.")),
    Entry("cost", N_("A running cost"), N_("Phone, printing, rooms, paid work.")),
    Entry("fee", N_("A fee that was taken"), N_("By a bank, processor or host, by itself.")),
    Entry("passed-on", N_("Money for another fund"), N_("A gift of ours to them.")),
)
WITHIN: Final = (
    Entry("transfer", N_("Between accounts"), N_("Cash to the bank, processor to the bank.")),
    Entry("purpose-transfer", N_("Between purposes"), N_("No account changes.")),
)
EXCHANGE: Final = Entry("exchange", N_("Between currencies"), N_("Both amounts as they moved."))


@get("/{fund_id:uuid}/record")
async def record_menu(request: Request[Any, Any, Any], fund_id: FromPath[UUID]) -> Response[Any]:
    """Show what can be recorded in this fund."""
    desk = await open_desk(request, fund_id)
    has_currencies = len({each.currency for each in desk.fund.accounts.values()}) > 1
    return render(
        request,
        "recording/menu.html",
        title=N_("What do you want to record?"),
        nav=fund_nav(desk.prefix, "record"),
        home=f"{desk.prefix}/",
        prefix=desk.prefix,
        groups=(
            (N_("Money came in"), IN),
            (N_("Money goes out"), OUT),
            (
                N_("Money moved within the fund"),
                (*WITHIN, *((EXCHANGE,) if has_currencies else ())),
            ),
        ),
        is_ready=bool(desk.fund.accounts and desk.fund.purposes),
    )
