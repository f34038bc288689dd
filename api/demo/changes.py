"""Budgets that the members of the large fund adopt and change."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from msgspec.structs import replace

from api.demo.council import Council, Motion, Said
from api.demo.diary import ALONE, Diary
from api.demo.governing import by_stewards
from api.demo.publishing import Items, budget_of
from ledger.budgets.commands import AdoptBudget, AmendBudget
from ledger.budgets.left import budget_at
from ledger.deciding.commands import ChangeProposal
from ledger.events.deciding import ProposalKind
from ledger.events.protocols import Stance
from ledger.publishing.commands import TellDecision
from ledger.publishing.months import month_of_day

_DAY: Final = timedelta(days=1)


def plan_budget(diary: Diary, council: Council, on: date, first: int, items: Items) -> None:
    """Have the budget of a year adopted on a day: three days after it is put forward."""

    async def put_forward() -> None:
        budget = budget_of(diary, first, items)
        proposal_id = await council.propose(diary.cast.lark, _budget(budget))
        diary.on(on - _DAY, lambda: council.say(proposal_id, diary.cast.fox))
        diary.on(on, lambda: council.all_say(proposal_id), last=True)

    diary.on(on - 3 * _DAY, put_forward)


def _budget(budget: AdoptBudget) -> Motion:
    return Motion(
        kind=ProposalKind.BUDGET,
        title="The budget of next year",
        text=(
            "As much for bail as this year, and more for homes: the rents went up.\n"
            "What is left of the reserve stays in the reserve."
        ),
        order=budget,
        is_reviewed=True,
    )


class Changes:
    """Changes of the budget: one was blocked and written anew, one was clear, one is open."""

    def __init__(self, diary: Diary, council: Council) -> None:
        self.diary, self.council = diary, council

    def plan(self) -> None:
        """Put them into the diary."""
        diary = self.diary
        diary.on(diary.month(ALONE + 2, 11), self._blocked)
        diary.on(diary.month(ALONE + 4, 6), self._clear)
        diary.on(diary.ago(2), self._open)

    async def _more(self, **by: int) -> AmendBudget:
        """Return the change by which some items become so much more (cents)."""
        diary = self.diary
        budget = budget_at((await diary.fund()).budgets.budgets, month_of_day(diary.day))
        assert budget is not None, "every month has a budget once the fund is public"
        items = {each.kind: each for each in budget.items}
        return AmendBudget(
            occurred_on=diary.day,
            budget=budget.budget,
            items=tuple(
                replace(items[kind], amount=items[kind].amount + more) for kind, more in by.items()
            ),
        )

    def _motion(self, title: str, text: str, order: AmendBudget) -> Motion:
        kind = ProposalKind.AMENDMENT
        return Motion(kind=kind, title=title, text=text, order=order, is_reviewed=True)

    async def _blocked(self) -> None:
        """Too much was asked for; somebody says why not, and half of it is adopted."""
        diary, council, cast = self.diary, self.council, self.diary.cast
        title = "More for lawyers and bail"
        text = "The county sets bail in more cases than last year. We should not have to say no."
        order = await self._more(legal_and_bail=4_000_00)
        proposal_id = await council.propose(cast.otter, self._motion(title, text, order))
        block = Said(Stance.BLOCK, "Four thousand would leave nothing for the winter.")

        async def change() -> None:
            less = await self._more(legal_and_bail=2_000_00, housing=-500_00)
            command = ChangeProposal(
                occurred_on=diary.day,
                case_id=proposal_id,
                text_hash="",
                order=less,
                review_on=diary.day + timedelta(days=180),
            )
            text = "Two thousand more, and five hundred of them from homes until spring."
            key = diary.new_id().hex
            await council.deciding.change(
                diary.fund_id, command, title, text, actor=str(cast.otter), key=key
            )

        diary.on(diary.day + _DAY, lambda: council.say(proposal_id, cast.wren, block))
        diary.on(diary.day + 2 * _DAY, change)
        diary.on(diary.day + 4 * _DAY, lambda: council.all_say(proposal_id), last=True)
        diary.on(diary.day + 9 * _DAY, lambda: self._tell(proposal_id))

    async def _tell(self, proposal_id: UUID) -> None:
        """Tell the public what was decided."""
        told = TellDecision(
            occurred_on=self.diary.day,
            decision=proposal_id,
            language="en",
            text="Our members decided to plan more for lawyers and bail, and a little less for "
            "homes until spring.",
        )
        await by_stewards(self.diary, told)

    async def _clear(self) -> None:
        text = "Bus fares and groceries went up; two of us meet the same people every week."
        order = await self._more(living_and_care=600_00)
        motion = self._motion("More for groceries and fares", text, order)
        proposal_id = await self.council.propose(self.diary.cast.fox, motion)
        owl = self.diary.cast.owl
        concern = Said(Stance.RESERVATION, "Let us look in spring what it came to.")
        on = self.diary.day + 2 * _DAY
        self.diary.on(on, lambda: self.council.all_say(proposal_id, {owl: concern}), last=True)

    async def _open(self) -> None:
        """Two have said what they think; it waits for the others."""
        text = (
            "Nights in hotels cost more in the cold months, and the shelter is full by six.\n"
            "Two thirds of it come from what we keep in reserve: it is what the reserve is for."
        )
        order = await self._more(housing=900_00, reserve=-600_00)
        motion = self._motion("More for warm rooms this winter", text, order)
        cast = self.diary.cast
        proposal_id = await self.council.propose(cast.lark, motion)
        await self.council.say(proposal_id, cast.otter)
        concern = Said(Stance.RESERVATION, "Then we should fill the reserve again before summer.")
        await self.council.say(proposal_id, cast.wren, concern)
