"""A town whose members decide: two stewards, and others without a mandate."""

import re
from contextlib import suppress
from typing import Any, Final
from uuid import UUID

from ledger.deciding.proposal import Proposal, proposal_of
from ledger.deciding.setting import SetDeciding
from ledger.deciding.templates import TEMPLATES
from ledger.events import Role
from ledger.events.deciding import KindProtocol, ProposalKind
from ledger.rejections import DecisionUnknown
from tests.api.pages.people.stage import Town
from tests.api.pages.recording.stage import filled_in, text_of
from tests.api.two_people import form_at
from tests.funds import DAY

MEMBERS: Final = ("wren", "kite", "gull")
TITLE: Final = "Chairs for the meeting room"
TEXT: Final = "Twelve of them.\nThe old ones break."
REVIEW: Final = {"review_on-day": "20", "review_on-month": "9", "review_on-year": "2026"}
WORDS: Final = {"title": TITLE, "text": TEXT}


def rules(**protocols: str) -> SetDeciding:
    """Return rules of deciding: consent, and others by kind."""
    names = dict.fromkeys(("budget", "amendment", "rules", "anything"), "consent") | protocols
    return SetDeciding(
        occurred_on=DAY,
        protocols=tuple(
            KindProtocol(kind=ProposalKind(kind), protocol=TEMPLATES[name])
            for kind, name in names.items()
        ),
    )


async def settle(town: Town, setting: SetDeciding | None = None) -> Town:
    """Let members come, say how the fund decides, and have two sign from now on."""
    for handle in MEMBERS:
        await town.join(handle, by="heron")
    await town.join("crane", Role.SEAT, by="heron")
    await town.ask(setting or rules(), "heron")
    await town.two_sign()
    return town


async def propose(town: Town, by: str = "wren", kind: str = "anything", **answers: Any) -> str:
    """Put something forward on its page, and return the path of its page."""
    fields = (WORDS | REVIEW) | answers
    answer = await town.people[by].write(f"decisions/new/{kind}", **fields)
    assert answer.status_code == 303, text_of(answer.text)
    return "decisions/" + answer.headers["location"].rpartition("/")[2]


async def press(town: Town, handle: str, path: str, action: str, **answers: str) -> tuple[int, str]:
    """Press the button of the form on the page at *path* whose address ends like *action*."""
    person = town.people[handle]
    form = form_at(await person.page(path), f"/{action}") | answers
    answer = await person.client.post(f"{person.prefix}/{path}/{action}", data=form)
    return answer.status_code, text_of(answer.text)


async def say(town: Town, handle: str, path: str, stance: str, note: str = "") -> None:
    """Say on the page what somebody thinks."""
    status, text = await press(town, handle, path, "stance", stance=stance, note=note)
    assert status == 303, text


async def vote(town: Town, handle: str, path: str, **answers: Any) -> str:
    """Put a ballot in and return its slip."""
    person = town.people[handle]
    page = await person.page(f"{path}/ballot")
    fields = filled_in(page) | answers
    answer = await person.send(f"{path}/ballot", fields, "write")
    assert answer.status_code == 303, text_of(answer.text)
    found = re.search(r'name="slip" value="([^"]+)"', page)
    return found[1] if found else ""


async def proposal_at(town: Town, path: str) -> Proposal:
    """Return the proposal of a page."""
    proposal_id = UUID(path.rpartition("/")[2])
    return proposal_of(await town.site.books.get_case(town.fund.fund_id, proposal_id))


async def page_text(town: Town, handle: str, path: str) -> str:
    """Return the words of a page."""
    return text_of(await town.people[handle].page(path))


async def count(town: Town, path: str) -> None:
    """Let the time of a proposal pass and count it; everybody has signed in anew meanwhile."""
    proposal = await proposal_at(town, path)
    town.clock.moment = proposal.until
    await town.site.deciding.close_if_due(town.fund.fund_id, proposal.proposal)
    for handle, person in tuple(town.people.items()):
        await town.come(person.sign_in, handle)


async def carry_out(town: Town, proposal: Proposal) -> None:
    """Have a decision carried out that the clock may have carried out by itself already."""
    site, fund_id = town.site, town.fund.fund_id
    with suppress(DecisionUnknown):
        await site.deciding.carry_out(
            fund_id,
            proposal.proposal,
            actor=str(town.people["heron"].sign_in),
            key=proposal.proposal.hex,
        )
    await site.runner.wait_for(fund_id, (await site.books.get_fund(fund_id))[1])
