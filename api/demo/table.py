"""The four of the small fund at one table: a budget by consent, then one by sealed ballots."""

from datetime import date, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from api.demo.council import Council, Motion, Said
from api.demo.decisions import setting
from api.demo.diary import Diary
from api.demo.governing import by_stewards
from api.demo.publishing import Items, budget_of
from ledger.deciding.templates import TEMPLATES
from ledger.events.deciding import ProposalKind, Subject
from ledger.events.protocols import Stance
from ledger.publishing.months import month_of_day

_PROTOCOLS: Final[dict[ProposalKind, str]] = {
    ProposalKind.BUDGET: "budget_ballot",
    ProposalKind.AMENDMENT: "consent",
    ProposalKind.RULES: "majority",
    ProposalKind.ANYTHING: "sealed_majority",
}
_FIRST: Items = (
    ("food", 260_00),
    ("medical", 180_00),
    ("utilities", 150_00),
    ("hosting", 18_00),
    ("post", 8_00),
    ("reserve", 200_00),
)
"""For three months."""
_CHOICE: Items = (
    ("food", 260_00),
    ("medical", 200_00),
    ("utilities", 150_00),
    ("transport", 60_00),
    ("hosting", 18_00),
    ("post", 8_00),
    ("phone", 45_00),
    ("rooms", 120_00),
    ("reserve", 200_00),
)
"""To choose from, for the three months after that."""
_LIMIT: Final = 950_00
_MONTHS: Final = 3
_DAY: Final = timedelta(days=1)


def plan_table(diary: Diary, council: Council, public_on: date) -> None:
    """Put what the members decide into the diary, from shortly before the fund goes public."""
    first = month_of_day(public_on)

    async def propose() -> None:
        motion = Motion(
            kind=ProposalKind.BUDGET,
            title="Our first three months in public",
            text="Food before everything else. We keep as much as one quarter of food costs us.",
            order=budget_of(diary, first, _FIRST, _MONTHS),
            is_reviewed=True,
        )
        proposal_id = await council.propose(diary.cast.heron, motion)
        concern = Said(Stance.RESERVATION, "Medicine may need more. We will see.")
        others = {diary.cast.owl: concern}
        diary.on(public_on - _DAY, lambda: council.all_say(proposal_id, others), last=True)

    diary.on(public_on - 3 * _DAY, propose)
    rules_on = public_on + 33 * _DAY
    rules = setting(rules_on, _PROTOCOLS, Subject.BUDGETS)
    diary.on(rules_on, lambda: by_stewards(diary, rules))
    _choose(diary, council, public_on + 45 * _DAY, first + _MONTHS)
    diary.on(diary.ago(3), partial(_meet_in_person, diary, council))


def _choose(diary: Diary, council: Council, day: date, first: int) -> None:
    """Put items to the vote, and let everybody vote on a day of their own."""
    cast = diary.cast
    ballots: dict[UUID, str] = {
        cast.heron: "1 2 3 5 6 9",
        cast.lark: "1 2 4 5 6 9",
        cast.owl: "1 2 3 5 6 7",
        cast.fox: "1 3 4 5 6 9",
    }

    async def propose() -> None:
        motion = Motion(
            kind=ProposalKind.BUDGET,
            title="What shall we spend on from here on?",
            text="There is not enough for everything on the list. Mark what you want.",
            order=budget_of(diary, first, _CHOICE, _MONTHS),
            limit=_LIMIT,
        )
        proposal_id = await council.propose(cast.owl, motion)
        for days, (who, choice) in enumerate(ballots.items(), start=1):
            diary.on(diary.day + days * _DAY, partial(council.vote, proposal_id, who, choice))
        hours = TEMPLATES["budget_ballot"].stages[0].hours
        diary.on(diary.day + timedelta(hours=hours), lambda: council.count(proposal_id), last=True)

    diary.on(day, propose)


async def _meet_in_person(diary: Diary, council: Council) -> None:
    """Two have put a sealed ballot in; it waits for the others."""
    motion = Motion(
        kind=ProposalKind.ANYTHING,
        title="Once a quarter we meet in person",
        text="A Sunday, two hours, with soup. We decide things faster when we see one another.",
    )
    proposal_id = await council.propose(diary.cast.lark, motion)
    for who, choice in ((diary.cast.lark, "agree"), (diary.cast.owl, "agree")):
        await council.vote(proposal_id, who, choice)
