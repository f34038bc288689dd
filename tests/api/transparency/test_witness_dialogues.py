"""The witness in the words of others, and over HTTP."""

import json
import re
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import Final
from uuid import uuid4

import httpx
import pytest_asyncio

from ledger.store.database import Database
from ledger.transparency.note import ED25519, VerifierKey
from ledger.transparency.witness import MAX_BODY, Witness
from tests.api.client import serving, site_of_client
from tests.api.transparency.conftest import NOW
from tests.api.transparency.made_log import MadeLog, leaves

DATA: Final = Path(__file__).parents[2] / "data/log/witness"
SIGSUM_KEY: Final = "ffdc2d4d98e4124d3feaf788c0c2f9abfd796083d1f0495437f302ec79cf100f"
SUMDB: Final = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"


async def test_another_witness_answers_as_this_one_does(database: Database, tmp_path: Path) -> None:
    """The dialogue of litewitness; it says 403 of a log that it does not know, the standard 404."""
    witness = Witness(database, tmp_path / "keys", "example.com/witness", lambda: NOW)
    public = bytes.fromhex(SIGSUM_KEY)
    origin = f"sigsum.org/v1/tree/{sha256(public).hexdigest()}"
    await witness.add(VerifierKey(origin, ED25519, public).text)
    await witness.add(SUMDB, origin="go.sum database tree")
    for asked in json.loads((DATA / "litewitness.json").read_text()):
        given = await witness.add_checkpoint(asked["body"].encode())
        expected = 404 if asked.get("contains") == "unknown log" else asked["status"]
        assert given.status == expected, asked
        if given.status == 200:
            assert asked["contains"] in given.body
        if "is" in asked:
            assert given.body == asked["is"]
    assert {each.origin: each.size for each in await witness.logs()} == {
        origin: 5,
        "go.sum database tree": 35225469,
    }


SIGSUM_DIALOGUE: Final = ((0, 2, 200), (1, 2, 409), (2, 4, 200), (4, 4, 200), (4, 5, 200))
"""Old size, size, status: as sigsum-go's own test of a witness has them."""


@pytest_asyncio.fixture(loop_scope="session")
async def client(service_url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(service_url) as made:
        yield made


async def test_over_http_it_is_the_same(client: httpx.AsyncClient) -> None:
    log = MadeLog(f"books.example.org/{uuid4()}/1")
    witness = site_of_client(client).witness
    await witness.add(log.vkey)
    known = f"/witness/{sha256(log.origin.encode()).hexdigest()}/checkpoint"
    assert (await client.get(known)).status_code == 404
    for old, size, status in SIGSUM_DIALOGUE:
        body = log.asked(old, leaves(size))
        given = await client.post("/witness/add-checkpoint", content=body)
        assert given.status_code == status
        if status == 409:
            assert (given.text, given.headers["content-type"]) == ("2\n", "text/x.tlog.size")
        else:
            assert re.fullmatch(r"— 127\.0\.0\.1:8000/witness [A-Za-z0-9/+]{102}==\n", given.text)
        assert given.headers["cache-control"] == "no-store"
        assert "set-cookie" not in given.headers
    shown = await client.get(known)
    assert shown.text.startswith(log.head(leaves(5)))
    assert shown.headers["cache-control"] == "public, max-age=60"
    assert (await client.head(known)).status_code == 200
    other = MadeLog(f"books.example.org/{uuid4()}/1")
    asked = await client.post("/witness/add-checkpoint", content=other.asked(0, leaves(2)))
    assert asked.status_code == 404
    assert (await client.post("/witness/add-checkpoint", content=b"x")).status_code == 400
    huge = await client.post("/witness/add-checkpoint", content=b"x" * (MAX_BODY + 1))
    assert huge.status_code == 413
    for name in ("x", known[9:73].upper(), known[9:72], f"{known[9:73]}0"):
        assert (await client.get(f"/witness/{name}/checkpoint")).status_code == 404
