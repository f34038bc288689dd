"""What the public reads: that it is there, says what the manifest says, and is small."""

import gzip
import re
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import asyncpg
import pytest
from msgspec.structs import replace

from api.public import rules
from api.public.fund import public_fund
from ledger.deciding.setting import SetDeciding
from ledger.deciding.templates import TEMPLATES
from ledger.events import (
    AssuranceSentence,
    DecidingSet,
    KindProtocol,
    PolicySet,
    ProposalKind,
    Rung,
    SingleSignerEnded,
    Standing,
    Subject,
    SuccessorsInstalled,
    WordingKind,
)
from ledger.orders.by_decision import is_left_to_members
from ledger.policy import SetPolicy
from ledger.publishing.commands import (
    RecordAgreement,
    SetGiverStanding,
    SignAssurance,
)
from projections.reports.manifest import PartOut
from tests.api.public.manifests import LABEL, full, more_came_back
from tests.api.public.stage import (
    CONSTANT,
    Square,
    after_the_first_quarter,
    words_of,
)
from tests.database import Urls

PAGES = ("", "/compare", "/how", "/assurance", "/reports/1", "/feed.xml")


@pytest.mark.parametrize("path", ["", "/compare"])
async def test_while_nothing_is_out_the_page_says_the_constant_words(
    square: Square, path: str
) -> None:
    page = (await square.look(path)).text
    assert CONSTANT in page
    for told in ("#plan", "/compare#costs", "/assurance", "/give"):
        assert f'href="{square.address()}{told}"' in page


async def test_the_days_on_which_figures_may_come_out_follow_the_rule(square: Square) -> None:
    await square.go_public(period_months=6, delay_days=60)
    square.clock.at = datetime(2026, 4, 1, 12, tzinfo=UTC)
    assert "We look every March 2 and August 30." in (await square.look()).text
    await square.go_public(period_months=1)
    square.clock.at = datetime(2026, 5, 1, 12, tzinfo=UTC)
    assert "We look every month, 45 days after a month has ended." in (await square.look()).text


async def test_the_plan_and_the_words_of_the_fund_stand_on_its_front_page(square: Square) -> None:
    await square.plan(("housing", 24_000_00), ("hosting", 120_00), ("reserve", 3_000_00))
    await square.say(WordingKind.ABOUT, "The Heron Fund\n\nWe keep each other <housed>.")
    await square.say(WordingKind.HOW_WE_DECIDE, "By consent, on Sundays.")
    await square.say(WordingKind.CHANGE, "Three people approve from now on.")
    square.clock.at = datetime(2026, 4, 1, 12, tzinfo=UTC)
    front = (await square.look()).text
    assert '<h1 lang="en">The Heron Fund</h1>' in front
    assert "We keep each other &lt;housed&gt;." in front
    said = words_of(front)
    planned = "Housing $24,000.00 Hosting $120.00 Kept in reserve $3,000.00 Together $27,120.00"
    assert planned in said
    how = words_of((await square.look("/how")).text)
    assert "By consent, on Sundays." in how
    assert "April 1, 2026 Three people approve from now on." in how
    spanish = (await square.look("", "es")).text
    assert '<h1 lang="en">The Heron Fund</h1>' in spanish


async def test_rules_are_told_as_they_were_at_the_tick(square: Square) -> None:
    await square.rules(Rung(amount=0, approvals=1), Rung(amount=700_00, approvals=2))
    before = (await square.look("/how")).text
    assert "$700.00" not in before
    square.clock.at = datetime(2026, 3, 31, 12, tzinfo=UTC)
    assert (await square.look("/how")).text == before
    square.clock.at = datetime(2026, 4, 1, 5, tzinfo=UTC)
    after = words_of((await square.look("/how")).text)
    assert "From $700.00 on 2 people approve besides whoever asks" in after
    assert "Payments are not yet checked by a second person." in after


