"""The desk: one sentence about tonight, then everything that waits for whoever reads it."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath
from markupsafe import Markup
from msgspec import Struct

from api.access import Access, Power, access_of, needs
from api.formats import moment_text
from api.i18n import N_
from api.number_words import number_in_words
from api.pages.deciding.open_for import list_waiting
from api.pages.floats.known import float_cases
from api.pages.frame import render
from api.pages.reading.account_waits import account_waits
from api.pages.reading.bail_waits import bail_waits
from api.pages.reading.count_waits import count_waits
from api.pages.reading.decision_waits import decision_waits
from api.pages.reading.money import free_sentence, meant_sentence
from api.pages.reading.reader import AnyRequest, Reader, reading, with_handles
from api.pages.reading.report_waits import report_waits, waits_for_the_first
from api.pages.reading.request_waits import request_waits
from api.pages.reading.todo import people_in_todos, todos_of
from api.pages.reading.wait import Wait, by_urgency
from api.pages.reading.waiting import list_waits
from api.promising import Waiting, promisable, tonights, waiting_orders
from api.requests.table import list_requests
from api.site import site_of
from ledger.events import AgreementRecorded, Role
from ledger.fund import Fund
from ledger.grants import PayGrant
from ledger.money import Money
from ledger.store.connection import Connection
from projections.balances import Balances, get_balances
from projections.cases import list_open_cases
from projections.courts import get_courts
from projections.gaps import list_gaps
from projections.reports.beginning import begins_with
from projections.reports.published import Published, read_publications

SAID_IN_WORDS: Final = 12
"""Up to so many things are counted in words."""
_ASKS: Final = frozenset({Role.TREASURER, Role.APPROVER, Role.ON_CALL})
"""Whoever of these reads it can ask for what falls due."""


class CarriedFloat(Struct, frozen=True):
    """Money that somebody carries: how much is left, and until when they may spend it."""

    carrier: Markup
    left: Money
    until: object
    is_over: bool
    address: str
    is_mine: bool


class Suspended(Struct, frozen=True):
    """Somebody whom a colleague stopped, and until when."""

    holder: Markup
    by: Markup
    until: str


class _Read(Struct):
    """All that is read from the database for the desk."""

    balances: Balances
    waiting: Waiting
    waits: tuple[Wait, ...]
    float_cases: dict[UUID, UUID]


@get("/{fund_id:uuid}/desk", opt=needs(Power.READ_BOOK))
async def desk(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Show what can be promised tonight and what waits for whom."""
    access, now = access_of(request), site_of(request).now()
    async with reading(request, fund_id) as (reader, connection):
        read = await _read(reader, connection, access.fund)
        deciding = await list_waiting(site_of(request), connection, fund_id, access.sign_in_id)
    reader = await with_handles(request, reader, _people(access.fund, read.waiting))
    todos = todos_of(reader, read.waiting, access, now)
    may_ask = not access.roles.isdisjoint(_ASKS)
    mine, waits = todos.mine, by_urgency(read.waits if may_ask else ())
    decisions = tuple(decision_waits(reader, deciding))
    balances = promisable(read.balances, access.fund, read.waiting, now)
    free = tonights(read.balances, access.fund, read.waiting, now)[0]
    return render(
        request,
        "desk.html",
        title=N_("Desk"),
        free=free_sentence(reader, balances),
        count=_count(reader, len(mine) + len(decisions) + len(waits)),
        meant=meant_sentence(reader, balances, free.anything),
        mine=mine,
        decisions=decisions,
        waits=waits,
        others=todos.others,
        ratifying=todos.ratifying,
        more=read.waiting.more,
        floats=_floats(reader, access, read.float_cases),
        suspended=_suspended(reader, access.fund, now),
        single_signer=access.fund.single_signer,
        may_record=access.may(Power.RECORD_FACT) or access.may(Power.MOVE_MONEY),
        may_govern=access.may(Power.GOVERN),
        **reader.frame("desk"),
    )


async def _read(reader: Reader, connection: Connection, fund: Fund) -> _Read:
    at, fund_id = reader.known_at, reader.fund_id
    balances = await get_balances(connection, fund_id, known_at=at)
    cases = await list_open_cases(connection, fund_id, known_at=at)
    courts = await get_courts(connection, fund_id, reader.today)
    waiting = await waiting_orders(connection, fund_id)
    known = await float_cases(connection, fund, at)
    asked = _asked_instalments(waiting)
    waits = (
        *request_waits(reader, await list_requests(connection, fund_id)),
        *list_waits(reader, balances, cases, asked),
        *bail_waits(reader, courts.waiting),
        *report_waits(
            reader,
            fund,
            await _agreements(connection, fund),
            await begins_with(connection, fund_id) if waits_for_the_first(fund) else None,
        ),
        *account_waits(reader, fund, await list_gaps(connection, fund_id, known_at=at)),
        *[wait async for wait in count_waits(reader, connection, fund)],
    )
    return _Read(balances, waiting, waits, known)


async def _agreements(connection: Connection, fund: Fund) -> list[AgreementRecorded]:
    """Return the agreements with funders as they stand; most funds have none."""
    if not fund.publishing.agreements:
        return []
    publications = await read_publications(connection, fund.fund_id)
    return list(Published.of(publications, fund.time_zone).now.agreements.values())


def _asked_instalments(waiting: Waiting) -> frozenset[tuple[UUID, int]]:
    """Return the instalments that somebody asked for already: those wait as orders."""
    commands = (order.command for order, _ in waiting.orders if order.is_open and order.kind)
    return frozenset(
        (command.case_id, command.instalment)
        for command in commands
        if isinstance(command, PayGrant)
    )


def _people(fund: Fund, waiting: Waiting) -> list[UUID]:
    governance = fund.governance
    return [
        *people_in_todos(waiting),
        *(each.carrier for each in governance.floats.values()),
        *governance.suspensions,
        *(each.by for each in governance.suspensions.values()),
    ]


def _count(reader: Reader, count: int) -> str:
    language = reader.language
    if not count:
        return language.gettext(N_("Nothing waits for you."))
    words = number_in_words(count, language.code) if count <= SAID_IN_WORDS else None
    sentence = language.ngettext(
        "One thing waits for you.", "%(count)s things wait for you.", count
    )
    said = sentence % {"count": words or str(count)}
    return said[:1].upper() + said[1:]


def _floats(reader: Reader, access: Access, cases: dict[UUID, UUID]) -> list[CarriedFloat]:
    fund = access.fund
    found = []
    for float_id, carried in fund.governance.floats.items():
        account, case_id = fund.accounts[float_id], cases.get(float_id)
        found.append(
            CarriedFloat(
                carrier=reader.person(carried.carrier),
                left=Money(account.balance, account.currency, account.exponent),
                until=carried.until,
                is_over=carried.until < reader.today,
                address=f"{reader.prefix}/floats/{case_id}" if case_id else "",
                is_mine=carried.carrier == access.sign_in_id,
            )
        )
    return sorted(found, key=lambda each: (not each.is_over, str(each.until)))


def _suspended(reader: Reader, fund: Fund, now: datetime) -> list[Suspended]:
    return [
        Suspended(
            holder=reader.person(holder),
            by=reader.person(each.by),
            until=moment_text(each.until, reader.language, fund.time_zone),
        )
        for holder, each in fund.governance.suspensions.items()
        if now < each.until
    ]
