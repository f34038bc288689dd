"""What the members of the large fund decided beside budgets: words, a mandate, a cost, a night."""

from datetime import date, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from api.demo.changes import Changes
from api.demo.council import Council, Motion
from api.demo.diary import ALONE, Diary
from api.demo.fund import USD, Places
from api.demo.governing import by_stewards
from api.demo.nights import pay_tonight
from ledger.bail import PostBail, RecordBailReturn
from ledger.chart import CostCategory
from ledger.costs import PayCost
from ledger.deciding.commands import ContestMeeting, WithdrawProposal
from ledger.deciding.setting import SetDeciding
from ledger.deciding.templates import TEMPLATES
from ledger.events import BailKind, Role
from ledger.events.deciding import KindProtocol, ProposalKind, Subject
from ledger.events.protocols import Stance
from ledger.members import GrantMandate
from ledger.orders.commands import Act, RequestOrder
from ledger.orders.settling import RatifyOrder
from ledger.orders.state import orders_of

PROTOCOLS: Final[dict[ProposalKind, str]] = {
    ProposalKind.BUDGET: "consent",
    ProposalKind.AMENDMENT: "consent",
    ProposalKind.RULES: "panel_then_board",
    ProposalKind.MONEY: "amount_ladder",
    ProposalKind.RATIFICATION: "two_thirds_with_veto",
    ProposalKind.ANYTHING: "consensus",
}
_A_TERM: Final = timedelta(days=365)
_DAY: Final = timedelta(days=1)


def setting(day: date, protocols: dict[ProposalKind, str], *subjects: Subject) -> SetDeciding:
    """Return how a fund of the example decides."""
    return SetDeciding(
        occurred_on=day,
        protocols=tuple(
            KindProtocol(kind=kind, protocol=TEMPLATES[name]) for kind, name in protocols.items()
        ),
        by_decision=subjects,
    )


def plan_decisions(diary: Diary, places: Places, council: Council) -> None:
    """Put everything that members decide into the diary, but for budgets of a year."""
    day = diary.month(ALONE, 5)
    diary.on(day, lambda: by_stewards(diary, setting(day, PROTOCOLS, Subject.BUDGETS)))
    Changes(diary, council).plan()
    _Words(diary, council).plan()
    _Desk(diary, places, council).plan()


class _Words:
    """What binds no money, and who has a mandate."""

    def __init__(self, diary: Diary, council: Council) -> None:
        self.diary, self.council = diary, council

    def plan(self) -> None:
        """Put it into the diary."""
        diary = self.diary
        diary.on(diary.month(ALONE + 1, 13), self._met)
        diary.on(diary.month(ALONE + 1, 20), self._nobody_cares)
        diary.on(diary.month(ALONE + 3, 3), self._mandate)
        diary.on(diary.month(ALONE + 3, 18), self._withdrawn)

    async def _put(self, who: UUID, title: str, text: str) -> UUID:
        motion = Motion(kind=ProposalKind.ANYTHING, title=title, text=text)
        return await self.council.propose(who, motion)

    async def _met(self) -> None:
        """Decided in a meeting; its numbers were wrong at first, and somebody contested them."""
        diary, council, cast = self.diary, self.council, self.diary.cast
        text = "People who work on Tuesdays cannot come. Fox and Wren would open the door."
        proposal_id = await self._put(cast.fox, "The drop-in opens on Thursdays, too", text)
        held = diary.day + 2 * _DAY
        wrong = {Stance.AGREE: 4}
        right = {Stance.AGREE: 3, Stance.STAND_ASIDE: 1}
        contest = ContestMeeting(occurred_on=held, case_id=proposal_id)

        async def record(counts: dict[Stance, int]) -> None:
            await council.met(proposal_id, cast.fox, held, counts)
            await council.confirm(proposal_id, cast.otter)

        async def meet() -> None:
            await record(wrong)
            await diary.act(cast.heron, contest)

        diary.on(held, meet)
        diary.on(held + _DAY, lambda: record(right))
        diary.on(held + 3 * _DAY, lambda: council.count(proposal_id), last=True)

    async def _nobody_cares(self) -> None:
        """Too few say anything: it goes on for another week, and then it is not adopted."""
        diary, council, cast = self.diary, self.council, self.diary.cast
        text = "Four pages, every three months, for people who read nothing on a screen."
        proposal_id = await self._put(cast.owl, "A newsletter on paper", text)
        diary.on(diary.day + _DAY, lambda: council.say(proposal_id, cast.wren))
        for days in (7, 14):
            diary.on(diary.day + days * _DAY, lambda: council.count(proposal_id), last=True)

    async def _mandate(self) -> None:
        """Whoever it is about keeps out; those with a mandate decide, then the stewards."""
        diary, council, cast = self.diary, self.council, self.diary.cast
        order = GrantMandate(
            occurred_on=diary.day, holder=cast.owl, role=Role.AUDITOR, ends_on=diary.day + _A_TERM
        )
        motion = Motion(
            kind=ProposalKind.RULES,
            title="Owl stays our auditor for another year",
            text="Owl has read every report so far, and would go on.",
            order=order,
        )
        proposal_id = await council.propose(cast.heron, motion)
        await council.keep_out(proposal_id, cast.owl)
        diary.on(diary.day + 2 * _DAY, lambda: council.all_say(proposal_id), last=True)

    async def _withdrawn(self) -> None:
        text = "One at the café, for coins. Who counts it with me?"
        proposal_id = await self._put(self.diary.cast.fox, "A second tin", text)

        async def withdraw() -> None:
            command = WithdrawProposal(occurred_on=self.diary.day, case_id=proposal_id)
            await self.diary.act(self.diary.cast.fox, command)

        self.diary.on(self.diary.day + 2 * _DAY, withdraw)


