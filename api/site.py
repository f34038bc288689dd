"""What every request may ask for: settings, languages, templates, assets, database, sessions."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from litestar import Litestar, Request

from api.assets import Assets
from api.casting import Casts
from api.clock import Clock, utc_now
from api.i18n import Language, available, language_of_path
from api.settings import Settings
from api.views import environments

if TYPE_CHECKING:
    from jinja2 import Environment

    from api.access import Admissions
    from api.deadlines import Deadlines
    from api.deciding.service import Deciding
    from api.giving.service import Giving
    from api.nudge import Nudging
    from api.people.people import People
    from api.public.kept import PublicPages
    from api.publishing.service import Publishing
    from api.requests.service import Requests
    from api.sessions import Sessions
    from api.sign_in import SignIn
    from api.transparency.cosigning import Cosigning
    from api.transparency.keeping import Keeping
    from ledger.books import Books
    from ledger.store.database import Database
    from ledger.transparency.log import Log
    from ledger.transparency.witness import Witness
    from ledger.vault.keys import Keys
    from ledger.vault.vault import Vault
    from projections.runner import Runner


ReadyCheck = Callable[[], Awaitable[bool]]
"""Something that must hold before requests are served: projections that are not degraded."""


class Site:
    """One running service. What needs the database is there between start and stop."""

    database: "Database"
    sessions: "Sessions"
    sign_in: "SignIn"
    people: "People"
    keys: "Keys"
    vault: "Vault"
    requests: "Requests"
    giving: "Giving"
    public_pages: "PublicPages"
    publishing: "Publishing"
    books: "Books"
    admissions: "Admissions"
    deciding: "Deciding"
    deadlines: "Deadlines"
    nudging: "Nudging"
    log: "Log"
    keeping: "Keeping"
    witness: "Witness"
    cosigning: "Cosigning"
    runner: "Runner"

    def __init__(
        self, settings: Settings, *, pseudo_language: bool = False, now: Clock = utc_now
    ) -> None:
        self.settings = settings
        self.now = now
        self.casts = Casts()
        self.languages: dict[str, Language] = available(pseudo_language=pseudo_language)
        self.ready_checks: list[ReadyCheck] = []
        self.assets = Assets()
        self.environments: dict[str, Environment] = environments(self.languages, self.assets)

    def language_of(self, request: Request[Any, Any, Any]) -> Language:
        """Return the language of the page that is asked for."""
        return self.languages[language_of_path(request.scope["path"], self.languages)]


def site_of(request: Request[Any, Any, Any]) -> Site:
    """Return the site that answers *request*."""
    return site_of_app(request.app)


def site_of_app(app: Litestar) -> Site:
    """Return the site of an application made by `create_app`."""
    site: Site = app.state.site
    return site
