"""Headers of every answer, whatever made it: pages, files, errors, the framework's own refusals.

The content security policy forbids everything but our own style sheet, the page's one hashed
``<style>``, our own pictures and forms sent to ourselves. Nobody may frame a page.
"""

import base64
import hashlib
from typing import Any, Final

from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from api.settings import Settings

_POLICY: Final = (
    "default-src 'none'; style-src 'self'{style}; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS: Final = {
    "Content-Security-Policy": _POLICY.format(style=""),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # Which program answers is nobody's business; without this the server would say it.
    "Server": "",
    # Private unless an answer says that it is public.
    "Cache-Control": "no-store",
}
_HSTS: Final = "max-age=63072000"


def policy_for_style(css: str) -> str:
    """Return the policy of a page with one ``<style>`` of exactly this text."""
    if not css:
        return _ALWAYS["Content-Security-Policy"]
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return _POLICY.format(style=f" 'sha256-{digest}'")


def policy_for_photo() -> str:
    """Return the policy of a page that carries a photo in itself, where no address leads to it."""
    return _ALWAYS["Content-Security-Policy"].replace("img-src 'self'", "img-src 'self' data:")


class SecurityHeaders:
    """Outermost middleware: adds what an answer has not set itself."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._headers = dict(_ALWAYS)
        if settings.origin.startswith("https:"):
            self._headers["Strict-Transport-Security"] = _HSTS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer back with its headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers: Any = MutableScopeHeaders.from_message(message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(
            scope, receive, send_with_headers if scope["type"] == ScopeType.HTTP else send
        )
