"""The file that checks receipts in a browser: what stands in it, and how a service gives it out."""

import base64
import gzip
import hashlib
import re
from pathlib import Path
from typing import Final

import httpx
import pytest

from api.verifier import VERIFIER_ADDRESS, VERIFIER_FILE, verifier_digest
from tests.api.client import sign_in

DOCS: Final = Path(__file__).parents[2] / "docs"
FILE: Final = VERIFIER_FILE.read_text("utf-8")


def within(tag: str) -> str:
    """Return what stands between the tags of the one element of this name."""
    [found] = re.findall(f"<{tag}>(.*?)</{tag}>", FILE, re.DOTALL)
    return str(found)


@pytest.mark.parametrize("tag", ["script", "style"])
def test_script_and_style_are_named_by_their_hashes(tag: str) -> None:
    digest = base64.b64encode(hashlib.sha256(within(tag).encode()).digest()).decode()
    assert f"{tag}-src 'sha256-{digest}'" in FILE, f"the page has to say: {tag}-src sha256-{digest}"


def test_nothing_else_may_be_loaded_run_or_asked_for() -> None:
    [policy] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', FILE)
    assert [each.split()[0] for each in policy.split("; ")] == [
        *("default-src", "script-src", "style-src", "base-uri", "form-action"),
    ]
    assert policy.count("'none'") == 3
    assert not re.search(r"\s(?:style|on\w+|src|action)=", FILE.replace(within("script"), ""))
    assert "http:" not in FILE
    assert "https:" not in FILE
    assert "url(" not in within("style")


@pytest.mark.parametrize(
    "word",
    [
        *("fetch(", "XMLHttpRequest", "WebSocket", "sendBeacon", "EventSource", "import(", "eval"),
        *("Function", "localStorage", "sessionStorage", "indexedDB", "cookie", "innerHTML"),
        *("outerHTML", "insertAdjacentHTML", "document.write", "window.open", "postMessage"),
        *("Worker", "createElementNS", "setTimeout", "Math.random"),
    ],
)
def test_the_script_asks_nobody_keeps_nothing_and_makes_no_html(word: str) -> None:
    assert not re.search(rf"\b{re.escape(word)}", within("script"))


def test_every_failure_is_one_of_the_specification_and_has_words() -> None:
    script = within("script")
    told = set(re.findall(r"^  '([a-z-]+)': \[\[", script, re.MULTILINE))
    raised = set(re.findall(r"new Failure\('([a-z-]+)'", script))
    text = (DOCS / "proofs.md").read_text()
    _, _, text = text.partition("## In which order a receipt is checked")
    before, _, _ = text.partition(" A whole log:")
    documented = set(re.findall(r"`([a-z]+(?:-[a-z]+)+|malformed)`", before))
    assert told == raised
    assert told == documented


def test_every_text_is_there_in_both_languages() -> None:
    body = FILE.replace(within("script"), "").replace(within("style"), "")
    _, _, body = body.partition("<main")
    assert body.count('lang="en"') == body.count('lang="es"') > 15


def test_the_digest_stands_where_people_look_for_it() -> None:
    assert verifier_digest() == hashlib.sha256(VERIFIER_FILE.read_bytes()).hexdigest()
    assert (DOCS / "checking.md").read_text().count(verifier_digest()) == 1, verifier_digest()


async def test_everybody_gets_the_same_bytes(stranger: httpx.AsyncClient) -> None:
    before = await stranger.get(VERIFIER_ADDRESS)
    await sign_in(stranger)
    after = await stranger.get(VERIFIER_ADDRESS, headers={"accept-language": "es"})
    assert before.content == after.content == VERIFIER_FILE.read_bytes()
    headers = [{k: v for k, v in each.headers.items() if k != "date"} for each in (before, after)]
    assert headers[0] == headers[1]
    assert "set-cookie" not in headers[0]
    assert headers[0]["cache-control"] == "public, max-age=3600"
    assert headers[0]["content-disposition"] == 'inline; filename="verify.html"'
    assert headers[0]["content-type"] == "text/html; charset=utf-8"
    assert headers[0]["content-encoding"] == "gzip"


async def test_whoever_saves_it_gets_the_same_bytes(stranger: httpx.AsyncClient) -> None:
    answer = await stranger.get(
        VERIFIER_ADDRESS, params={"save": ""}, headers={"accept-encoding": "identity"}
    )
    assert answer.content == VERIFIER_FILE.read_bytes()
    assert answer.headers["content-disposition"] == 'attachment; filename="verify.html"'
    assert "content-encoding" not in answer.headers


async def test_the_copy_of_a_service_is_of_no_origin_and_in_no_frame(
    stranger: httpx.AsyncClient,
) -> None:
    policy = (await stranger.get(VERIFIER_ADDRESS)).headers["content-security-policy"]
    [own] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', FILE)
    assert policy == (
        f"{own}; frame-ancestors 'none'; sandbox allow-scripts allow-forms allow-downloads"
    )


def test_it_is_small() -> None:
    assert len(gzip.compress(VERIFIER_FILE.read_bytes())) <= 20 * 1024
