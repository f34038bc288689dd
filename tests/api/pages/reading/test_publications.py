"""Lines about what the public sees say in words what was decided, published and stated."""

from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

import pytest

from ledger.budgets.commands import AdoptBudget
from ledger.events import (
    AssuranceSentence,
    BudgetWord,
    ItemWord,
    LogHead,
    Role,
    Rounding,
    Standing,
    WordingKind,
)
from ledger.members import AdmitMember, GrantMandate
from ledger.publishing.cases import publications_case
from ledger.publishing.commands import (
    ApproveWording,
    CountDocket,
    CountersignReport,
    PublishReport,
    RecordAgreement,
    SetDisclosure,
    SetGiverStanding,
    SetLog,
    SignAssurance,
)
from ledger.publishing.summary import hash_of
from tests.api.client import first_sign_in, site_of_client
from tests.api.pages.reading.parts import page_of, table
from tests.api.pages.recording.stage import Desk, text_of
from tests.budgets import item
from tests.funds import ask
from tests.ledger.publishing.logs import witness
from tests.ledger.publishing.stage import KEY, SIGNATURE, manifest, row
from tests.ledger.world import GIVER

DAY: Final = date(2026, 3, 2)
ON: Final[dict[str, Any]] = {"occurred_on": DAY}
YEAR: Final[dict[str, Any]] = {**ON, "from_month": "2025-01", "until_month": "2025-12"}
RULE: Final = SetDisclosure(
    **ON, is_public=True, rounding=(Rounding(currency="USD", base=50_000),), tick_hour=6
)
PLAN: Final = AdoptBudget(**YEAR, items=(item("rent", 5_000_00), item("reserve", 100_00)))
AGREED: Final = RecordAgreement(**YEAR, giver=GIVER, report_due=date(2026, 4, 1))


async def written(desk: Desk, command: Any, by: UUID | None = None) -> str:
    """Have the founder give *command*, or somebody else, and return the page of its line."""
    site = site_of_client(desk.client)
    who = by or await first_sign_in(desk.client)
    answer = await ask(site.books, desk.opened.fund_id, command, actor=who)
    await desk.catch_up()
    return await page_of(desk, f"lines/{answer.last}")


def fields(page: str) -> dict[str, str]:
    return dict(row[:2] for row in table(page, "The line in words"))


@pytest.mark.parametrize(
    "command, sentence, some",
    [
        (
            RULE,
            "It was set anew whether and how this fund publishes.",
            {
                "Public": "Yes",
                "People in a published sum, at least": "10",
                "Parts are rounded to": "$500.00",
                "Hour at which the sign on the door changes": "6",
            },
        ),
        (
            PLAN,
            "A budget was adopted for January 2025 to December 2025.",
            {
                "From the month": "January 2025",
                "Items of the budget": "Rent: $5,000.00 Kept in reserve: $100.00",
            },
        ),
        (
            ApproveWording(**ON, kind=WordingKind.ABOUT, language="en", text="We <help>."),
            "A public text was approved: about the fund.",
            {"Text": "We <help>.", "Language": "en"},
        ),
        (
            SetGiverStanding(**ON, giver=GIVER, standing=Standing.COUNTED_APART),
            "In reports a giver is counted apart from now on.",
            {"How the giver is counted": "Counted apart"},
        ),
        (
            AGREED,
            "An agreement with a funder was written down: January 2025 to December 2025.",
            {"Report due on": "April 1, 2026"},
        ),
        (
            CountDocket(**YEAR, bails=120),
            "From January 2025 to December 2025 the courts of the place set 120 bails.",
            {"Bails": "120"},
        ),
        (
            SetLog(**ON, batch_size=128, witnesses=(witness(),), quorum=1),
            "It was set how the log of this fund grows, and who witnesses it.",
            {
                "Entries that each step of the log adds": "128",
                "Hours from step to step": "24",
                "Witnesses": "witness.example.org/w1 (https://witness.example.org/w1)",
                "Witnesses that readers ask for": "1",
            },
        ),
    ],
)
async def test_a_decision_about_the_public_side_is_told(
    desk: Desk, command: Any, sentence: str, some: dict[str, str]
) -> None:
    page = await written(desk, command)
    assert sentence in text_of(page)
    found = fields(page)
    assert {name: found.get(name) for name in some} == some
    assert str(publications_case(desk.opened.fund_id)) in page


