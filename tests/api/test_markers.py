"""What somebody typed stays in the book and in the answer to themselves, and is nowhere else.

A steward of the real service types a marker into every field of every form, every field of every
body, every header, segment and query of every address. Then logs, names of files, titles, errors
and figures are looked through.
"""

import io
import json
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
import structlog
from litestar import Request, Response, get

from api.access import Power, needs
from api.app import create_app
from api.pages.routes import PAGES
from api.request_log import configure_logging
from tests.api.access_rows import ROWS
from tests.api.access_stage import FOUNDER, Stage, set_up
from tests.api.client import plain_settings, serving, site_of_client
from tests.api.marking import (
    MARKER,
    Drawn,
    Forms,
    example_of,
    faults_of_answer,
    files_with,
    fillings,
    fresh_mark,
    marked,
)
from tests.api.test_access_matrix import ids_for, is_of_page
from tests.instance import Instance

pytestmark = pytest.mark.slow

DESCRIPTION: Final = create_app(plain_settings(), database_url="").openapi_schema.to_schema()
HEADERS: Final = (
    "User-Agent", "Referer", "X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "Accept-Language",
    "Accept", "Idempotency-Key", "If-None-Match", "Range", "X-Request-Id", "Traceparent", MARKER,
)  # fmt: skip
SLOW_WHEN_WRONG: Final = {"page GET /join", "page GET /recover", "page GET /sign-in"}
"""Each wrong attempt waits there, so the fields are not filled one by one."""
PLACES: Final = re.compile(r"\{[^}]*\}")


class Typing:
    """A steward at the real service, whatever they send, and what was wrong with the answers."""

    def __init__(self, instance: Instance, log: Path, stage: Stage) -> None:
        self.instance, self.log, self.stage = instance, log, stage
        self.client = httpx.AsyncClient(base_url=instance.origin, timeout=60)
        self.faults: list[str] = []
        self.sent = 0

    async def headers(self, way: str) -> dict[str, str]:
        """Return what a fresh session of the steward sends along, with a code typed just now."""
        sessions = site_of_client(self.stage.client).sessions
        secret = await sessions.start(
            self.stage.people[FOUNDER], "api" if way == "api" else "page", stepped_up=True
        )
        if way == "api":
            return {"Authorization": f"Bearer {secret}"}
        return {"Cookie": f"parasol={secret}"}

    async def send(self, mark: str, method: str, path: str, **more: Any) -> httpx.Response:
        """Send a request with *mark* in it, and note where the answer shows it."""
        answer = await self.client.request(method, path, **more)
        self.sent += 1
        route = path.partition("?")[0].replace(mark, "…")
        self.faults += [f"{method} {route}: {each}" for each in faults_of_answer(answer, mark)]
        if answer.status_code >= 500:
            self.faults.append(f"{method} {route}: {answer.status_code}")
        return answer

    def address(self, row: str) -> tuple[str, str]:
        """Return method and path of a row of the table, with what stands in the fund."""
        method, path = row.removeprefix("page ").split(" ")
        path = path.format(**ids_for(row, self.stage.own))
        return method, f"/en{path}" if is_of_page(row) else path


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def typing(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Typing]:
    instance = Instance().start()
    log = tmp_path_factory.mktemp("said") / "service.log"
    try:
        with log.open("wb") as output:
            instance.serve(output=output)
        settings = plain_settings(PARASOL_KEYS_DIR=str(instance.keys))  # of the log, too
        async with serving(instance.addresses.service, settings=settings) as client:
            typing = Typing(instance, log, await set_up(client))
            yield typing
            await typing.client.aclose()
    finally:
        instance.close()


def rows(*methods: str) -> list[str]:
    return [row for row in ROWS if row.removeprefix("page ").split(" ")[0] in methods]


async def _type_into(typing: Typing, form: Drawn, cookie: dict[str, str], row: str) -> None:
    for mark, fields in fillings(form, one_by_one=row not in SLOW_WHEN_WRONG):
        how = "params" if form.method == "get" else "data"
        await typing.send(
            mark, form.method.upper(), form.action or row, headers=cookie, **{how: fields}
        )


async def _every_form(typing: Typing) -> int:
    """Fill every form of every page, and return how many there are."""
    seen: set[str] = set()
    for row in rows("GET"):
        if not is_of_page(row):
            continue
        _, path = typing.address(row)
        cookie = {} if row in SLOW_WHEN_WRONG else await typing.headers("page")
        page = await typing.client.get(path, headers=cookie)
        for form in Forms(page.text).found:
            action = form.action or path
            if action in seen:
                continue
            seen.add(action)
            form.action = action
            await _type_into(typing, form, cookie, row)
    return len(seen)


