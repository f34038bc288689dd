"""Where the pages are about requests, people and cases in full, and who looks at each."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from api.requests.door import Door, set_door
from api.requests.service import Asking
from api.requests.table import State
from ledger.bail import GiveSurety, VerifyBail
from ledger.chart import Category
from ledger.events import BailKind, Role, Urgency
from ledger.members import GrantMandate
from ledger.orders.commands import Act
from ledger.orders.content import Resolution
from ledger.requests import ScreenRequest
from ledger.vault.records import Draft, RecordKind
from tests.api.client import site_of_client
from tests.api.two_people import Two
from tests.browser.of_two import Looked
from tests.funds import DAY, today

_FUND: Final = "/{fund_id:uuid}"
_CASE: Final = _FUND + "/cases/{case_id:uuid}"
_REQUEST: Final = _FUND + "/requests/{request_id:uuid}"
_VAULT: Final = _FUND + "/vault"
_PERSON: Final = _VAULT + "/people/{person_id:uuid}"
_RECORD: Final = _VAULT + "/records/{record_id:uuid}"
_ASKING: Final = _VAULT + "/askings/{asking_id:uuid}"
_NOOR: Final = (
    *(_FUND + "/help", _FUND + "/help/status"),
    *(f"{_CASE}/{name}" for name in ("grant", "waitlist", "close")),
    *(f"{_CASE}/{name}" for name in ("verify", "post", "vouch", "end-surety", "recover")),
    *(_CASE + "/explain", _CASE + "/person", _CASE + "/person/{help_kind:str}"),
    *(_REQUEST, _REQUEST + "/screen", _REQUEST + "/close", _REQUEST + "/again"),
    *(_PERSON, _PERSON + "/more/{help_kind:str}"),
    *(f"{_PERSON}/{name}" for name in ("erase", "hold", "keep", "lift", "papers")),
    *(_RECORD + "/change", _ASKING + "/agree", _VAULT + "/report"),
)
READERS_OF_CASES: Final[Mapping[str, str]] = {
    **dict.fromkeys(_NOOR, "noor"),
    _RECORD + "/ask": "lou",
    _ASKING: "lou",
}
"""Every page that needs a request, a person or a case of a sort, and whose phone looks at it."""

_CONTACT: Final = Draft(RecordKind.CONTACT, {"name_used": "Ash", "other_contact": "555 0150"})
PLACE: Final = "texas"
"""A record profile of a place whose law wants a report."""
_USD: Final[dict[str, Any]] = {"currency": "USD", "exponent": 2}


async def pages_of_cases(two: Two) -> list[Looked]:
    """Let everything happen that these pages show, and return where they are."""
    mandate = GrantMandate(occurred_on=DAY, holder=two["lou"].who, role=Role.AUDITOR)
    await two.sign(await two.ask_for(mandate), "noor", Act.APPROVE)
    cases, people = await _cases(two), await _people(two)
    requests = await _requests(two)
    pages = []
    for route, handle in READERS_OF_CASES.items():
        last = route.rpartition("/")[2]
        case_id = cases.get(last, cases["person"])
        request_id = requests[{"screen": State.READ, "again": State.NO}.get(last, State.WAITING)]
        if route == _REQUEST + "/close":
            request_id = requests[State.READ]
        path = route.replace(_FUND, "").lstrip("/")
        named = {"case_id:uuid": case_id, "request_id:uuid": request_id, "help_kind:str": "bail"}
        for name, value in (named | people).items():
            path = path.replace(f"{{{name}}}", str(value))
        pages.append(Looked(handle, path))
    return pages


async def _by_two(two: Two, command: Resolution) -> UUID:
    return (await two.sign(await two.ask_for(command), "noor", Act.APPROVE)).case_id


async def _cases(two: Two) -> dict[str, UUID]:
    """Open cases of every sort; return them by the last part of the addresses that show them."""

    async def asked(category: Category) -> UUID:
        screened = ScreenRequest(occurred_on=DAY, category=category, urgency=Urgency.LATER)
        return (await two.give(screened)).case_id

    at: dict[str, Any] = {
        "occurred_on": DAY,
        "authority_id": two.opened.court,
        "amount": 90_00,
        **_USD,
    }
    verified = VerifyBail(kind=BailKind.CASH_DEPOSIT, share=40_00, **at)
    rent, bail = await asked(Category.RENT), await asked(Category.BAIL)
    verified_id = (await two.give(verified)).case_id
    return {
        **dict.fromkeys(("grant", "waitlist", "close"), rent),
        **dict.fromkeys(("verify", "vouch", "person"), bail),
        "post": verified_id,
        "end-surety": await _by_two(two, GiveSurety(**at)),
        "recover": await _by_two(two, two.opened.loss()),
        "explain": await _by_two(two, two.opened.statement()),
    }


async def _people(two: Two) -> dict[str, UUID]:
    """Seal somebody, and let an auditor ask for a record of them."""
    vault, fund_id = site_of_client(two["ida"].browser).vault, two.opened.fund_id
    day = today()
    until = day + timedelta(days=30)
    await vault.set_profile(fund_id, PLACE, actor=str(two["ida"].who), alone=True)
    person_id = await vault.create_person(fund_id, [_CONTACT], keep_until=until, today=day)
    await vault.place_hold(fund_id, person_id, actor=str(two["ida"].who))
    (record,) = await vault.list_records(fund_id, person_id)
    asking = await vault.ask_opening(fund_id, record.record_id, actor=str(two["lou"].who))
    return {
        "person_id:uuid": person_id,
        "record_id:uuid": record.record_id,
        "asking_id:uuid": asking,
    }


async def _requests(two: Two) -> dict[State, UUID]:
    """Open the door, and let one request wait, one be read, and one be declined."""
    site, fund_id = site_of_client(two["ida"].browser), two.opened.fund_id
    door = Door(is_open=True, kinds=(Category.BAIL, Category.RENT), call_line="555 0100")
    async with site.database.acquire() as connection:
        await set_door(connection, fund_id, door, now=site.now(), shown_from=site.now())
    found: dict[State, UUID] = {}
    for state in (State.READ, State.NO, State.WAITING):
        asking = Asking(key=uuid4(), tonight=True, drafts=(_CONTACT,), contacts=())
        await site.requests.take(fund_id, "America/New_York", asking)
        rows = await site.requests.open_list(fund_id)
        (row,) = [row for row in rows if row.request_id not in found.values()]
        found[state] = row.request_id
        await site.requests.move(fund_id, row.request_id, state)
    return found
