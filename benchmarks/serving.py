"""The service as a process, with one route more than the product: one that does nothing.

``python -m benchmarks.serving`` takes the settings of the service from the environment and runs
one worker of the same server, with the same options. The extra route authenticates, reads the
same body with the same code and answers the same bytes as recording a donation, and writes
nothing. It is mounted here and nowhere else. ``BENCHMARK_FILE`` names a file that is served
beside those of the look.
"""

import gzip
import multiprocessing
import os
from pathlib import Path
from typing import Final
from uuid import UUID

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from litestar import Litestar, Response, Router
from litestar.params import JSONBody

from api.access import Power
from api.app import ROUTES, create_app
from api.assets import Asset, Assets
from api.cli.opened import settings_here
from api.request_log import configure_logging
from api.site import site_of_app
from api.v1.bodies import body_given
from api.v1.reading import query_fits
from api.v1.receipts import FUNDS, AnyRequest, FundId, Key, Recorded, actor_of, writes
from ledger.case_label import case_label
from ledger.donations import RecordDonation
from ledger.vault.keys import Keys

NOOP: Final = "/noop-donations"
FILE: Final = "page.html"
"""The name of a file whose bytes ``BENCHMARK_FILE`` names."""
_CASE: Final = UUID("6f1c1ad8-6d0f-4c57-9f3a-0d5f7f0b8a11")
_POSITION: Final = 123_456


@writes(NOOP, RecordDonation, power=Power.RECORD_FACT, name="noop", summary="Do nothing")
async def noop(
    request: AnyRequest, fund_id: FundId, data: JSONBody[RecordDonation], key: Key
) -> Response[Recorded]:
    """Answer what recording a donation would answer."""
    assert actor_of(request)
    assert key
    recorded = Recorded(
        fund_id=fund_id,
        case_id=data.case_id or _CASE,
        case_label=case_label(_CASE),
        first=_POSITION,
        last=_POSITION,
        opened=(),
        replayed=False,
    )
    return Response(
        recorded,
        status_code=201,
        headers={"Location": f"{FUNDS}/{fund_id}/lines/{_POSITION}"},
    )


def application() -> Litestar:
    """Make the application of a worker, as `parasol serve` does, and the extra route."""
    settings = settings_here()
    configure_logging(settings.log)
    assert settings.database_url is not None
    extra = Router(
        "/funds/{fund_id:uuid}",
        route_handlers=[noop],
        guards=[query_fits],
        before_request=body_given,
    )
    app = create_app(
        settings,
        database_url=settings.database_url,
        direct_url=settings.database_direct_url,
        # One database is served from one directory after another.
        keys=Keys(references=b"r" * 32, log=b"l" * 32),
        routes=(*ROUTES, extra),
    )
    if beside := os.environ.get("BENCHMARK_FILE"):
        site_of_app(app).assets = _OneFile(Path(beside).read_bytes())
    return app


class _OneFile(Assets):
    """One file more, under a name that is known beforehand."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        compressed = gzip.compress(content, mtime=0)
        self._by_address[f"/static/{FILE}"] = Asset(
            f"/static/{FILE}", "text/html", content, compressed
        )


def main() -> None:
    """Serve until told to stop."""
    settings = settings_here()
    multiprocessing.set_start_method("spawn", force=True)
    Granian(
        "benchmarks.serving:application",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        workers=1,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main()
