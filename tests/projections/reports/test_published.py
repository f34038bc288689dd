"""What strangers may read is a function of what was published and of the clock."""

from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from msgspec.structs import replace

from ledger.books import Books
from ledger.budgets.plans import Plan
from ledger.events import (
    AgreementRecorded,
    AssuranceSigned,
    BudgetAdopted,
    BudgetAmended,
    BudgetItem,
    DocketCounted,
    FundEvent,
    GiverStandingSet,
    PlanAdopted,
    PlanItem,
    ReportCountersigned,
    Standing,
    WordingApproved,
    WordingKind,
)
from ledger.publishing.commands import ApproveWording, SetDisclosure
from ledger.store.database import Database
from projections.reports.published import (
    Publication,
    PublicState,
    Published,
    read_publications,
)
from tests.funds import ask, open_fund
from tests.ledger.book import TODAY
from tests.ledger.people import ANA, EVE
from tests.ledger.publishing.stage import FIRST, FIRST_HASH, RULE
from tests.ledger.world import GIVER

ZONE: Final = "America/Sao_Paulo"
START: Final = datetime(2026, 11, 20, 12, tzinfo=UTC)
DECEMBER: Final = datetime(2026, 12, 1, 3, tzinfo=UTC)
JANUARY: Final = datetime(2027, 1, 1, 3, tzinfo=UTC)
LABEL: Final = UUID(int=0xE9)
A_MOMENT: Final = timedelta(microseconds=1)


def wording(text: str, kind: WordingKind = WordingKind.ABOUT) -> WordingApproved:
    return WordingApproved(occurred_on=TODAY, kind=kind, language="en", text=text)


def plan(from_month: str, amount: int) -> PlanAdopted:
    item = PlanItem(item="rent", amount=amount, currency="USD", exponent=2)
    return PlanAdopted(
        occurred_on=TODAY, from_month=from_month, until_month="2027-12", items=(item,)
    )


def shown(from_month: str, *amounts: int) -> Plan:
    """Return what is read of plans and budgets of rent: one sum for a kind."""
    item = PlanItem(item="rent", amount=sum(amounts), currency="USD", exponent=2)
    return Plan(from_month=from_month, until_month="2027-12", items=(item,))


def budget(number: int, from_month: str, *amounts: int) -> BudgetAdopted:
    """Return a budget of rent, of which the first item is of no purpose."""
    return BudgetAdopted(
        occurred_on=TODAY,
        budget=UUID(int=number),
        from_month=from_month,
        until_month="2027-12",
        items=tuple(rent(number, place, amount) for place, amount in enumerate(amounts)),
    )


def rent(number: int, place: int, amount: int) -> BudgetItem:
    """Return the item of a budget at a place, of a purpose of its own unless it is the first."""
    return BudgetItem(
        item_id=UUID(int=number * 100 + place),
        kind="rent",
        amount=amount,
        currency="USD",
        exponent=2,
        purpose_id=UUID(int=place) if place else None,
    )


def standing(what: Standing, label_id: UUID | None = None) -> GiverStandingSet:
    return GiverStandingSet(occurred_on=TODAY, giver=GIVER, standing=what, label_id=label_id)


COUNTERSIGNED: Final = ReportCountersigned(
    occurred_on=TODAY, number=1, by=EVE, manifest_hash=FIRST_HASH
)
DOCKET: Final = DocketCounted(
    occurred_on=TODAY, from_month="2026-07", until_month="2026-09", bails=120
)
AGREED: Final = AgreementRecorded(
    occurred_on=TODAY,
    agreement_id=UUID(int=0xE8),
    giver=GIVER,
    from_month="2026-01",
    until_month="2026-12",
    report_due=date(2027, 3, 1),
)


def public(*later: tuple[FundEvent, timedelta]) -> Published:
    """Return a fund that went public at `START`, and what came how long after that."""
    written = [(RULE, timedelta()), *later]
    return Published.of(
        (
            Publication(event, position, START + after)
            for position, (event, after) in enumerate(written, start=1)
        ),
        ZONE,
    )


HOUR: Final = timedelta(hours=1)


def test_nothing_at_all_is_nothing_public() -> None:
    assert Published.of((), ZONE).as_of(START) == PublicState()


def test_a_fund_that_goes_public_shows_what_was_decided_until_then() -> None:
    before = Published.of(
        (
            Publication(wording("We help."), 1, START - HOUR),
            Publication(replace(RULE, is_public=False), 2, START - HOUR),
            Publication(RULE, 3, START),
        ),
        ZONE,
    )
    assert not before.as_of(START - A_MOMENT).is_public
    state = before.as_of(START)
    assert state.is_public
    assert state.version == 2
    assert state.wordings == {(WordingKind.ABOUT, "en"): "We help."}


def test_later_decisions_wait_for_the_first_of_the_month_where_the_fund_is() -> None:
    fund = public(
        (wording("We help."), HOUR),
        (plan("2027-01", 5), HOUR),
        (replace(RULE, period_months=6), HOUR),
        (AGREED, HOUR),
        (FIRST, HOUR),
        (COUNTERSIGNED, 2 * HOUR),
        (wording("Quarters are now half years.", WordingKind.CHANGE), 3 * HOUR),
    )
    waiting = fund.as_of(DECEMBER - A_MOMENT)
    assert (waiting.wordings, waiting.plans, waiting.agreements, waiting.changes) == (
        {},
        (),
        {},
        (),
    )
    assert waiting.version == 1
    assert waiting.reports[0].countersigned == ()
    told = fund.as_of(DECEMBER)
    assert told.wordings == {(WordingKind.ABOUT, "en"): "We help."}
    assert told.plan == shown("2027-01", 5)
    assert told.agreements == {AGREED.agreement_id: AGREED}
    assert told.version == 2
    assert told.rule is not None
    assert told.rule.period_months == 6
    assert told.reports[0].countersigned == (COUNTERSIGNED,)
    assert [change.on for change in told.changes] == [date(2026, 12, 1)]


