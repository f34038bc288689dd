"""Where the pages are that only a fund of two people has, and who of them looks at each."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from uuid import uuid4

from msgspec import Struct

from ledger.chart import Category
from ledger.events import Way
from ledger.floats import HandFloat
from ledger.members import AdmitMember
from ledger.orders.commands import Act
from ledger.suspension import SuspendColleague
from tests.api.two_people import Two
from tests.funds import DAY, today

_FUND: Final = "/{fund_id:uuid}"
_ORDER: Final = _FUND + "/orders/{order_id:uuid}"
_FLOAT: Final = _FUND + "/floats/{case_id:uuid}"
_MEMBER: Final = _FUND + "/people/{member:uuid}"

READERS: Final[Mapping[str, str]] = {
    _ORDER: "noor",
    _ORDER + "/change": "noor",
    _FLOAT: "lou",
    _FLOAT + "/spend": "lou",
    _FLOAT + "/count": "noor",
    _MEMBER + "/confirm": "noor",
    _MEMBER + "/end": "noor",
    _MEMBER + "/grant": "noor",
    _MEMBER + "/suspend": "noor",
    _MEMBER + "/mandates/{role:str}/end": "noor",
    _FUND + "/people/invitations/{case_id:uuid}": "ida",
}
"""Every page that only a fund of two people has, and whose phone it is looked at on."""

ASKED_OTHERWISE: Final = (
    *("orders", "desk", "plan", "people", "policy", "people/break-glass", "record"),
    *("record?paid=already", "record/bail", "record/cost?way=already_paid", "record/fee"),
)
"""Pages that every fund has, and that say something else where two people sign."""


class Looked(Struct, frozen=True):
    """A page to look at: by whom, and where within the fund."""

    handle: str
    path: str


async def pages_of(two: Two) -> list[Looked]:
    """Let everything happen that these pages show, and return where they are."""
    order = await two.ask_for(two.opened.bail(50_00))
    await two.ask_for(two.opened.bail(60_00), way=Way.URGENT)
    invited = await two.ask_for(AdmitMember(occurred_on=DAY, sign_in=uuid4()))
    float_order = await two.ask_for(
        HandFloat(
            occurred_on=DAY,
            carrier=two["lou"].who,
            account_id=two.opened.bank,
            purpose_id=two.opened.anything,
            amount=100_00,
            currency="USD",
            exponent=2,
            until=today() + timedelta(days=30),
            categories=(Category.FOOD,),
        ),
        prepared=True,
    )
    await two.sign(float_order, "noor", Act.APPROVE, Act.AUTHORISE, Act.CARRY_OUT)
    await two.give(SuspendColleague(occurred_on=DAY, holder=two["wren"].who))
    names = {_FUND: "", "{order_id:uuid}": str(order.order), "{role:str}": "on_call"}
    pages = [Looked("noor", path) for path in ASKED_OTHERWISE]
    for route, handle in READERS.items():
        path = route
        member = {"confirm": "wren", "grant": "lou"}.get(route.rpartition("/")[2], "sol")
        case_id = (float_order if route.startswith(_FLOAT) else invited).case_id
        more = {"{member:uuid}": str(two[member].who), "{case_id:uuid}": str(case_id)}
        for name, value in (names | more).items():
            path = path.replace(name, value)
        pages.append(Looked(handle, path.lstrip("/")))
    return pages
