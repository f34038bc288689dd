"""The vault through the API. What is opened is sent once and kept by nobody on the way."""

from typing import Final

from api.v1.vault import auditing, keeping, opening

ROUTES: Final = (*keeping.ROUTES, *opening.ROUTES, *auditing.ROUTES)
