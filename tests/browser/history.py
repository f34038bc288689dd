"""A fund with something of everything in it, kept through the JSON API up to today."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

import httpx

USD: Final = {"currency": "USD", "exponent": 2}
EUR: Final = {"currency": "EUR", "exponent": 2}


def today() -> date:
    """Return the day it is in the time zone of the fund, which is UTC."""
    return datetime.now(UTC).date()


class Keeper:
    """Whoever keeps the fund: sends commands, each on a day counted back from today."""

    def __init__(self, origin: str, code: str) -> None:
        self.client = httpx.Client(base_url=f"{origin}/api/v1", timeout=30)
        token = self.client.post("/session", json={"code": code}).json()["token"]
        self.client.headers["Authorization"] = f"Bearer {token}"
        self.fund = ""
        self.bank = self.box = self.processor = self.euros = ""
        self.anything = self.bail = self.housing = ""
        self.court = self.immigration = ""
        self.founder = ""

    def send(self, path: str, days_ago: int, **body: Any) -> dict[str, Any]:
        """Send a command and return the answer."""
        occurred_on = (today() - timedelta(days=days_ago)).isoformat()
        answer = self.client.post(
            path if path == "/funds" else f"/funds/{self.fund}{path}",
            json={"occurred_on": occurred_on, **body},
            headers={"Idempotency-Key": uuid4().hex},
        )
        assert answer.status_code == 201, answer.text
        recorded: dict[str, Any] = answer.json()
        return recorded

    def open(self) -> None:
        """Open the fund."""
        opened = self.send(
            "/funds",
            400,
            label="Tidewater Mutual Aid",
            currency="USD",
            time_zone="UTC",
            accounts=[
                {"kind": "bank", "label": "Credit union", "currency": "USD"},
                {"kind": "cash_box", "label": "Cash box", "currency": "USD"},
                {"kind": "processor", "label": "Card processor", "currency": "USD"},
                {"kind": "bank", "label": "Euro account", "currency": "EUR"},
            ],
            purposes=[
                {"restriction": "unrestricted", "label": "Where it is needed"},
                {"restriction": "restricted", "label": "Bail", "categories": ["bail"]},
                {
                    "restriction": "designated",
                    "label": "Housing",
                    "categories": ["rent", "rent_arrears", "hotel", "utilities"],
                },
            ],
            authorities=[
                {"kind": "court", "label": "County court"},
                {"kind": "immigration", "label": "Immigration office"},
            ],
        )
        self.fund = opened["fund_id"]
        things = opened["opened"]
        self.bank, self.box, self.processor, self.euros = things[:4]
        self.anything, self.bail, self.housing = things[4:7]
        self.court, self.immigration = things[7:9]
        people = self.client.get(f"/funds/{self.fund}/people").json()
        self.founder = people["members"][0]["sign_in"]

    def gift(self, days_ago: int, gross: int, **changes: Any) -> dict[str, Any]:
        """Receive a donation at the bank, for anything."""
        body = {"account_id": self.bank, "purpose_id": self.anything, "gross": gross, **USD}
        return self.send("/donations", days_ago, **(body | changes))

    def post_bail(self, days_ago: int, amount: int, **changes: Any) -> str:
        """Post bail from the bank and return its case."""
        body = {"account_id": self.bank, "purpose_id": self.bail, "authority_id": self.court}
        sent = {**body, "kind": "cash_deposit", "amount": amount, **USD, **changes}
        return str(self.send("/bails", days_ago, **sent)["case_id"])

    def promise(self, days_ago: int, category: str, due: dict[int, int], **changes: Any) -> str:
        """Promise a grant; *due* is days from today to amount. Return its case."""
        plan = [
            {"due_on": (today() + timedelta(days=days)).isoformat(), "amount": amount}
            for days, amount in due.items()
        ]
        body = {"category": category, "purpose_id": self.housing, "amount": sum(due.values())}
        sent = {**body, "instalments": plan, **USD, **changes}
        return str(self.send("/grants", days_ago, **sent)["case_id"])

    def pay(self, case: str, days_ago: int, instalment: int, amount: int) -> None:
        """Pay an instalment from the bank."""
        body = {"account_id": self.bank, "instalment": instalment, "amount": amount, **USD}
        self.send(f"/grants/{case}/payments", days_ago, **body)


def keep(keeper: Keeper) -> None:
    """Fill the fund: every sort of line, cases in every state, one account short."""
    keeper.open()
    _months(keeper)
    _money_elsewhere(keeper)
    _bails(keeper)
    _grants(keeper)
    _trouble(keeper)
    keeper.gift(2, 25_00, anonymous=True)


def _months(k: Keeper) -> None:
    for month in range(12, 0, -1):
        k.gift(month * 30, 1_850_00 + month * 37_50)
        k.gift(month * 30 - 3, 420_00, purpose_id=k.bail)
        k.gift(month * 30 - 5, 610_00, purpose_id=k.housing, kind="grant")
        k.send(
            "/costs",
            month * 30 - 9,
            account_id=k.bank,
            purpose_id=k.anything,
            category="hosting",
            amount=38_00,
            **USD,
        )


def _money_elsewhere(k: Keeper) -> None:
    k.gift(200, 1_184_00, kind="collection", account_id=k.box)
    k.gift(90, 300_00, account_id=k.euros, **EUR)
    k.send(
        "/account-transfers",
        195,
        from_account_id=k.box,
        to_account_id=k.bank,
        amount=1_000_00,
        **USD,
    )


def _bails(k: Keeper) -> None:
    back = k.post_bail(150, 1_500_00)
    k.send(
        f"/bails/{back}/returns",
        70,
        account_id=k.bank,
        amount=1_440_00,
        deductions=[{"kind": "fee", "amount": 60_00}],
        **USD,
    )
    k.post_bail(130, 900_00)
    lost = k.post_bail(110, 400_00)
    k.send(f"/bails/{lost}/forfeitures", 20, amount=400_00, **USD)
    k.post_bail(12, 700_00, authority_id=k.immigration, kind="immigration_bond")


def _grants(k: Keeper) -> None:
    paid = k.promise(120, "rent_arrears", {-115: 600_00, -85: 600_00})
    k.pay(paid, 114, 1, 600_00)
    k.pay(paid, 84, 2, 600_00)
    late = k.promise(35, "rent", {-28: 450_00, -4: 450_00, 26: 450_00})
    k.pay(late, 27, 1, 450_00)
    k.promise(6, "hotel", {3: 320_00, 10: 320_00})
    food = k.promise(20, "food", {-18: 140_00}, purpose_id=k.anything)
    k.pay(food, 18, 1, 140_00)


def _trouble(k: Keeper) -> None:
    carded = k.gift(40, 50_00, account_id=k.processor, processor_fee=1_75)
    k.send(
        "/fees",
        30,
        kind="processor",
        account_id=k.processor,
        purpose_id=k.anything,
        amount=20_00,
        **USD,
    )
    k.send(
        f"/donations/{carded['case_id']}/chargebacks",
        3,
        account_id=k.processor,
        amount=50_00,
        dispute_fee=15_00,
        **USD,
    )
    wrong = k.gift(2, 250_00)
    k.client.post(
        f"/funds/{k.fund}/lines/{wrong['last']}/reversal",
        json={"reason": "wrong_amount"},
        headers={"Idempotency-Key": uuid4().hex},
    ).raise_for_status()