async def test_auditors_are_heard_from_the_day_they_named(square: Square) -> None:
    auditor = await square.auditor()
    await square.write(
        SignAssurance(
            occurred_on=square.day(),
            for_day=date(2026, 5, 16),
            sentences=(AssuranceSentence.CASH_COUNTED, AssuranceSentence.RESTRICTIONS_KEPT),
            open_findings=True,
        ),
        by=auditor,
    )
    square.clock.at = datetime(2026, 5, 15, 12, tzinfo=UTC)
    assert "Nothing has been stated yet." in (await square.look("/assurance")).text
    square.clock.at = datetime(2026, 5, 16, 12, tzinfo=UTC)
    said = words_of((await square.look("/assurance")).text)
    assert "May 16, 2026 An auditor stated this." in said
    assert "Findings are open." in said
    assert str(auditor) not in said


async def test_a_funder_reads_what_lies_within_its_agreement(square: Square) -> None:
    giver = uuid4()
    await square.write(
        SetGiverStanding(
            occurred_on=square.day(), giver=giver, standing=Standing.NAMED, label_id=LABEL
        )
    )
    await square.write(
        RecordAgreement(
            occurred_on=square.day(),
            giver=giver,
            from_month="2026-01",
            until_month="2026-03",
            report_due=date(2026, 6, 30),
        )
    )
    await after_the_first_quarter(square)
    square.clock.at = datetime(2026, 8, 15, 12, tzinfo=UTC)
    await square.publish(more_came_back(square.manifests[0]))
    (agreement,) = await square.agreements()
    said = words_of((await square.look(f"/funders/{agreement}")).text)
    for sentence in (
        "January to March 2026 What the reports say that lie within the time of the agreement.",
        "Received from you $3,000 about, in the reports below",
        "Left in the fund $12,444.85",
        "Of all that was spent, 3% went to running the fund.",
        "Together $17,902.25",
    ):
        assert sentence in said, sentence
    assert "April to June" not in said
    assert (await square.look(f"/funders/{uuid4()}")).status_code == 404


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_is_small_and_has_no_script_no_style_attribute_and_no_other_site(
    square: Square, path: str
) -> None:
    many = full(square.fund_id)
    leaves = ("rent", "hotel", "moving", "utilities", "rent_arrears", "tenancy_deposit")
    living = ("medical", "food", "transport", "care", "interpretation")
    parts = [("housing", leaf) for leaf in leaves] + [("living_and_care", leaf) for leaf in living]
    divided = tuple(
        PartOut(group=group, leaf=leaf, about=1_000_00, households=10) for group, leaf in parts
    )
    square.clock.at = datetime(2026, 5, 16, 12, tzinfo=UTC)
    await square.publish(replace(many, paid_out=(replace(many.paid_out[0], parts=divided),)))
    body = (await square.look(path)).text
    assert len(gzip.compress(body.encode())) < 15_000
    assert not re.search(r"<script|\sstyle=|\son\w+=|<svg|<iframe|<img", body)
    outside = set(re.findall(r'(?:href|src|action)="(https?://[^"]+)"', body))
    assert outside <= {"https://www.wikipedia.org/"}


async def test_what_is_left_to_the_members_is_told_from_the_tick_on(square: Square) -> None:
    protocol = KindProtocol(kind=ProposalKind.RULES, protocol=TEMPLATES["consent"])
    left = SetDeciding(
        occurred_on=square.day(), protocols=(protocol,), by_decision=(Subject.RULES,)
    )
    await square.write(left)
    for at, is_left in ((31, False), (32, True)):
        square.clock.at = datetime(2026, 3, 1, 12, tzinfo=UTC) + timedelta(days=at - 1)
        async with square.site.database.acquire() as connection:
            fund = await public_fund(connection, square.fund_id, square.clock.at)
        assert is_left_to_members(SetPolicy, fund.rules) is is_left


async def test_rules_are_found_by_their_index(fresh_database: Urls) -> None:
    connection = await asyncpg.connect(fresh_database.superuser)
    try:
        await connection.execute("set enable_seqscan = off")
        plan = await connection.fetch("explain " + rules._RULES, uuid4(), datetime.now(UTC))
    finally:
        await connection.close()
    assert "events_of_rules" in "\n".join(row[0] for row in plan)
    for event in (PolicySet, SingleSignerEnded, DecidingSet, SuccessorsInstalled):
        assert f"'{event.topic}'" in rules._RULES
