"""Random plays through HTTP: somebody sends whatever the service takes, over and over.

The routes come from the service itself, so that a new one takes part; bodies and forms are drawn
(see `drawn_bodies` and `filled_forms`). Much of it presses on open orders, where two people meet.
What is learned of the book is read from its lines, never asked of the rules.
"""

from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID, uuid4

import httpx
from msgspec import Struct, field

from api.access.naming import handlers_of
from api.access.powers import OF_FUNDS
from api.people.tokens import Scope
from api.site import Site
from ledger.events import (
    ConflictDeclared,
    FundEvent,
    OrderCarriedOut,
    OrderChanged,
    OrderDeclined,
    OrderRequested,
    OrderWithdrawn,
)
from ledger.orders.commands import (
    DeclareConflict,
    DeclineOrder,
    RequestOrder,
    SignOrder,
    WithdrawOrder,
)
from ledger.store.mapper import decode
from ledger.store.reading import StoredLine, list_lines_after
from tests.api.client import site_of_client
from tests.api.drawn_bodies import APPROVE, Body, Known, Things
from tests.api.filled_forms import filled, forms_of
from tests.api.two_people import Person, Two
from tests.funds import DAY
from tests.ledger.play import Drawer

ONE_IN_PAGES: Final = 12
"""How often a page is opened and its form filled: it takes several requests."""
CHECKS: Final = 3
"""How often a form is sent that comes back to be checked."""
CLOSING: Final = ("decline", "withdraw", "conflict")


After = Callable[["Stage"], Awaitable[None]]
"""What is done after each request of a play."""


class Route(Struct, frozen=True):
    """Where something is written: an address with gaps, and the Struct of its body."""

    method: str
    path: str
    body: type[Struct] | None


class Seat(Struct):
    """Somebody with every way in: stepped-up sessions of a page and a program, and tokens."""

    person: Person
    session: str
    forgery_token: str
    tokens: list[str]


class Line(Struct, frozen=True):
    """A line that a request of the play wrote."""

    turn: int
    stored: StoredLine
    event: FundEvent


class Stage(Struct):
    """The service, its fund, and everything that was sent and written."""

    two: Two
    site: Site
    json: list[Route]
    pages: list[Route]
    things: Things
    seats: dict[str, Seat]
    lines: list[Line] = field(default_factory=list)
    conflicts: set[tuple[UUID, UUID]] = field(default_factory=set)
    answers: Counter[str] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)
    turn: int = 0

    async def read_on(self) -> None:
        """Read the lines that were written since."""
        async with self.site.database.acquire() as connection:
            stored = await list_lines_after(
                connection, self.things.fund.fund_id, self.things.last, limit=1_000
            )
        for line in stored:
            event = decode(line.topic, line.payload)
            self.things.last = line.position
            self.lines.append(Line(self.turn, line, event))
            if line.case_id not in self.things.cases:
                self.things.cases.append(line.case_id)
            self._learn(line.case_id, event)

    def _learn(self, case_id: UUID, event: FundEvent) -> None:
        match event:
            case OrderRequested(order=order, content=content):
                self.things.orders[order] = Known(order, case_id, content)
            case OrderChanged():
                self.things.orders[event.order].content = event.content
            case OrderCarriedOut() | OrderDeclined() | OrderWithdrawn():
                self.things.orders[event.order].is_open = False
            case ConflictDeclared():
                self.conflicts.add((case_id, event.sign_in))
            case _:
                pass


def writing_routes(client: httpx.AsyncClient) -> tuple[list[Route], list[Route]]:
    """Return every JSON route and every page of a fund that writes, as the service has them."""
    json, pages = [], []
    for path, handler in handlers_of(client.app):  # type: ignore[attr-defined]
        if handler.opt.get("power") not in OF_FUNDS:
            continue
        for method in sorted(handler.http_methods - {"GET", "HEAD", "OPTIONS"}):
            route = Route(method, path, handler.opt.get("body"))
            if path.startswith("/api/"):
                json.append(route)
            elif path.startswith("/en/"):
                pages.append(route)
    return json, pages


async def stage_of(two: Two, *handles: str) -> Stage:
    """Return the stage on which those with *handles* play."""
    client = two["ida"].browser
    players = [two[handle].who for handle in handles]
    others = [person.who for person in two.people.values() if person.who not in players]
    stage = Stage(
        two,
        site_of_client(client),
        *writing_routes(client),
        Things(two.opened, others, players, [], {}),
        {handle: await _seat(two[handle]) for handle in handles},
    )
    await stage.read_on()
    return stage


async def _seat(person: Person) -> Seat:
    await person.step_up()
    site = site_of_client(person.browser)
    page = await site.sessions.find(person.browser.cookies["parasol"], "page")
    session = await site.sessions.find(person.token, "api")
    assert page is not None
    assert session is not None
    scopes = [{scope} for scope in Scope] + [set(Scope)]
    tokens = [await site.people.tokens.make(session, each, 7) for each in scopes]
    return Seat(person, person.token, page.forgery_token, tokens)


async def play(stage: Stage, seed: int, requests: int, after: After | None = None) -> None:
    """Have the people of *stage* send so many requests, drawn from *seed*."""
    draw = Drawer(seed)
    for _ in range(requests):
        stage.turn += 1
        seat = await _at_the_table(stage, draw.choice(list(stage.seats)))
        if draw.happens(ONE_IN_PAGES):
            await _fill_a_page(stage, draw, seat, draw.choice(stage.pages))
        elif draw.happens(8):
            await _press_on_a_page(stage, draw, seat)
        else:
            await _ask(stage, draw, seat, _route(stage, draw))
        await stage.read_on()
        if after is not None:
            await after(stage)