async def _every_body(typing: Typing) -> None:
    for path, methods in DESCRIPTION["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {})
            if not content:
                continue
            body = example_of(DESCRIPTION, next(iter(content.values()))["schema"])
            ids = ids_for(f"{method.upper()} {path}", typing.stage.own)
            headers = await typing.headers("api")
            for each in _of_body(body):
                mark = re.search(f"{MARKER}[0-9]+", json.dumps(each))
                assert mark
                key = {"Idempotency-Key": uuid4().hex}
                await typing.send(
                    mark.group(), method.upper(), path.format(**ids), headers=headers | key,
                    json=each,
                )  # fmt: skip


def _of_body(body: Any) -> Iterator[Any]:
    mark = fresh_mark()
    yield from marked(body, mark)
    yield dict.fromkeys(body, mark)


async def _every_address(typing: Typing) -> None:
    """Put a marker into each header, each segment and the query of every address."""
    for row in ROWS:
        way = "page" if is_of_page(row) else "api"
        method, path = typing.address(row)
        own = await typing.headers(way)
        mark = fresh_mark()
        await typing.send(mark, method, path, headers=dict.fromkeys(HEADERS, mark) | own)
        template = row.partition("/")[2]
        template = f"/en/{template}" if way == "page" else f"/{template}"
        ids = ids_for(row, typing.stage.own)
        for name in PLACES.findall(template):
            mark = fresh_mark()
            place = template.replace(name, mark).format(**ids)
            await typing.send(mark, method, place, headers=await typing.headers(way))
        mark = fresh_mark()
        await typing.send(mark, method, f"{path}/{mark}", headers=await typing.headers(way))
        for query in ({mark: mark}, {"next": f"/{mark}", "done": mark}, _query_of(row, mark)):
            await typing.send(mark, method, path, params=query, headers=await typing.headers(way))


def _query_of(row: str, mark: str) -> dict[str, str]:
    """Return every described query of a route, filled."""
    method, _, path = row.partition(" ")
    operation = DESCRIPTION["paths"].get(path, {}).get(method.lower(), {})
    named = [each["name"] for each in operation.get("parameters", []) if each["in"] == "query"]
    return dict.fromkeys(named or ["kind", "from", "to", "case", "only"], mark)


async def test_what_was_typed_is_in_no_log_file_name_title_error_or_figure(
    typing: Typing, tmp_path: Path
) -> None:
    assert await _every_form(typing) > 40
    await _every_body(typing)
    await _every_address(typing)
    assert typing.sent > 1000
    bugs = [line for line in typing.log.read_text().splitlines() if '"bug"' in line]
    assert sorted(set(typing.faults)) == [], bugs
    for path in ("/health/live", "/health/ready", "/api/v1/well"):
        figures = await typing.client.get(path, headers=await typing.headers("api"))
        assert MARKER not in figures.text
    assert MARKER not in typing.instance.run("well").stdout
    fund_id = typing.stage.own.ids["fund_id"]
    for command in (("backup",), ("export", fund_id, str(tmp_path / "book"))):
        done = typing.instance.run(*command)
        assert done.returncode == 0, done.stderr
        assert MARKER not in done.stdout + done.stderr
    assert MARKER in (tmp_path / "book").read_text(), "nothing that was typed was written down"
    place = typing.instance.place
    assert [path for path in place.rglob("*") if MARKER in path.name] == []
    logs = [typing.log, *typing.instance.data.rglob("*.log*")]
    assert typing.log.read_text().count('"event": "request"') >= typing.sent
    assert "postgres.log" in {path.name for path in logs}
    assert files_with(MARKER, logs) == []


@get("/leak", opt=needs(Power.STRANGER))
async def leak(request: Request[Any, Any, Any]) -> Response[str]:
    """Say everywhere what was asked for."""
    value = request.query_params["q"]
    structlog.get_logger("parasol").warning("asked", value=value)
    return Response(
        f"<title>{value}</title><p>{value}<form><input value='{value}'></form>",
        status_code=409,
        media_type="text/html",
        headers={"Content-Disposition": f'attachment; filename="{value}.csv"'},
    )


async def test_a_leak_is_found(service_url: str, tmp_path: Path) -> None:
    stream, mark = io.StringIO(), fresh_mark()
    configure_logging("debug", stream)
    async with serving(service_url, pages=(*PAGES, leak)) as client:
        answer = await client.get("/en/leak", params={"q": mark})
        fine = await client.get("/en/sign-in", params={"q": mark})
    structlog.reset_defaults()
    log, named = tmp_path / "service.log", tmp_path / f"{mark.lower()}.csv"
    log.write_text(stream.getvalue())
    named.write_text("")
    assert faults_of_answer(answer, mark) == ["title", "file name", "error"]
    assert faults_of_answer(fine, mark) == []
    assert files_with(mark, [log, named]) == [log, named]
