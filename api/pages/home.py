"""The way to the start page in the reader's language."""

from typing import Any

from litestar import Request, Response, get

from api.access import Power, needs
from api.i18n import preferred
from api.pages.frame import see_other
from api.site import site_of


@get("/", include_in_schema=False, opt=needs(Power.STRANGER), sync_to_thread=False)
def choose_language(request: Request[Any, Any, Any]) -> Response[Any]:
    """Lead to the start page in a language that the browser asks for."""
    wanted = preferred(request.headers.get("accept-language", ""), site_of(request).languages)
    answer = see_other(f"/{wanted}/")
    answer.headers["Vary"] = "Accept-Language"
    return answer
