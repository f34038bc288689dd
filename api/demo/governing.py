"""Who came and went, and by which rules: from one person to two, and what happened since."""

from datetime import timedelta

from msgspec.structs import replace

from api.deadlines import dues_of
from api.demo.diary import ALONE, Diary
from ledger.break_glass import BreakGlass, MendGlass, SealSheets, code_hash
from ledger.chart import Category
from ledger.events import HelpRule, Reserve, Role, Rung
from ledger.members import AdmitMember, EndMandate, EndMembership, EndSingleSigner, GrantMandate
from ledger.orders.commands import Act, ExpireRatification
from ledger.orders.content import Governing
from ledger.policy import SetPolicy
from ledger.powers import CLOCK
from ledger.publishing.commands import OrderedPublication
from ledger.suspension import ConfirmSuspension, SuspendColleague

RATIFY_HOURS = 168
_ON_CALL_DAYS = 120
_SHEETS = 3


def plan_governing(diary: Diary) -> None:
    """Put everything about people and rules into the diary."""
    diary.on(diary.month(ALONE - 1, 8), lambda: _others_come(diary))
    diary.on(diary.month(ALONE - 1, 9), lambda: _rules(diary))
    diary.on(
        diary.turn,
        lambda: diary.act(diary.cast.heron, EndSingleSigner(occurred_on=diary.turn)),
        last=True,
    )
    diary.on(diary.month(ALONE + 1, 2), lambda: _caps_rise(diary))
    diary.on(diary.ago(13), lambda: _limits(diary))
    _somebody_leaves(diary)
    _a_phone_is_lost(diary)
    _glass_is_tried(diary)


async def by_stewards(diary: Diary, command: Governing | OrderedPublication) -> None:
    """Let one steward ask and the other approve."""
    order = await diary.ask(diary.cast.heron, command)
    await diary.sign(diary.cast.lark, order, Act.APPROVE)


async def by_the_rules(diary: Diary, command: Governing | OrderedPublication) -> None:
    """Let the only one who signs write *command*, or two since two are needed."""
    if diary.day > diary.turn:
        await by_stewards(diary, command)
    else:
        await diary.act(diary.cast.heron, command)


async def keep_deadlines(diary: Diary) -> None:
    """Write what the clock writes on the day that the diary is at."""
    for due in dues_of(await diary.fund()):
        if due.until <= diary.now and isinstance(due.command, ExpireRatification):
            await diary.act(CLOCK, due.command, due.key)


async def go_on_call(diary: Diary) -> None:
    """Give the pair its mandate (again)."""
    ends_on = diary.day + timedelta(days=_ON_CALL_DAYS)
    for who in (diary.cast.otter, diary.cast.wren):
        grant = GrantMandate(occurred_on=diary.day, holder=who, role=Role.ON_CALL, ends_on=ends_on)
        await by_stewards(diary, grant)


async def _others_come(diary: Diary) -> None:
    cast, day = diary.cast, diary.day
    for who, roles in (
        (cast.lark, (Role.STEWARD, Role.TREASURER, Role.APPROVER)),
        (cast.otter, (Role.ON_CALL,)),
        (cast.wren, (Role.ON_CALL,)),
        (cast.owl, (Role.AUDITOR,)),
        (cast.fox, ()),
    ):
        await diary.act(cast.heron, AdmitMember(occurred_on=day, sign_in=who))
        for role in roles:
            await diary.act(cast.heron, GrantMandate(occurred_on=day, holder=who, role=role))


def _policy(diary: Diary, week: int, alone: int = 0) -> SetPolicy:
    return SetPolicy(
        occurred_on=diary.day,
        ladder=(Rung(amount=0, approvals=1),),
        urgent_categories=(Category.BAIL, Category.MEDICAL, Category.HOTEL, Category.TRANSPORT),
        urgent_case_cap=600_00,
        urgent_week_cap=week,
        ratify_hours=RATIFY_HOURS,
        ratify_approvals=1,
        alone_week_cap=alone,
    )


