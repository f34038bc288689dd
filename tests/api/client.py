"""A service under test: the real application on a real database, asked over ASGI in this loop."""

import asyncio
import atexit
import re
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final
from uuid import UUID

import httpx
from litestar import Litestar

from api.settings import Settings, read_settings
from api.site import Site
from tests.api.lent_apps import lent_app

ORIGIN = "http://127.0.0.1:8000"
KEYS_DIR: Final = tempfile.mkdtemp(prefix="parasol-keys-")
"""Where the vaults of all services of this run have their keys."""
atexit.register(shutil.rmtree, KEYS_DIR, ignore_errors=True)


def plain_settings(**changes: str) -> Settings:
    """Return settings as a machine without any would have them."""
    return read_settings(
        {"PARASOL_DATA_DIR": "/nowhere/parasol", "PARASOL_KEYS_DIR": KEYS_DIR, **changes}
    )


@asynccontextmanager
async def serving(
    database_url: str, *, settings: Settings | None = None, origin: str = ORIGIN, **changes: Any
) -> AsyncIterator[httpx.AsyncClient]:
    """Start an application and lend a client of it; ``client.site`` is its site."""
    with lent_app(settings or plain_settings(), database_url, **changes) as app:
        async with _started(app), client_of(app, origin) as client:
            yield client


@asynccontextmanager
async def _started(app: Litestar) -> AsyncIterator[None]:
    started, done = asyncio.Event(), asyncio.Event()

    async def run() -> None:
        # In a task of its own: a fixture is set up and torn down in different ones.
        async with app.lifespan():
            started.set()
            await done.wait()

    task = asyncio.create_task(run())
    await asyncio.wait(
        {task, waiting := asyncio.create_task(started.wait())}, return_when="FIRST_COMPLETED"
    )
    waiting.cancel()
    if task.done():
        await task
    try:
        yield
    finally:
        done.set()
        await task


def client_of(app: Litestar, origin: str = ORIGIN) -> httpx.AsyncClient:
    """Return a browser without a session."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=True)  # type: ignore[arg-type]
    client = httpx.AsyncClient(transport=transport, base_url=origin, follow_redirects=False)
    client.app = app  # type: ignore[attr-defined]
    return client


def site_of_client(client: httpx.AsyncClient) -> Site:
    site: Site = client.app.state.site  # type: ignore[attr-defined]
    return site


async def sign_in(client: httpx.AsyncClient) -> UUID:
    """Sign a browser in as the first sign-in of the instance, and return who that is."""
    code = await site_of_client(client).sign_in.issue_code()
    answer = await client.post("/en/sign-in", data={"code": code})
    assert answer.status_code == 303, answer.text
    return await first_sign_in(client)


async def first_sign_in(client: httpx.AsyncClient) -> UUID:
    """Return the first sign-in of the instance: whom the terminal's codes are for."""
    first = await site_of_client(client).people.first()
    assert first is not None, "somebody has signed in"
    return first


async def token_for(client: httpx.AsyncClient) -> str:
    """Return a bearer token."""
    code = await site_of_client(client).sign_in.issue_code()
    answer = await client.post("/api/v1/session", json={"code": code})
    token: str = answer.json()["token"]
    return token


def hidden_fields(page: str) -> dict[str, str]:
    """Return the hidden fields of the first form of a page that has a token."""
    form = re.search(
        r"<form method=\"post\"(?! action=\"[^\"]*sign-out).*?</form>", page, re.DOTALL
    )
    found = re.findall(
        r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form.group(0) if form else ""
    )
    return dict(found)
