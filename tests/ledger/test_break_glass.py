"""Break-glass: sealed sheets make new stewards, slowly and for everybody to see."""

from datetime import timedelta
from typing import Final

import pytest

from ledger.break_glass import BreakGlass, InstallSuccessors, MendGlass, SealSheets, code_hash
from ledger.events import (
    GlassBroken,
    GlassMended,
    MemberLeft,
    Role,
    SheetsSealed,
    SuccessorsInstalled,
)
from ledger.rejections import (
    GlassAlreadyBroken,
    GlassWhole,
    MandateMissing,
    MemberUnknown,
    MendingOver,
    NotDue,
    PolicyUnusable,
    ReferenceUnusable,
    SheetsMissing,
    SheetsWrong,
    TooFewPeople,
)
from tests.ledger.book import NOW, TODAY, TOMORROW, Given, Ladder, Rung, Step
from tests.ledger.people import ANA, BO, CODES, CY, FAY, SEALED, STRANGER, TOGETHER, granted
from tests.ledger.steps import dates
from tests.ledger.world import NO_DIGEST

HASHES: Final = SEALED.hashes
UNTIL: Final = NOW + timedelta(hours=72)
BROKEN: Final = GlassBroken(occurred_on=TODAY, by=FAY, successors=(CY, FAY), until=UNTIL)
OVER: Final = GlassBroken(occurred_on=TODAY, by=FAY, successors=(CY, FAY), until=NOW)
WHOLE: Final = Given(*TOGETHER, SEALED)
OPEN: Final = Given(*TOGETHER, SEALED, BROKEN)

LADDERS = (
    Ladder(
        SealSheets(occurred_on=TOMORROW, hashes=(NO_DIGEST,), needed=1, hours=23),
        OPEN,
        (
            *dates(),
            Step(ReferenceUnusable("hashes"), {"hashes": HASHES[:1] * 2}),
            Step(PolicyUnusable("hashes", "2 to 20 different ones"), {"hashes": HASHES}),
            Step(PolicyUnusable("needed", "2 to 3"), {"needed": 3}),
            Step(PolicyUnusable("hours", "24 to 720"), {"hours": 24}),
            Step(GlassAlreadyBroken(UNTIL), given=WHOLE),
        ),
        actor=ANA,
        by_order=True,
    ),
    Ladder(
        BreakGlass(occurred_on=TOMORROW, sheets=CODES[:1] * 2, successors=(STRANGER,)),
        Given(*TOGETHER),
        (
            *dates(),
            Step(SheetsMissing(), given=OPEN),
            Step(GlassAlreadyBroken(UNTIL), given=WHOLE),
            Step(SheetsWrong(2), {"sheets": CODES[:2]}),
            Step(MemberUnknown("successors"), {"successors": (CY, CY)}),
            Step(TooFewPeople("steward", 2, 1), {"successors": (CY, FAY)}),
        ),
        actor=FAY,
    ),
    Ladder(
        MendGlass(occurred_on=TOMORROW),
        WHOLE,
        (
            *dates(),
            Step(GlassWhole(), given=Given(*TOGETHER, SEALED, OVER)),
            Step(MendingOver(NOW), given=OPEN),
        ),
        actor=BO,
    ),
    Ladder(
        InstallSuccessors(occurred_on=TOMORROW),
        OPEN,
        (*dates(), Step(NotDue(), now=UNTIL)),
        actor="clock",
    ),
)


@pytest.mark.parametrize("rung", [rung for ladder in LADDERS for rung in ladder.rungs()], ids=str)
def test_refusals_come_in_their_order(rung: Rung) -> None:
    rung.check()


@pytest.mark.parametrize("hashes", [HASHES[:1], (f"{n:064x}" for n in range(21))], ids=["1", "21"])
def test_too_few_sheets_and_too_many_are_not_sealed(hashes: tuple[str, ...]) -> None:
    seal = SealSheets(occurred_on=TODAY, hashes=tuple(hashes), needed=2, hours=24)
    Given(*TOGETHER).carried_out(seal, NOW, ANA).refused(
        PolicyUnusable("hashes", "2 to 20 different ones")
    )


def test_sealed_sheets_are_written_down_as_their_digests() -> None:
    seal = SealSheets(occurred_on=TODAY, hashes=HASHES, needed=2, hours=72)
    Given(*TOGETHER).carried_out(seal, NOW, ANA).then(
        SheetsSealed(occurred_on=TODAY, hashes=HASHES, needed=2, hours=72)
    )


def test_a_code_may_be_typed_with_spaces_and_dashes_in_small_letters() -> None:
    assert code_hash("abcd-efgh 2345–6789") == HASHES[0]
    typed = ("abcd-EFGH-2345-6789", "  hgfe dcba 9876 5432\n")
    glass = BreakGlass(occurred_on=TODAY, sheets=typed, successors=(CY, FAY))
    WHOLE.when(glass, actor=FAY).then(BROKEN)


def test_wrong_sheets_among_enough_right_ones_do_no_harm_but_endless_ones_are_not_read() -> None:
    sheets = ("wrong", *CODES[:2])
    glass = BreakGlass(occurred_on=TODAY, sheets=sheets, successors=(CY, FAY))
    WHOLE.when(glass, actor=FAY).then(BROKEN)
    late = BreakGlass(occurred_on=TODAY, sheets=("wrong",) * 20 + CODES, successors=(CY, FAY))
    WHOLE.when(late, actor=FAY).refused(SheetsWrong(2))


def test_only_a_steward_mends() -> None:
    OPEN.when(MendGlass(occurred_on=TODAY), actor=BO).then(GlassMended(occurred_on=TODAY, by=BO))
    OPEN.when(MendGlass(occurred_on=TODAY), actor=CY).refused(MandateMissing(("steward",)))


def test_mending_makes_the_sheets_void() -> None:
    mended = Given(*TOGETHER, SEALED, BROKEN, GlassMended(occurred_on=TODAY, by=BO))
    glass = BreakGlass(occurred_on=TODAY, sheets=CODES, successors=(CY, FAY))
    mended.when(glass, actor=FAY).refused(SheetsMissing())


def test_after_the_waiting_time_those_who_are_still_members_become_stewards() -> None:
    left = MemberLeft(occurred_on=TODAY, sign_in=FAY)
    book = Given(*TOGETHER, SEALED, BROKEN, left)
    book.when(InstallSuccessors(occurred_on=TODAY), now=UNTIL, actor="clock").then(
        SuccessorsInstalled(occurred_on=TODAY, successors=(CY,))
    )


def test_a_successor_whose_own_term_ran_out_is_a_steward_without_a_term() -> None:
    installed = SuccessorsInstalled(occurred_on=TODAY, successors=(CY, FAY))
    ran_out = granted(CY, Role.STEWARD, ends_on=TODAY)
    governance = Given(*TOGETHER, ran_out, SEALED, BROKEN, installed).fund.governance
    assert governance.holders(Role.STEWARD, NOW, TOMORROW) >= {CY, FAY}
    assert (governance.sheets, governance.breaking) == (None, None)