def test_a_report_is_out_at_once_and_says_where_it_stands() -> None:
    fund = public((FIRST, HOUR))
    assert fund.as_of(START + HOUR - A_MOMENT).reports == ()
    (report,) = fund.as_of(START + HOUR).reports
    assert (report.number, report.position, report.manifest_hash) == (1, 2, FIRST_HASH)
    assert fund.as_of(START + HOUR).report(1) == report
    assert fund.as_of(START + HOUR).report(2) is None


def test_who_withdraws_consent_is_not_named_a_moment_longer() -> None:
    fund = public((standing(Standing.NAMED, LABEL), HOUR), (standing(Standing.PROTECTED), 2 * HOUR))
    assert fund.as_of(START + HOUR).named == {LABEL: GIVER}
    assert fund.as_of(START + HOUR).standings == {GIVER: Standing.NAMED}
    after = fund.as_of(START + 2 * HOUR)
    assert (after.named, after.standings) == ({}, {})


def test_a_fund_that_is_not_public_any_more_is_gone_at_once_and_back_with_everything() -> None:
    hidden, back = (replace(RULE, is_public=False), HOUR), (RULE, 3 * HOUR)
    fund = public(hidden, (wording("New."), 2 * HOUR), back)
    assert not fund.as_of(START + HOUR).is_public
    assert fund.as_of(START + 2 * HOUR).wordings == {}
    assert fund.as_of(START + 3 * HOUR).wordings == {(WordingKind.ABOUT, "en"): "New."}
    assert fund.tick(START + 4 * HOUR) == START + 3 * HOUR


def test_auditors_are_heard_on_the_day_they_name_and_dockets_never() -> None:
    day = date(2027, 1, 1)
    assured = AssuranceSigned(occurred_on=TODAY, by=EVE, for_day=day, open_findings=True)
    fund = public((assured, HOUR), (DOCKET, HOUR))
    assert fund.as_of(JANUARY - A_MOMENT).assurances == ()
    assert fund.as_of(JANUARY).assurances == (assured,)
    assert fund.as_of(JANUARY).dockets == ()
    assert fund.now.assurances == (assured,)
    assert fund.now.dockets == (DOCKET,)


def test_a_later_plan_of_the_same_months_and_an_empty_text_take_the_place_of_earlier_ones() -> None:
    fund = public(
        (plan("2027-01", 5), HOUR),
        (plan("2026-01", 3), HOUR),
        (plan("2027-01", 7), HOUR),
        (wording("We help."), HOUR),
        (wording(""), HOUR),
    )
    state = fund.as_of(DECEMBER)
    assert state.plans == (shown("2026-01", 3), shown("2027-01", 7))
    assert state.wordings == {}


def test_it_is_known_beforehand_when_something_becomes_public() -> None:
    fund = public(
        (wording("New."), HOUR),
        (FIRST, HOUR),
        (DOCKET, HOUR),
        (AssuranceSigned(occurred_on=TODAY, by=EVE, for_day=date(2027, 1, 1)), HOUR),
    )
    assert [fund.public_from(each) for each in fund.publications] == [
        START, DECEMBER, START + HOUR, None, JANUARY,
    ]  # fmt: skip


async def test_only_what_is_public_is_read_of_the_one_case_of_a_fund(database: Database) -> None:
    books = Books(database)
    fund = await open_fund(books, money=100_00, founder=ANA)
    other = await open_fund(books, founder=ANA)
    rule = SetDisclosure(occurred_on=date(2026, 1, 1), is_public=True)
    text = ApproveWording(
        occurred_on=date(2026, 1, 1), kind=WordingKind.ABOUT, language="en", text="We help."
    )
    for command in (rule, text):
        await ask(books, fund.fund_id, command, actor=ANA)
    await ask(books, other.fund_id, rule, actor=ANA)
    async with database.acquire() as connection:
        found = await read_publications(connection, fund.fund_id)
        assert await read_publications(connection, uuid4()) == ()
    assert [each.position for each in found] == [8, 9]
    state = Published.of(found, ZONE).now
    assert state.is_public
    assert state.wordings == {(WordingKind.ABOUT, "en"): "We help."}


def test_budgets_and_their_amendments_wait_for_the_tick_as_plans_did() -> None:
    amended = BudgetAmended(
        occurred_on=TODAY, budget=UUID(int=1), items=(rent(1, 0, 9), rent(1, 2, 4))
    )
    fund = public(
        (plan("2027-01", 5), HOUR),
        (budget(1, "2027-02", 3, 2), 2 * HOUR),
        (amended, DECEMBER - START + HOUR),
    )
    waiting = fund.as_of(DECEMBER - A_MOMENT)
    assert (waiting.plans, waiting.budgets) == ((), {})
    assert fund.as_of(DECEMBER).plans == (shown("2027-02", 3, 2),), "it replaces the old plan"
    assert fund.as_of(JANUARY - A_MOMENT).plans == (shown("2027-02", 3, 2),)
    assert fund.as_of(JANUARY).plans == (shown("2027-02", 9, 2, 4),)
    assert fund.now.plan == shown("2027-02", 9, 2, 4)
    assert [each.purpose_id for each in fund.now.budgets[UUID(int=1)].items] == [
        None,
        UUID(int=1),
        UUID(int=2),
    ]
