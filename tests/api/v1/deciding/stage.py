"""A fund of two keepers, a pair on call and a plain member, that decides quickly."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import httpx
from msgspec.structs import replace

from ledger.deciding.setting import SetDeciding
from ledger.deciding.templates import TEMPLATES
from ledger.events import KindProtocol, ProposalKind, Protocol
from ledger.members import AdmitMember
from tests.api.client import site_of_client
from tests.api.two_people import Person, Two, set_up
from tests.funds import DAY, today_at

WORDS: Final = {"title": "Rooms for the winter", "text": "We rent two rooms from December on."}


def quick(name: str, **changes: Any) -> Protocol:
    """Return a usual protocol in which nothing is waited for once everybody has spoken."""
    usual = TEMPLATES[name]
    stages = tuple(
        replace(stage, closes_early=True, least_hours=0, review_days=0, **changes)
        for stage in usual.stages
    )
    return Protocol(name=usual.name, version=2, stages=stages)


def rules(**kinds: Protocol) -> SetDeciding:
    """Return how the fund decides about *kinds*."""
    return SetDeciding(
        occurred_on=DAY,
        protocols=tuple(
            KindProtocol(kind=ProposalKind(kind), protocol=protocol)
            for kind, protocol in kinds.items()
        ),
        case_votes=True,
    )


class Table:
    """The people around it, and what they send."""

    def __init__(self, two: Two, more: tuple[UUID, ...]) -> None:
        self.two, self.more = two, more
        self.site = site_of_client(two["ida"].browser)
        self.fund_id = two.opened.fund_id
        self.today = today_at(self.site.now())

    def __getitem__(self, handle: str) -> Person:
        return self.two[handle]

    async def send(
        self, handle: str, path: str, body: Any = None, method: str = "POST", **more: Any
    ) -> httpx.Response:
        return await self.two[handle].send(method, path, body, **more)

    async def get(self, handle: str, path: str) -> Any:
        answer = await self.send(handle, path, method="GET")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def body(self, **fields: Any) -> dict[str, Any]:
        return {"occurred_on": self.today.isoformat(), **fields}

    async def propose(self, handle: str = "lou", **fields: Any) -> str:
        """Put something forward and return its id."""
        usual = {"kind": "anything", **WORDS}
        answer = await self.send(handle, "/proposals", self.body(**usual | fields))
        assert answer.status_code == 201, answer.text
        made = answer.json()
        assert answer.headers["location"].endswith(f"/proposals/{made['proposal_id']}")
        return str(made["proposal_id"])

    async def one(self, proposal: str, handle: str = "lou") -> Any:
        return await self.get(handle, f"/proposals/{proposal}")

    async def say(self, handle: str, proposal: str, stance: str) -> httpx.Response:
        """Say something about a proposal as somebody has just read it."""
        read = await self.one(proposal, handle)
        said = {name: read[name] for name in ("text_hash", "content_hash")}
        path = f"/proposals/{proposal}/stances"
        return await self.send(handle, path, self.body(stance=stance, **said))

    async def all_say(self, proposal: str, stance: str = "agree") -> None:
        for handle in ("ida", "noor", "sol", "wren", "lou"):
            answer = await self.say(handle, proposal, stance)
            assert answer.status_code == 201, answer.text

    async def vote(self, handle: str, proposal: str, choice: str) -> httpx.Response:
        slip = (await self.send(handle, f"/proposals/{proposal}/slips")).json()["slip"]
        body = {"slip": slip, "choice": choice}
        return await self.send(handle, f"/proposals/{proposal}/ballots", body)


async def laid(client: httpx.AsyncClient, *, more: int = 0, **kinds: Protocol) -> Table:
    """Open a fund that decides so, with *more* members than the five who send requests."""
    others = tuple(uuid4() for _ in range(more))

    async def before(two: Two) -> None:
        for who in others:
            await two.give(AdmitMember(occurred_on=DAY, sign_in=who))
        await two.give(rules(**kinds))

    return Table(await set_up(client, before=before), others)


def days(table: Table, count: int) -> str:
    """Return a day so many days ahead."""
    return (table.today + timedelta(days=count)).isoformat()
