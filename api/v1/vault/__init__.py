"""The vault through the API. What is opened is sent once and kept by nobody on the way."""

from typing import Final

from api.v1.vault import auditing, givers, hearings, keeping, opening, papers

ROUTES: Final = (
    *keeping.ROUTES,
    *opening.ROUTES,
    *papers.ROUTES,
    *hearings.ROUTES,
    *auditing.ROUTES,
    *givers.ROUTES,
)
