"""A program that keeps a fund through the JSON API: what the tests here act as."""

from typing import Any, Final
from uuid import uuid4

import httpx

DAY: Final = "2026-03-02"
USD: Final = {"currency": "USD", "exponent": 2}


class Program:
    """A signed-in program and the fund that it opened."""

    def __init__(self, client: httpx.AsyncClient, token: str) -> None:
        self.client = client
        self.token = token
        self.fund_id = ""
        self.bank = self.cash_box = self.euros = ""
        self.anything = self.bail_only = self.restricted = ""
        self.court = ""

    async def send(
        self, method: str, path: str, *, key: str | None = None, **options: Any
    ) -> httpx.Response:
        """Send a request below /api/v1, with the token."""
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        if key is not None:
            headers["Idempotency-Key"] = key
        return await self.client.request(method, f"/api/v1{path}", headers=headers, **options)

    async def post(self, path: str, body: Any, *, key: str | None = None) -> httpx.Response:
        """Send a command about the fund, under a fresh key unless one is given."""
        return await self.send(
            "POST", f"/funds/{self.fund_id}{path}", key=key or uuid4().hex, json=body
        )

    async def get(self, path: str, **query: Any) -> httpx.Response:
        """Read something of the fund."""
        return await self.send("GET", f"/funds/{self.fund_id}{path}", params=query)

    async def done(self, path: str, body: Any) -> dict[str, Any]:
        """Send a command that is recorded, and return the answer."""
        answer = await self.post(path, body)
        assert answer.status_code == 201, answer.text
        recorded: dict[str, Any] = answer.json()
        return recorded

    async def open(self) -> None:
        """Open the fund."""
        answer = await self.send("POST", "/funds", key=uuid4().hex, json=opening())
        assert answer.status_code == 201, answer.text
        self.fund_id = answer.json()["fund_id"]
        opened = answer.json()["opened"]
        self.bank, self.cash_box, self.euros = opened[:3]
        self.anything, self.bail_only, self.restricted = opened[3:6]
        self.court = opened[6]

    async def head(self) -> int:
        """Return the position of the last line."""
        answer = await self.get("")
        known_at: int = answer.json()["known_at"]
        return known_at

    def donation(self, gross: float = 100_00, **changes: Any) -> dict[str, Any]:
        body = {"occurred_on": DAY, "account_id": self.bank, "purpose_id": self.anything}
        return {**body, "gross": gross, **USD, **changes}

    def cost(self, amount: int = 10_00, **changes: Any) -> dict[str, Any]:
        body = {"occurred_on": DAY, "account_id": self.bank, "purpose_id": self.anything}
        return {**body, "category": "hosting", "amount": amount, **USD, **changes}

    def bail(self, amount: int = 50_00, **changes: Any) -> dict[str, Any]:
        body = {"occurred_on": DAY, "account_id": self.bank, "purpose_id": self.anything}
        return {**body, "authority_id": self.court, "amount": amount, **USD, **changes}

    def grant(self, amount: int = 60_00, **changes: Any) -> dict[str, Any]:
        half = {"due_on": "2026-04-01", "amount": amount // 2}
        rest = {"due_on": "2026-05-01", "amount": amount - amount // 2}
        body = {"occurred_on": DAY, "category": "rent", "purpose_id": self.anything}
        return {**body, "amount": amount, **USD, "instalments": [half, rest], **changes}

    def at_bank(self, amount: int, **changes: Any) -> dict[str, Any]:
        """Return the fields that most lines of an open case have."""
        return {"occurred_on": DAY, "account_id": self.bank, "amount": amount, **USD, **changes}


def opening(**changes: Any) -> dict[str, Any]:
    """Return what opens the fund of these tests."""
    body = {
        "occurred_on": "2026-01-01",
        "label": "Harbour Fund",
        "currency": "USD",
        "time_zone": "America/New_York",
        "accounts": [
            {"kind": "bank", "label": "Credit union", "currency": "USD"},
            {"kind": "cash_box", "label": "Cash box", "currency": "USD"},
            {"kind": "bank", "label": "Euros", "currency": "EUR"},
        ],
        "purposes": [
            {"restriction": "unrestricted", "label": "Where it is needed"},
            {"restriction": "unrestricted", "label": "Bail", "categories": ["bail"]},
            {"restriction": "restricted", "label": "Rent in Eastside"},
        ],
        "authorities": [{"kind": "court", "label": "County court"}],
    }
    return {**body, **changes}