async def _rules(diary: Diary) -> None:
    await diary.act(diary.cast.heron, _policy(diary, 1_000_00))
    await diary.act(diary.cast.heron, _sealing(diary, _new_sheets(diary)))


async def _caps_rise(diary: Diary) -> None:
    await by_stewards(diary, _policy(diary, 1_500_00, alone=20_00))


async def _limits(diary: Diary) -> None:
    """Keep money back for nights, and say what one household gets at most."""
    bail = Reserve(amount=600_00, categories=(Category.BAIL,))
    tonight = Reserve(amount=200_00, categories=(Category.HOTEL, Category.MEDICAL))
    rules = (
        HelpRule(category=Category.RENT, cap=3_000_00, cool_down_days=90),
        HelpRule(category=Category.HOTEL, cap=500_00, one_per_days=30),
    )
    policy = _policy(diary, 1_500_00, alone=20_00)
    await by_stewards(diary, replace(policy, reserves=(bail, tonight), help_rules=rules))


def _new_sheets(diary: Diary) -> tuple[str, ...]:
    return tuple(diary.new_id().hex for _ in range(_SHEETS))


def _sealing(diary: Diary, sheets: tuple[str, ...]) -> SealSheets:
    hashes = tuple(code_hash(sheet) for sheet in sheets)
    return SealSheets(occurred_on=diary.day, hashes=hashes, needed=2, hours=72)


def _somebody_leaves(diary: Diary) -> None:
    """Somebody keeps a seat for two months and then moves away."""
    newt, came, left = diary.new_id(), diary.month(ALONE + 1, 11), diary.month(ALONE + 3, 11)

    async def come() -> None:
        await by_stewards(diary, AdmitMember(occurred_on=came, sign_in=newt))
        await by_stewards(diary, GrantMandate(occurred_on=came, holder=newt, role=Role.SEAT))

    async def leave() -> None:
        await by_stewards(diary, EndMandate(occurred_on=left, holder=newt, role=Role.SEAT))
        await by_stewards(diary, EndMembership(occurred_on=left, sign_in=newt))

    diary.on(came, come)
    diary.on(left, leave)


def _a_phone_is_lost(diary: Diary) -> None:
    """Police keep a phone: its owner is stopped at once, by one, and the next day for good."""
    moth, day = diary.new_id(), diary.month(ALONE + 2, 19)

    async def come() -> None:
        await by_stewards(diary, AdmitMember(occurred_on=diary.day, sign_in=moth))
        mandate = GrantMandate(occurred_on=diary.day, holder=moth, role=Role.APPROVER)
        await by_stewards(diary, mandate)

    async def confirm() -> None:
        await by_stewards(diary, ConfirmSuspension(occurred_on=diary.day, holder=moth))

    stop = SuspendColleague(occurred_on=day, holder=moth)
    diary.on(day - timedelta(days=30), come)
    diary.on(day, lambda: diary.act(diary.cast.wren, stop))
    diary.on(day + timedelta(days=1), confirm)


def _glass_is_tried(diary: Diary) -> None:
    """The sheets are typed once to see that they work; a steward stops it and new ones are made."""
    day = diary.month(ALONE + 2, 6)
    cast = diary.cast
    sheets: list[str] = []

    async def seal() -> None:
        sheets.extend(_new_sheets(diary))
        await by_stewards(diary, _sealing(diary, tuple(sheets)))

    async def type_them() -> None:
        breaking = BreakGlass(
            occurred_on=diary.day, sheets=tuple(sheets[:2]), successors=(cast.owl, cast.fox)
        )
        await diary.act(cast.fox, breaking)

    async def mend() -> None:
        await diary.act(cast.lark, MendGlass(occurred_on=diary.day))
        await by_stewards(diary, _sealing(diary, _new_sheets(diary)))

    diary.on(day, seal)
    diary.on(day + timedelta(days=1), type_them)
    diary.on(day + timedelta(days=2), mend)
