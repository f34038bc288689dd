"""Whether a request came from our own page, by every sign that browsers give."""

from typing import Any

import pytest
from litestar import Request

from api.forgery import own_hosts, sent_from_elsewhere
from tests.api.client import plain_settings


def request(client: str = "127.0.0.1", **headers: str) -> Request[Any, Any, Any]:
    named = {"host": "127.0.0.1:8000"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return Request(
        {  # type: ignore[arg-type]
            "type": "http",
            "method": "POST",
            "path": "/",
            "headers": [(name.encode(), value.encode()) for name, value in named.items()],
            "client": (client, 1),
        }
    )


@pytest.mark.parametrize(
    "headers,elsewhere",
    [
        ({}, False),
        ({"sec_fetch_site": "same-origin"}, False),
        ({"sec_fetch_site": "none"}, False),
        ({"sec_fetch_site": "same-site"}, True),
        ({"sec_fetch_site": "cross-site"}, True),
        ({"sec_fetch_site": "CROSS-SITE"}, True),
        ({"origin": "null"}, False),
        ({"origin": "http://127.0.0.1:8000"}, False),
        ({"origin": "http://127.0.0.1:9000"}, True),
        ({"origin": "https://evil.example"}, True),
        ({"origin": "https://127.0.0.1:8000.evil.example"}, True),
        ({"origin": "null", "sec_fetch_site": "cross-site"}, True),
    ],
)
def test_what_the_browser_says_counts(headers: dict[str, str], elsewhere: bool) -> None:
    assert sent_from_elsewhere(request(**headers), plain_settings()) is elsewhere


def test_a_forwarded_host_counts_only_from_the_trusted_proxy() -> None:
    settings = plain_settings(PARASOL_TRUSTED_PROXY="10.0.0.0/8")
    forwarded = {"x_forwarded_host": "books.example.org"}
    assert "books.example.org" in own_hosts(request("10.1.2.3", **forwarded), settings)
    assert "books.example.org" not in own_hosts(request("192.0.2.1", **forwarded), settings)
    assert "books.example.org" not in own_hosts(request("a socket", **forwarded), settings)
