"""What the large fund of the example says in public, from its second month on."""

from datetime import date
from functools import partial
from typing import Final

from api.demo.changes import plan_budget
from api.demo.coded import Coded, gives_with_code
from api.demo.council import Council
from api.demo.diary import ALONE, Diary
from api.demo.fund import USD, Places
from api.demo.giving import ABROAD, INSTITUTION, TRUST, funder
from api.demo.governing import by_stewards, by_the_rules
from api.demo.publishing import (
    Items,
    Press,
    agree,
    budget_of,
    go_public,
    plan_reports,
    set_standing,
)
from api.demo.wordings import LARGE, TWO_SIGN
from ledger.events import WordingKind
from ledger.publishing.commands import ApproveWording, CountDocket
from ledger.publishing.months import YEAR, month_of_day, month_text

TRUST_NAME: Final = "Harbour Light Trust"
_BAILS_SET: Final = 240
_PLAN: Items = (
    ("housing", 26_000_00),
    ("legal_and_bail", 20_000_00),
    ("living_and_care", 6_000_00),
    ("hosting", 170_00),
    ("phone", 270_00),
    ("insurance", 260_00),
    ("rooms", 240_00),
    ("professional_fees", 320_00),
    ("reserve", 4_000_00),
)
_PLAN_BEFORE: Items = (("housing", 22_000_00), ("legal_and_bail", 18_000_00), *_PLAN[2:])


def plan_publishing(diary: Diary, places: Places, press: Press, council: Council) -> list[Coded]:
    """Put everything that strangers read into the diary; return codes, once they are made."""
    year = diary.today.year * YEAR

    async def begin() -> None:
        await set_standing(diary, press, funder(diary, TRUST), TRUST_NAME)
        for name in (INSTITUTION, ABROAD):
            await set_standing(diary, press, funder(diary, name))
        await go_public(diary, press, LARGE, open_grants_data=True)
        await by_the_rules(diary, budget_of(diary, year - YEAR, _PLAN_BEFORE))

    async def agreed() -> None:
        first = _quarter(diary.month(12))
        await agree(diary, funder(diary, TRUST), places.housing, first, 6)

    since = diary.month(1, 10)
    diary.on(since, begin)
    adopted_on = date(diary.today.year - 1, 12, 20)
    if adopted_on > diary.turn:
        plan_budget(diary, council, adopted_on, year, _PLAN)
    else:
        diary.on(adopted_on, lambda: by_the_rules(diary, budget_of(diary, year, _PLAN)))
    diary.on(diary.month(14, 10), agreed)
    diary.on(diary.month(ALONE, 3), lambda: _say_that_two_sign(diary))
    diary.on(diary.ago(50), lambda: _count_docket(diary))
    plan_reports(diary, press, since, audited_from=diary.month(ALONE - 1, 20))
    return _codes(diary, places, press)


def _quarter(day: date) -> int:
    """Return the first month of the quarter of a day, as reports count them."""
    month = month_of_day(day)
    return month - month % 3


async def _say_that_two_sign(diary: Diary) -> None:
    for language, text in TWO_SIGN.items():
        change = ApproveWording(
            occurred_on=diary.day, kind=WordingKind.CHANGE, language=language, text=text
        )
        await by_stewards(diary, change)


async def _count_docket(diary: Diary) -> None:
    """Write down how many bails the county's courts set in a quarter that is over."""
    first = _quarter(diary.ago(150))
    counted = CountDocket(
        occurred_on=diary.day,
        from_month=month_text(first),
        until_month=month_text(first + 2),
        bails=_BAILS_SET,
    )
    await diary.act(diary.cast.heron, counted)


def _codes(diary: Diary, places: Places, press: Press) -> list[Coded]:
    codes: list[Coded] = []
    gift = {"account_id": places.bank, "purpose_id": places.anything, "gross": 40_00, **USD}
    for asked, came, became in (
        (160, (150,), "counted in a report"),
        (20, (6,), "in the books, in no report yet"),
        (2, (), "nothing has come under it yet"),
    ):
        gifts = [(diary.ago(each), gift) for each in came]
        diary.on(diary.ago(asked), partial(gives_with_code, diary, press, codes, became, gifts))
    return codes
