"""Where the pages are on which members decide, with something on each, and who looks at them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

from ledger.chart import CostCategory
from ledger.costs import PayCost
from ledger.deciding.commands import ConfirmMeeting, Propose, RecordMeeting, TakeStance
from ledger.deciding.proposal import Proposal, proposal_of
from ledger.deciding.setting import SetDeciding
from ledger.deciding.templates import TEMPLATES
from ledger.events.deciding import KindProtocol, ProposalKind, StanceCount
from ledger.events.protocols import Stance
from ledger.orders.commands import Act
from ledger.orders.content import Orderable
from tests.api.client import site_of_client
from tests.api.two_people import Two
from tests.browser.of_two import Looked
from tests.budgets import adopting
from tests.funds import DAY, today_at

_FUND: Final = "/{fund_id:uuid}"
_DECISION: Final = _FUND + "/decisions/{proposal_id:uuid}"

READERS_OF_DECISIONS: Final[Mapping[str, str]] = {
    _DECISION: "lou",
    _DECISION + "/ballot": "lou",
    _DECISION + "/change": "lou",
    _DECISION + "/meeting": "lou",
    _DECISION + "/minutes": "lou",
    _DECISION + "/tell": "ida",
    _FUND + "/orders/{order_id:uuid}/members": "ida",
    _FUND + "/decisions/new/{kind:str}": "lou",
    _FUND + "/decisions/new/amendment/{budget_id:uuid}": "lou",
}
"""Every page of decisions that needs a proposal or a budget, and whose phone looks at it."""
BALLOTS_FILE: Final = _DECISION + "/ballots.pb"
ITEMS: Final = (("rooms", 60_00), ("hosting", 50_00), ("materials", 30_00))


async def deciding(two: Two) -> None:
    """Say how the fund decides, while one person signs: ballots on budgets, the rest by consent."""
    names = {
        ProposalKind.BUDGET: "budget_ballot",
        ProposalKind.AMENDMENT: "consent",
        ProposalKind.RULES: "panel_then_board",
        ProposalKind.ANYTHING: "consent",
        ProposalKind.MONEY: "majority",
    }
    await two.give(
        SetDeciding(
            occurred_on=DAY,
            protocols=tuple(
                KindProtocol(kind=kind, protocol=TEMPLATES[name]) for kind, name in names.items()
            ),
        )
    )


async def put_forward(
    two: Two,
    handle: str = "lou",
    title: str = "Chairs for the meeting room",
    *,
    kind: ProposalKind = ProposalKind.ANYTHING,
    order: Orderable | None = None,
    limit: int = 0,
) -> UUID:
    """Have somebody put something forward, with words; return its id."""
    site, person = site_of_client(two["ida"].browser), two[handle]
    is_reviewed = kind in {ProposalKind.ANYTHING, ProposalKind.AMENDMENT}
    receipt = await site.deciding.propose(
        two.opened.fund_id,
        Propose(
            occurred_on=DAY,
            kind=kind,
            text_hash="",
            order=order,
            limit=limit,
            review_on=today_at(site.now()) + timedelta(days=90) if is_reviewed else None,
        ),
        title,
        "Twelve of them.\nThe old ones break, and nobody likes to sit on the floor.",
        actor=str(person.who),
        key=uuid4().hex,
    )
    await site.runner.wait_for(two.opened.fund_id, receipt.answer.last)
    return receipt.answer.case_id


async def proposal(two: Two, proposal_id: UUID) -> Proposal:
    """Return a proposal as it stands now."""
    return proposal_of(await two.case(proposal_id))


async def say(two: Two, proposal_id: UUID, handle: str, stance: Stance) -> None:
    """Have somebody say what they think, and count it if that was the last one."""
    site, now = site_of_client(two["ida"].browser), await proposal(two, proposal_id)
    command = TakeStance(
        occurred_on=DAY,
        case_id=proposal_id,
        stance=stance,
        text_hash=now.text_hash,
        content_hash=now.content_hash,
    )
    await two.give(command, handle)
    await site.deciding.close_if_due(two.opened.fund_id, proposal_id)


async def ballot(two: Two) -> UUID:
    """Put items to the vote; return the id of the proposal."""
    items = adopting(DAY, ("2029-01", "2029-12"), *ITEMS)
    kind = ProposalKind.BUDGET
    return await put_forward(
        two, "noor", "What shall we buy?", kind=kind, order=items, limit=100_00
    )


async def spoken_about(two: Two) -> UUID:
    """Put something forward about which people have said something, with their reasons."""
    site, proposal_id = site_of_client(two["ida"].browser), await put_forward(two)
    await say(two, proposal_id, "ida", Stance.RESERVATION)
    await say(two, proposal_id, "noor", Stance.BLOCK)
    for handle, text in (("ida", "Who carries them up?"), ("noor", "There is no room.")):
        await site.deciding.note(
            two.opened.fund_id, proposal_id, by=two[handle].who, text=text, key=uuid4().hex
        )
    return proposal_id


async def other_rules(two: Two) -> UUID:
    """Put other rules of deciding forward, in two stages."""
    protocol = KindProtocol(kind=ProposalKind.ANYTHING, protocol=TEMPLATES["majority"])
    order = SetDeciding(occurred_on=DAY, protocols=(protocol,))
    return await put_forward(two, "ida", "The rules", kind=ProposalKind.RULES, order=order)


async def met_about(two: Two, title: str, handle: str, confirmed_by: str = "") -> UUID:
    """Put something forward that a meeting decided; with a second person it counts in a day."""
    proposal_id = await put_forward(two, title=title)
    recorded = RecordMeeting(
        occurred_on=DAY,
        case_id=proposal_id,
        held_on=(await proposal(two, proposal_id)).made_on,
        present=4,
        counts=(StanceCount(stance=Stance.AGREE, people=4),),
    )
    await two.give(recorded, handle)
    if confirmed_by:
        await two.give(ConfirmMeeting(occurred_on=DAY, case_id=proposal_id), confirmed_by)
    return proposal_id


async def agreed_on(two: Two, title: str) -> UUID:
    """Put something forward on which everybody agreed; return its id."""
    proposal_id = await put_forward(two, title=title)
    everybody = (await proposal(two, proposal_id)).electorate
    for handle in [each for each, person in two.people.items() if person.who in everybody]:
        await say(two, proposal_id, handle, Stance.AGREE)
    return proposal_id


async def paying(two: Two) -> UUID:
    """Ask for a payment about which the members could be asked; return the order."""
    command = PayCost(
        occurred_on=DAY,
        account_id=two.opened.bank,
        purpose_id=two.opened.anything,
        category=CostCategory.HOSTING,
        amount=5_00,
        currency="USD",
        exponent=2,
    )
    return (await two.ask_for(command)).order


async def pages_of_decisions(two: Two) -> list[Looked]:
    """Let members propose, speak, meet and decide; return where all pages of it are."""
    budget = adopting(DAY, ("2028-01", "2028-12"), ("rent", 300_00), ("reserve", 90_00))
    await two.sign(await two.ask_for(budget), "noor", Act.APPROVE)
    (budget_id, *_) = (await two.fund()).budgets.budgets
    shown, voted, rules = await spoken_about(two), await ballot(two), await other_rules(two)
    waiting = await met_about(two, "A fridge", "lou")
    met = await met_about(two, "A kettle", "ida", "noor")
    closed = await agreed_on(two, "A lamp")
    paths = (
        *("decisions", "decisions/new", "decisions/new/anything", "decisions/new/budget"),
        *("decisions/new/read", "decisions/agenda", "decisions/rules"),
        *(f"decisions/new/amendment/{budget_id}", f"decisions/{shown}", f"decisions/{waiting}"),
        *(f"decisions/{met}", f"decisions/{shown}/change", f"decisions/{shown}/meeting"),
        *(f"decisions/{voted}", f"decisions/{voted}/ballot", f"decisions/{rules}"),
        *(f"decisions/{closed}", f"decisions/{closed}/minutes"),
    )
    desk = (
        *("decisions", f"decisions/{shown}", f"decisions/{waiting}", "decisions/rules/change"),
        *(f"decisions/{closed}/tell", f"orders/{await paying(two)}/members"),
    )
    return [Looked("lou", path) for path in paths] + [Looked("ida", path) for path in desk]
