"""Every handler says which power it needs: an application with one that does not cannot start."""

from collections.abc import Iterator
from typing import Any

from litestar import Litestar
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.routes import HTTPRoute

from api.access.powers import OF_FUNDS, STRANGERS_OF_FUNDS, Power

OPTIONS = "OPTIONS"


def handlers_of(app: Litestar) -> Iterator[tuple[str, HTTPRouteHandler]]:
    """Yield every address with each handler that answers there, less what the framework adds."""
    for route in app.routes:
        assert isinstance(route, HTTPRoute), "there is nothing but HTTP"
        for handler in route.route_handlers:
            if set(handler.http_methods) != {OPTIONS}:
                yield route.path_format, handler


def check_every_power(app: Litestar, *, public: str) -> None:
    """Raise TypeError when a handler names no power, or one that does not fit its address.

    What stands below *public* is drawn by the framework for everybody: the description of the API.
    """
    for path, handler in handlers_of(app):
        if path != public and not path.startswith((f"{public}/openapi", f"{public}/{{")):
            check_power(path, handler)


def check_power(path: str, handler: BaseRouteHandler) -> None:
    """Raise TypeError when *handler* does not name a power that fits its address."""
    power: Any = handler.opt.get("power")
    if not isinstance(power, Power):
        raise TypeError(f"{path}: the handler {handler.handler_name} names no power")
    if (power in OF_FUNDS | STRANGERS_OF_FUNDS) != ("{fund_id" in path):
        raise TypeError(f"{path}: {power} is no power for this address")
