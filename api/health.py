"""Is it alive, is it ready? Words only: no lag, no position, no version to learn from."""

import asyncio
from datetime import timedelta
from typing import Any, Final

import structlog
from litestar import Request, Response, get

from api.access import Power, needs
from api.site import Site, site_of

_PATIENCE_SECONDS: Final = 2.0
_CLOCK_MAY_LAG: Final = timedelta(minutes=2)
_LAST_RECORDED: Final = "select max(recorded_at) from heads"


@get("/health/live", opt=needs(Power.STRANGER), include_in_schema=False, sync_to_thread=False)
def live() -> Response[dict[str, str]]:
    """Say that the process answers."""
    return Response({"status": "alive"})


@get("/health/ready", opt=needs(Power.STRANGER), include_in_schema=False)
async def ready(request: Request[Any, Any, Any]) -> Response[dict[str, str]]:
    """Say whether requests can be served; 503 and nothing more when they cannot."""
    site = site_of(request)
    problem = await _find_problem(site)
    if problem:
        # The reason is for the operator's log, not for whoever asks.
        structlog.get_logger("parasol").warning("not ready", reason=problem)
        return Response({"status": "not ready"}, status_code=503, headers={"Retry-After": "5"})
    return Response({"status": "ready"})


async def _find_problem(site: Site) -> str:
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            async with site.database.acquire() as connection:
                last = await connection.fetchval(_LAST_RECORDED)
            if last is not None and site.now() < last - _CLOCK_MAY_LAG:
                return "the clock is behind the last line"
            for check in site.ready_checks:
                if not await check():
                    return "projections degraded"
    except Exception as error:  # noqa: BLE001  whatever it is, it is not ready
        return f"database away: {type(error).__name__}"
    return ""