async def test_reports_and_what_auditors_say_of_them_are_told(desk: Desk) -> None:
    await written(desk, RULE)
    auditor = uuid4()
    await written(desk, AdmitMember(**ON, sign_in=auditor))
    await written(desk, GrantMandate(**ON, holder=auditor, role=Role.AUDITOR))
    said = manifest(
        fund=desk.opened.fund_id, today=DAY, costs=(row("2025-10", "2025-12"),), version=1
    )
    report = PublishReport(
        **ON,
        number=1,
        cut=7,
        manifest=said,
        signature=SIGNATURE,
        key_id=KEY,
        for_members=(ItemWord(item="housing", word=BudgetWord.OVER_HALF),),
    )
    page = await written(desk, report)
    assert "Report 1 is out." in text_of(page)
    assert fields(page)["What members read about the plan"] == "Housing: over half"
    countersigned = CountersignReport(**ON, number=1, manifest_hash=hash_of(said), recomputed=True)
    signed = await written(desk, countersigned, by=auditor)
    assert "countersigned report 1." in text_of(signed)
    assert fields(signed)["Built again from the whole book"] == "Yes"
    stated = await written(
        desk,
        SignAssurance(**ON, for_day=date(2026, 5, 16), sentences=(AssuranceSentence.CASH_COUNTED,)),
        by=auditor,
    )
    assert "signed a statement that is public from May 16, 2026 on." in text_of(stated)
    assert fields(stated)["What is stated"] == "cash counted"
    journal = text_of(await page_of(desk, "journal?kind=public"))
    for name in ("Publishing rule set", "Report published", "Report countersigned"):
        assert name in journal
    assert "$5,688.29" not in journal


async def test_the_case_of_publications_is_called_what_it_is(desk: Desk) -> None:
    await written(desk, RULE)
    page = await page_of(desk, f"cases/{publications_case(desk.opened.fund_id)}")
    assert "What the public sees" in text_of(page)
    assert "It was set anew whether and how this fund publishes." in text_of(page)
    assert "The people of a case" not in text_of(page)


async def test_that_a_log_began_and_which_report_it_holds_are_told(desk: Desk) -> None:
    await written(desk, RULE)
    fund_id, site = desk.opened.fund_id, site_of_client(desk.client)
    await site.log.keep(fund_id, wait_seconds=10)
    await desk.catch_up()
    begun = await page_of(desk, f"lines/{await desk.position()}")
    log = (await desk.fund()).publishing.log
    assert log is not None
    assert "Log 1 of this fund began." in text_of(begun)
    assert fields(begun)["Log"] == "1"
    assert fields(begun)["Key of the log"] == log.vkey
    head = await site.log.head(fund_id)
    assert head is not None
    named = LogHead(origin=head.origin, size=head.size, root=head.root.hex())
    said = manifest(fund=fund_id, today=DAY, costs=(row("2025-10", "2025-12"),), version=1)
    report = PublishReport(
        **ON, number=1, cut=7, manifest=said, signature=SIGNATURE, key_id=KEY, head=named
    )
    page = await written(desk, report)
    assert "It was written down which report 1 is out, for the log to prove." in text_of(page)
    assert fields(page)["Report"] == "1"
    assert fields(page)["Newest state of the log at that time"] == (
        f"{head.origin} · {head.size} · {head.root.hex()}"
    )
    journal = text_of(await page_of(desk, "journal?kind=public"))
    assert "Log begun" in journal
    assert "Report held to the log" in journal
