"""The composition root: the only place that puts the service together."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.types import ControllerRouterHandler

from api.access import Admissions, check_every_power
from api.adoption import Adoption
from api.answers import EXCEPTION_HANDLERS
from api.assets import static_file
from api.clock import Clock, utc_now
from api.deadlines import Deadlines
from api.deciding.service import Deciding
from api.docs_pages import events_page, refusals_page
from api.entrance import Entrance
from api.giving.service import Giving
from api.guards import admitted_only
from api.health import live, ready
from api.identify import Identify
from api.nudge import Nudging
from api.openapi import API_PAGE, StrictStructs, openapi_config
from api.pages.gate import gate
from api.pages.home import choose_language
from api.pages.renewing import send_renewed
from api.pages.routes import PAGES
from api.people.people import People
from api.public.kept import PublicPages
from api.publishing.service import Publishing
from api.publishing.signing import Signing
from api.request_log import RequestLog
from api.requests.service import Requests
from api.security import SecurityHeaders
from api.session_routes import close_session, open_session
from api.sessions import Sessions
from api.settings import Settings
from api.sign_in import SignIn
from api.site import Site
from api.transparency.report_proofs import REPORT_PROOFS
from api.transparency.routes import LOG_ROUTES
from api.transparency.starting import open_logs
from api.transparency.witnessing import WITNESS_ROUTES
from api.v1 import ROUTES as FUND_ROUTES
from api.vault.clock import VaultClock
from api.verifier import verifier_page
from ledger.books import Books
from ledger.store.database import Database
from ledger.store.errors import PersistenceError
from ledger.vault.keys import Keys, open_keys
from ledger.vault.vault import Vault
from projections.checkpoints import list_degraded
from projections.migrations import projection_migrations
from projections.runner import Runner

MAX_BODY_BYTES = 1_000_000

ROUTES: tuple[ControllerRouterHandler, ...] = (open_session, close_session, *FUND_ROUTES)
"""JSON handlers, under /api/v1."""


def _routers(
    site: Site,
    pages: Sequence[ControllerRouterHandler],
    routes: Sequence[ControllerRouterHandler],
) -> list[ControllerRouterHandler]:
    of_pages = [
        Router(f"/{code}", route_handlers=pages, before_request=gate, include_in_schema=False)
        for code in site.languages
    ]
    of_api = Router("/api/v1", route_handlers=routes, guards=[admitted_only])
    return [
        *of_pages,
        of_api,
        choose_language,
        static_file,
        verifier_page,
        live,
        ready,
        *LOG_ROUTES,
        *REPORT_PROOFS,
        *WITNESS_ROUTES,
        refusals_page,
        events_page,
    ]


async def _read_models_follow(database: Database) -> bool:
    """Whether no read model of any fund has stopped getting on."""
    async with database.acquire() as connection:
        return not await list_degraded(connection)


async def _keys_of(site: Site, database: Database) -> Keys:
    """Read the keys of this instance where the settings say; raises `KeysUnusable`."""
    async with database.acquire() as connection:
        return await open_keys(connection, site.settings.keys_dir)


def _grown(site: Site, fund_id: UUID, position: int) -> None:
    """Pass on that a book has grown."""
    site.runner.wake(fund_id)
    site.nudging.grown(fund_id, position)


def _asked_for_tonight(site: Site, fund_id: UUID) -> None:
    """Pass on that somebody needs help tonight."""
    site.nudging.grown(fund_id, 0)


def _open_vault(site: Site, database: Database) -> None:
    """Have the vault, and the requests that are sealed into it."""
    site.vault = Vault(database, site.settings.keys_dir, site.now)
    site.requests = Requests(
        database, site.vault, site.keys, site.now, partial(_asked_for_tonight, site)
    )


def _open_books(site: Site, database: Database) -> None:
    """Have the books, what reports are made of them, and who gave what is in them."""
    site.books = Books(database, clock=site.now, grown=partial(_grown, site))
    open_logs(site, database)
    signing = Signing(database, site.settings.keys_dir)
    site.publishing = Publishing(database, signing, site.now, site.log)
    site.giving = Giving(database, site.vault, site.keys, site.books, site.now)
    site.deciding = Deciding(site)


@asynccontextmanager
async def _by_itself(site: Site) -> AsyncIterator[None]:
    """Adopt funds before any is served; then keep deadlines and nudge, for as long as it serves."""
    adoption = Adoption(site.database, site.books, site.now)
    with suppress(PersistenceError):  # it is tried again in a moment, beside the deadlines
        await adoption.adopt()
    site.deadlines = Deadlines(site.database, site.books, site.now, adoption, site.deciding)
    site.deciding.counted = site.deadlines.wake
    async with (
        site.deadlines.running(),
        site.nudging.running(),
        VaultClock(site).running(),
        site.keeping.running(),
        site.cosigning.running(),
    ):
        yield


def _while_running(
    site: Site,
    database_url: str,
    direct_url: str | None,
    meeting: Path | None,
    keys: Keys | None,
) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    """Return what opens database, books and runner at start, and closes them at the end."""

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        async with (
            Database.open(
                database_url,
                direct_url=direct_url,
                migrations=projection_migrations(),
                disk=None if site.settings.database_url else site.settings.data_dir,
            ) as database,
            Runner(database).running() as runner,
        ):
            site.database = database
            site.public_pages = PublicPages(site.now)
            site.sessions = Sessions(database, site.now)
            site.sign_in = SignIn(database, site.now)
            site.keys = keys or await _keys_of(site, database)
            _open_vault(site, database)
            site.people = People(database, site.now, site.keys, site.sessions, site.sign_in)
            site.runner = runner
            site.ready_checks = [partial(_read_models_follow, database)]
            site.nudging = Nudging(database, runner, site.settings, site.now)
            _open_books(site, database)
            site.admissions = Admissions(site)
            async with nullcontext() if meeting is None else site.books.relayed(meeting):
                try:
                    async with _by_itself(site):
                        yield
                finally:
                    # What was taken is answered before the database goes away.
                    await site.books.close()

    return lifespan


def create_app(  # noqa: PLR0913  the one place where everything that may vary is chosen
    settings: Settings,
    *,
    database_url: str,
    direct_url: str | None = None,
    meeting: Path | None = None,
    keys: Keys | None = None,
    pseudo_language: bool = False,
    now: Clock = utc_now,
    pages: Sequence[ControllerRouterHandler] = PAGES,
    routes: Sequence[ControllerRouterHandler] = ROUTES,
) -> Litestar:
    """Make the application. *database_url* is the service's address of the database.

    *meeting* is a directory in which the processes of one service find each other, so that one
    of them writes for all; without it each writes by itself. *keys* are those of this instance;
    without them they are read where the settings say.

    *pseudo_language* also serves ``/qps/…``, for tests and translators. *now* is the clock.
    """
    site = Site(settings, pseudo_language=pseudo_language, now=now)

    app = Litestar(
        route_handlers=_routers(site, pages, routes),
        lifespan=[_while_running(site, database_url, direct_url, meeting, keys)],
        state=State({"site": site}),
        middleware=[Identify],
        before_send=[send_renewed],
        exception_handlers=EXCEPTION_HANDLERS,
        openapi_config=openapi_config(),
        plugins=[StrictStructs()],
        request_max_body_size=MAX_BODY_BYTES,
        # Ours is the only log: the framework's would write bodies and cookies.
        logging_config=None,
        debug=False,
    )
    check_every_power(app, public=API_PAGE)
    # Outside of everything, so that unknown addresses get headers and a log line as well.
    outermost: Any = RequestLog(SecurityHeaders(Entrance(app.asgi_handler), settings))
    app.asgi_handler = outermost
    return app
