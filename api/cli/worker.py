"""One worker process of `parasol serve`: it never outlives its supervisor."""

import multiprocessing
import os
import signal
import threading
import time
from typing import Final

import structlog
from litestar import Litestar

from api.app import create_app
from api.cli.opened import embedded_server, settings_here
from api.request_log import configure_logging
from ledger.store.embedded import EmbeddedServer, PostgresUnavailable

_LOOK_SECONDS: Final = 0.25
_SERVER_SECONDS: Final = 1.0
_DRAIN_SECONDS: Final = 8.0
"""How long a worker without a supervisor may finish: the next start waits longer for the port."""

_log = structlog.get_logger(__name__)


def application() -> Litestar:
    """Make the application of this process, with a share of its own in the embedded server."""
    threading.Thread(target=_leave_after, args=(_supervisor(),), daemon=True).start()
    settings = settings_here()
    configure_logging(settings.log)
    meeting = settings.data_dir / "run"
    if settings.database_url:
        direct = settings.database_direct_url
        return create_app(
            settings, database_url=settings.database_url, direct_url=direct, meeting=meeting
        )
    # Not stopped here: the kernel takes the share back when the process ends, however it ends.
    share = embedded_server(settings)
    app = create_app(settings, database_url=share.start().service, meeting=meeting)
    threading.Thread(target=_keep_server, args=(share,), daemon=True).start()
    app.state.embedded_server = share
    return app


def _keep_server(share: EmbeddedServer) -> None:
    """Bring the embedded server back when it and its guardian were both killed."""
    while True:
        time.sleep(_SERVER_SECONDS)
        try:
            share.start()
        except PostgresUnavailable as trouble:
            _log.warning("postgresql-unavailable", reason=type(trouble).__name__)


def _supervisor() -> int:
    """Return who started this process; it may be gone already, and another be its parent."""
    started_by = multiprocessing.parent_process()
    return os.getppid() if started_by is None or started_by.pid is None else started_by.pid


def _leave_after(supervisor: int) -> None:
    """Stop this process once its supervisor is gone, as if it had been told to."""
    while os.getppid() == supervisor:
        time.sleep(_LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_DRAIN_SECONDS)
    os._exit(1)