class _Desk:
    """Money that members let go: a cost that approvers decided, and what was paid at night."""

    def __init__(self, diary: Diary, places: Places, council: Council) -> None:
        self.diary, self.places, self.council = diary, places, council

    def plan(self) -> None:
        """Put it into the diary."""
        self.diary.on(self.diary.month(ALONE + 4, 12), self._cost)
        self.diary.on(self.diary.ago(18), self._night)

    async def _cost(self) -> None:
        diary, council, cast = self.diary, self.council, self.diary.cast
        order = PayCost(
            occurred_on=diary.day,
            category=CostCategory.PRINTING,
            account_id=self.places.bank,
            purpose_id=self.places.anything,
            amount=48_00,
            **USD,
        )
        text = "Two hundred leaflets in three languages: whom to call when somebody is taken."
        motion = Motion(kind=ProposalKind.MONEY, title="Leaflets", text=text, order=order)
        proposal_id = await council.propose(cast.lark, motion)

        async def pay() -> None:
            decided = await council.all_say(proposal_id)
            asked = await diary.act(
                cast.lark,
                RequestOrder(
                    occurred_on=diary.day,
                    order=council.decided_order(decided),
                    decision=proposal_id,
                    prepared=True,
                ),
            )
            case = await diary.books.get_case(diary.fund_id, asked.case_id)
            (paid,) = orders_of(case).values()
            await diary.sign(cast.heron, paid, Act.AUTHORISE, Act.CARRY_OUT)
            await diary.sign(cast.lark, paid, Act.CONFIRM)

        diary.on(diary.day + _DAY, pay, last=True)

    async def _night(self) -> None:
        """Paid at night by the two on call, and settled by those who had no part in it."""
        diary, council, cast, places = self.diary, self.council, self.diary.cast, self.places
        bail = PostBail(
            occurred_on=diary.day,
            kind=BailKind.CASH_DEPOSIT,
            account_id=places.bank,
            purpose_id=places.bail,
            authority_id=places.police,
            amount=120_00,
            **USD,
        )
        case_id = (await pay_tonight(diary, bail)).case_id

        async def ratify() -> None:
            case = await diary.books.get_case(diary.fund_id, case_id)
            (order,) = orders_of(case).values()
            motion = Motion(
                kind=ProposalKind.RATIFICATION,
                title="Friday night at Eastside",
                text="They called at one. Nobody who approves could be reached before morning.",
                order=RatifyOrder(
                    occurred_on=diary.day, case_id=order.case_id, order_id=order.order
                ),
            )
            proposal_id = await council.propose(cast.heron, motion)
            diary.on(diary.day + 2 * _DAY, lambda: council.all_say(proposal_id), last=True)

        back = RecordBailReturn(
            occurred_on=diary.day + 9 * _DAY,
            case_id=case_id,
            account_id=places.bank,
            amount=120_00,
            deductions=(),
            **USD,
        )
        diary.on(diary.day + _DAY, ratify)
        diary.on(back.occurred_on, partial(diary.write, back))