def _route(stage: Stage, draw: Drawer) -> Route:
    """Return any route, but more often those by which orders are asked for and signed."""
    asking = [each for each in stage.json if each.body is RequestOrder]
    signing = [each for each in stage.json if each.body is SignOrder]
    if not any(order.is_open for order in stage.things.orders.values()):
        signing = asking
    route = draw.choice(draw.choices((stage.json, asking, signing), (8, 3, 12))[0])
    ends_it = route.body in {DeclineOrder, WithdrawOrder, DeclareConflict}
    return draw.choice(stage.json) if ends_it and draw.happens(2) else route


async def try_everything(stage: Stage, seed: int) -> None:
    """Have everybody try every route and every page once."""
    draw = Drawer(seed)
    for handle in stage.seats:
        for route in (*stage.json, *stage.pages):
            stage.turn += 1
            seat = await _at_the_table(stage, handle)
            is_json = route in stage.json
            await (_ask if is_json else _fill_a_page)(stage, draw, seat, route)
            await stage.read_on()


async def _at_the_table(stage: Stage, handle: str) -> Seat:
    """Return a seat; whose sessions were ended signs in again."""
    seat = stage.seats[handle]
    if await stage.site.sessions.find(seat.session, "api") is None:
        seat = stage.seats[handle] = await _seat(seat.person)
    return seat


async def _ask(stage: Stage, draw: Drawer, seat: Seat, route: Route) -> None:
    """Send JSON, mostly in a session in which a code was typed just now, else with a token."""
    drawn = Body(stage.things, draw, order := stage.things.one_order(draw))
    body = {"label": "Another"} if route.body is None else drawn.of(route.body)
    token = draw.choice(seat.tokens) if draw.happens(8) else seat.session
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": uuid4().hex}
    answer = await seat.person.browser.request(
        route.method, _address(stage, draw, route, order), headers=headers, json=body
    )
    _note(stage, route, answer)


def _address(stage: Stage, draw: Drawer, route: Route, order: Known | None) -> str:
    """Fill the gaps of an address, once in a while with what is not there."""
    things, cases = stage.things, stage.things.cases
    case_id = cases[-1 - draw.randrange(min(4, len(cases)))]
    member = str(things.somebody(draw, to_stop=route.path.endswith("/suspend")))
    unknown = ("person", "record", "asking", "request", "label", "note", "budget", "item")
    ids = dict.fromkeys((f"{each}_id" for each in unknown), str(uuid4())) | {
        "fund_id": str(things.fund.fund_id),
        **dict.fromkeys(("case_id", "proposal_id"), str(case_id)),
        "order_id": str(uuid4() if order is None or draw.happens(40) else order.order_id),
        "position": str(max(1, things.last - draw.randrange(8))),
        **dict.fromkeys(("member", "sign_in"), member),
        **dict.fromkeys(("id", "thing", "account_id"), str(things.fund.cash_box)),
        "role": draw.choice(("steward", "treasurer", "approver")),
    }
    ids |= {"help_kind": "bail", "kind": "account", "number": "1", "step": "cash"}
    return route.path.format(**ids)


async def _press_on_a_page(stage: Stage, draw: Drawer, seat: Seat) -> None:
    """Press a button on the page of an order, whether or not it is shown."""
    order = stage.things.one_order(draw)
    ending = "/close" if draw.happens(12) else "/sign"
    [route] = [each for each in stage.pages if each.path.endswith(f"{{order_id}}{ending}")]
    fields = {
        "_token": "" if draw.happens(20) else seat.forgery_token,
        "_key": uuid4().hex,
        "content_hash": order.content_hash if order and not draw.happens(20) else "0" * 64,
        "_acts": " ".join(order.some_acts(draw) if order else APPROVE),
        "step": draw.choice(CLOSING),
        "who": str(stage.things.somebody(draw)),
    }
    answer = await seat.person.browser.post(_address(stage, draw, route, order), data=fields)
    _note(stage, route, answer)


async def _fill_a_page(stage: Stage, draw: Drawer, seat: Seat, route: Route) -> None:
    """Open a page, fill its form and send it, and again while it asks to be checked."""
    browser = seat.person.browser
    address = _address(stage, draw, route, stage.things.one_order(draw))
    page = await browser.get(address)
    for _ in range(CHECKS):
        forms = forms_of(page.text) if page.status_code < 500 else []
        if not forms or page.status_code == 303:
            return
        form = draw.choice(forms)
        fields = filled(form, draw)
        page = await browser.post(form.action or address, data=fields)
        _note(stage, route, page)


def _note(stage: Stage, route: Route, answer: httpx.Response) -> None:
    """Keep what was answered: refusals of the API by their code, everything by its status."""
    assert answer.status_code < 500, (route.path, answer.text)
    stage.reached[f"{route.method} {route.path}"] += answer.status_code in {200, 201, 303}
    problem = "problem+json" in answer.headers.get("content-type", "")
    stage.answers[answer.json()["code"] if problem else str(answer.status_code)] += 1


async def keep_out(stage: Stage, handle: str) -> None:
    """Have it written down that somebody keeps out of every order that is open."""
    who = stage.two[handle].who
    for order in list(stage.things.orders.values()):
        if order.is_open and (order.case_id, who) not in stage.conflicts:
            body = {"occurred_on": DAY.isoformat(), "sign_in": str(who)}
            path = f"/orders/{order.order_id}/conflicts"
            said = [
                await seat.person.send("POST", path, body)
                for seat in stage.seats.values()
                if (order.case_id, who) not in stage.conflicts
            ]
            stage.turn += 1
            await stage.read_on()
            assert (order.case_id, who) in stage.conflicts, [each.text for each in said]
