"""What do you want to record? The way to every page that writes."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get
from litestar.params import FromPath, FromQuery
from msgspec import Struct

from api.access import Power, access_of, needs
from api.i18n import N_
from api.pages.frame import render
from api.pages.fund_nav import fund_nav
from api.pages.recording.desk import open_desk


class Entry(Struct, frozen=True):
    """One thing to record: its address, its name, and when it is the right one.

    *power* is what its page needs. *pays* says that money leaves an account by it, so that it may
    have been paid already.
    """

    path: str
    title: str
    when: str
    power: Power = Power.RECORD_FACT
    pays: bool = False


IN: Final = (
    Entry("donation", N_("A donation"), N_("Somebody gave; a grant from an institution too.")),
    Entry("gifts", N_("Many gifts at once"), N_("Ten rows, or a table that you paste.")),
    Entry("collection", N_("A collection"), N_("A tin or a benefit night, counted.")),
    Entry("fee-return", N_("A fee that came back"), N_("A bank, processor or host gave it back.")),
    Entry(
        "brought-forward",
        N_("Money from before this book"),
        N_("It was in an account when the book began."),
    ),
)
OUT: Final = (
    Entry(
        "bail",
        N_("A bail payment"),
        N_("The court holds it and owes it back."),
        power=Power.MOVE_MONEY,
        pays=True,
    ),
    Entry("bail-asked", N_("Bail that the court asks for"), N_("Found out, and not paid yet.")),
    Entry(
        "surety",
        N_("A surety"),
        N_("The fund vouches for somebody and pays nothing."),
        power=Power.MOVE_MONEY,
    ),
    Entry(
        "grant",
        N_("A promised grant"),
        N_("Rent, hotel, food and more, in instalments."),
        power=Power.MOVE_MONEY,
    ),
    Entry(
        "cost",
        N_("A running cost"),
        N_("Phone, printing, rooms, paid work."),
        power=Power.MOVE_MONEY,
        pays=True,
    ),
    Entry(
        "float",
        N_("A float"),
        N_("Money that one member may spend alone, until a day."),
        power=Power.MOVE_MONEY,
        pays=True,
    ),
    Entry("fee", N_("A fee that was taken"), N_("By a bank, processor or host, by itself.")),
    Entry("loss", N_("Lost money"), N_("Lost, stolen or seized.")),
    Entry(
        "passed-on",
        N_("Money for another fund"),
        N_("A gift of ours to them."),
        power=Power.MOVE_MONEY,
        pays=True,
    ),
)
WITHIN: Final = (
    Entry(
        "transfer",
        N_("Between accounts"),
        N_("Cash to the bank, processor to the bank."),
        power=Power.MOVE_MONEY,
        pays=True,
    ),
    Entry(
        "purpose-transfer",
        N_("Between purposes"),
        N_("No account changes."),
        power=Power.MOVE_MONEY,
    ),
)
EXCHANGE: Final = Entry(
    "exchange",
    N_("Between currencies"),
    N_("Both amounts as they moved."),
    power=Power.MOVE_MONEY,
    pays=True,
)


GROUPS: Final = (
    (N_("Money came in"), IN),
    (N_("Money goes out"), OUT),
    (N_("Money moved within the fund"), (*WITHIN, EXCHANGE)),
)
PAID: Final = "?way=already_paid"
"""What follows the address of a form for something that has been paid already."""


@get("/{fund_id:uuid}/record", opt=needs(Power.MOVE_MONEY))
async def record_menu(
    request: Request[Any, Any, Any], fund_id: FromPath[UUID], paid: FromQuery[str | None] = None
) -> Response[Any]:
    """Show what can be recorded in this fund, or what of it may have been paid already."""
    desk, access = await open_desk(request, fund_id), access_of(request)
    takes_two = not desk.fund.single_signer
    is_paid = takes_two and paid is not None
    has_currencies = len({each.currency for each in desk.fund.accounts.values()}) > 1

    def is_shown(entry: Entry) -> bool:
        has_it = access.may(entry.power) and (has_currencies or entry is not EXCHANGE)
        return has_it and (entry.pays or not is_paid)

    groups = [(title, [each for each in entries if is_shown(each)]) for title, entries in GROUPS]
    return render(
        request,
        "recording/menu.html",
        title=N_("What has been paid already?") if is_paid else N_("What do you want to record?"),
        nav=fund_nav(desk.prefix, "record"),
        home=f"{desk.prefix}/",
        prefix=desk.prefix,
        groups=[(title, entries) for title, entries in groups if entries],
        query=PAID if is_paid else "",
        takes_two=takes_two,
        is_paid=is_paid,
        is_ready=bool(desk.fund.accounts and desk.fund.purposes),
    )
