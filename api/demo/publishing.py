"""What the funds of the example publish: their rule, words, plans, and every report in its time."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from shutil import rmtree
from typing import Final
from uuid import UUID

from msgspec import Struct

from api.demo.diary import Diary
from api.demo.governing import by_the_rules
from api.demo.wordings import Wordings
from api.giving.service import Giving
from api.publishing.service import Publishing
from ledger.budgets.commands import AdoptBudget
from ledger.budgets.plans import item_id_of
from ledger.events import AssuranceSentence, BudgetItem, Rounding, Standing
from ledger.orders.commands import Act
from ledger.publishing.commands import (
    ApproveWording,
    CountersignReport,
    RecordAgreement,
    SetDisclosure,
    SetGiverStanding,
    SetLog,
    SignAssurance,
)
from ledger.publishing.dates import out_from, report_dates
from ledger.publishing.months import month_text
from ledger.store.append import Label
from ledger.store.database import Database
from ledger.store.labels import GIVER, add
from ledger.transparency.log import Log
from ledger.transparency.memory import directory_of

PERIOD: Final = 3
DELAY: Final = 45
_BEFORE: Final = timedelta(days=20)
"""So long before a report date auditors look at the book."""


class Press(Struct, frozen=True):
    """What builds and signs reports, who gave what, and the log; their clocks stand in the diary.

    The log is kept on the days that need it: what it missed meanwhile it makes up for.
    """

    database: Database
    publishing: Publishing
    giving: Giving
    log: Log


Items = Sequence[tuple[str, int]]
"""What is planned for what, in cents."""


def forget_log(keys_dir: Path, fund_id: UUID) -> None:
    """Forget what was signed for a fund of the example that is told anew, with the same id."""
    for each in directory_of(keys_dir).glob(f"{fund_id}-*"):
        if each.is_dir():
            rmtree(each)
        else:
            each.unlink()


async def go_public(
    diary: Diary, press: Press, wordings: Wordings, *, base: int = 0, open_grants_data: bool = False
) -> None:
    """Say in public what the fund is, and publish from now on; parts are rounded to *base*.

    The log of the fund begins with it.
    """
    for kind, texts in wordings.items():
        for language, text in texts.items():
            said = ApproveWording(occurred_on=diary.day, kind=kind, language=language, text=text)
            await by_the_rules(diary, said)
    rounding = (Rounding(currency="USD", base=base),) if base else ()
    rule = SetDisclosure(
        occurred_on=diary.day,
        is_public=True,
        period_months=PERIOD,
        delay_days=DELAY,
        rounding=rounding,
        tick_hour=6,
        bands_weekly=True,
        open_grants_data=open_grants_data,
    )
    await by_the_rules(diary, rule)
    await by_the_rules(diary, SetLog(occurred_on=diary.day))
    await press.log.keep(diary.fund_id)


def budget_of(diary: Diary, first: int, items: Items, months: int = 12) -> AdoptBudget:
    """Return the budget of so many months from month *first* of the calendar on."""
    stretch = month_text(first), month_text(first + months - 1)
    return AdoptBudget(
        occurred_on=diary.day,
        from_month=stretch[0],
        until_month=stretch[1],
        items=tuple(
            BudgetItem(
                item_id=item_id_of(diary.fund_id, stretch, kind, "USD"),
                kind=kind,
                amount=amount,
                currency="USD",
                exponent=2,
            )
            for kind, amount in items
        ),
    )


async def set_standing(diary: Diary, press: Press, giver: UUID, name: str = "") -> None:
    """Count an institution apart; one that has a *name* is named."""
    label_id = diary.new_id() if name else None
    if label_id is not None:
        async with press.database.acquire() as connection:
            await add(connection, diary.fund_id, Label(GIVER, label_id, name))
    standing = SetGiverStanding(
        occurred_on=diary.day,
        giver=giver,
        standing=Standing.NAMED if name else Standing.COUNTED_APART,
        label_id=label_id,
    )
    await by_the_rules(diary, standing)


async def agree(diary: Diary, giver: UUID, purpose: UUID, first: int, months: int) -> None:
    """Write down what was agreed with a funder, from month *first* of the calendar on."""
    until = first + months - 1
    agreement = RecordAgreement(
        occurred_on=diary.day,
        giver=giver,
        purpose_id=purpose,
        from_month=month_text(first),
        until_month=month_text(until),
        report_due=out_from(until, DELAY),
    )
    await by_the_rules(diary, agreement)


def plan_reports(diary: Diary, press: Press, since: date, *, audited_from: date) -> None:
    """Put every report that was due since a day into the diary, and what auditors make of it."""
    for day in report_dates(PERIOD, DELAY, since, diary.today + timedelta(days=100)):
        diary.on(day, partial(_publish, diary, press), last=True)
        if day - _BEFORE >= audited_from:
            diary.on(day - _BEFORE, partial(_state, diary, day))
        if day >= audited_from:
            diary.on(day + timedelta(days=2), partial(_countersign, diary, press))
    diary.on(audited_from, partial(_countersign, diary, press))


async def _publish(diary: Diary, press: Press) -> None:
    """Publish the next report, if there is one: one builds and asks, the other builds and signs."""
    draft = await press.publishing.draft(diary.fund_id, diary.day)
    if draft.manifest is None:
        return
    await press.log.keep(diary.fund_id)
    command = await press.publishing.command(diary.fund_id, draft, diary.day)
    if diary.day > diary.turn:
        order = await diary.ask(diary.cast.heron, command)
        assert await press.publishing.is_built_alike(diary.fund_id, command), "built a moment ago"
        await diary.sign(diary.cast.lark, order, Act.APPROVE)
    else:
        await diary.act(diary.cast.heron, command)
    await press.log.remember_report(diary.fund_id, command.number, draft.digest)
    press.publishing.forget(diary.fund_id)


async def _countersign(diary: Diary, press: Press) -> None:
    """Let the auditor build every report again from the whole book that nobody did yet."""
    for number, out in (await diary.fund()).publishing.reports.items():
        if out.countersigned:
            continue
        again = await press.publishing.rebuilt(diary.fund_id, number)
        assert again.is_same, "the book gives what was published"
        countersigned = CountersignReport(
            occurred_on=diary.day, number=number, manifest_hash=again.manifest_hash, recomputed=True
        )
        await diary.act(diary.cast.owl, countersigned)


async def _state(diary: Diary, day: date) -> None:
    """Let the auditor state what there is to state, from report date *day* on."""
    since_two = (AssuranceSentence.TWO_PEOPLE,) if diary.day > diary.turn else ()
    stated = SignAssurance(
        occurred_on=diary.day,
        for_day=day,
        sentences=(
            AssuranceSentence.CASH_COUNTED,
            AssuranceSentence.BANK_AGREES,
            *since_two,
            AssuranceSentence.REPORT_FOLLOWS,
            AssuranceSentence.RESTRICTIONS_KEPT,
        ),
    )
    await diary.act(diary.cast.owl, stated)
