"""What held before is found for everything that replaces something."""

from datetime import date
from functools import reduce
from typing import Final, get_args
from uuid import UUID

import pytest

from ledger.break_glass import SealSheets
from ledger.case import Case, evolve_case
from ledger.command import Command
from ledger.deciding.setting import SetDeciding
from ledger.events import (
    AgreementRecorded,
    DecidingSet,
    DecisionTold,
    DisclosureSet,
    FundEvent,
    GiverStandingSet,
    LogSet,
    Role,
    Rung,
    Standing,
    Unbudgeted,
    WordingApproved,
    WordingKind,
)
from ledger.fund import Fund, evolve
from ledger.members import AdmitMember, GrantMandate
from ledger.orders.before import IN_ITS_CASE, IN_PICTURES, REPLACES, REPLACES_NOTHING, before
from ledger.orders.content import ABOUT_NO_MONEY, Governing, Publishing
from ledger.policy import SetPolicy
from ledger.publishing.commands import (
    ApproveWording,
    RecordAgreement,
    SetDisclosure,
    SetGiverStanding,
    SetLog,
    TellDecision,
)
from tests.ledger.book import TODAY
from tests.ledger.people import EVE, POLICY, SEALED, TOGETHER, granted

GIVER, AGREEMENT, DECISION = (UUID(int=number, version=4) for number in (71, 72, 73))
UNTIL: Final = date(2027, 6, 30)
NEW: Final[dict[type, Command]] = {
    SetPolicy: SetPolicy(occurred_on=TODAY, ladder=(Rung(amount=0, approvals=2),)),
    SetDeciding: SetDeciding(occurred_on=TODAY, protocols=()),
    SealSheets: SealSheets(occurred_on=TODAY, hashes=("a" * 64, "b" * 64), needed=2, hours=24),
    GrantMandate: GrantMandate(occurred_on=TODAY, holder=EVE, role=Role.SEAT),
    SetDisclosure: SetDisclosure(occurred_on=TODAY, is_public=True),
    SetLog: SetLog(occurred_on=TODAY, batch_size=256),
    SetGiverStanding: SetGiverStanding(occurred_on=TODAY, giver=GIVER, standing=Standing.PROTECTED),
    RecordAgreement: RecordAgreement(
        occurred_on=TODAY,
        agreement_id=AGREEMENT,
        giver=GIVER,
        from_month="2026-01",
        until_month="2026-12",
        report_due=UNTIL,
    ),
    ApproveWording: ApproveWording(
        occurred_on=TODAY, kind=WordingKind.ABOUT, language="en", text="We help."
    ),
    TellDecision: TellDecision(occurred_on=TODAY, decision=DECISION, language="en", text="Now."),
}
"""One command of each kind that replaces something."""
HELD: Final[dict[type, tuple[FundEvent, dict[str, object]]]] = {
    SetPolicy: (POLICY, {"ladder": POLICY.ladder, "urgent_case_cap": POLICY.urgent_case_cap}),
    SetDeciding: (
        DecidingSet(occurred_on=TODAY, protocols=(), unbudgeted=Unbudgeted.REFUSED),
        {"unbudgeted": Unbudgeted.REFUSED},
    ),
    SealSheets: (SEALED, {"hashes": SEALED.hashes, "needed": 2, "hours": 72}),
    GrantMandate: (granted(EVE, Role.SEAT, UNTIL), {"ends_on": UNTIL}),
    SetDisclosure: (
        DisclosureSet(
            occurred_on=TODAY, is_public=True, period_months=6, k=10, delay_days=60, count_step=5
        ),
        {"is_public": True, "period_months": 6, "delay_days": 60},
    ),
    SetLog: (
        LogSet(occurred_on=TODAY, batch_size=128, every_hours=12),
        {"batch_size": 128, "every_hours": 12},
    ),
    SetGiverStanding: (
        GiverStandingSet(occurred_on=TODAY, giver=GIVER, standing=Standing.COUNTED_APART),
        {"giver": GIVER, "standing": Standing.COUNTED_APART},
    ),
    RecordAgreement: (
        AgreementRecorded(
            occurred_on=TODAY,
            agreement_id=AGREEMENT,
            giver=GIVER,
            from_month="2026-01",
            until_month="2026-06",
            report_due=TODAY,
        ),
        {"until_month": "2026-06", "report_due": TODAY},
    ),
    ApproveWording: (
        WordingApproved(occurred_on=TODAY, kind=WordingKind.ABOUT, language="en", text="Old."),
        {"text": "Old."},
    ),
    TellDecision: (
        DecisionTold(occurred_on=TODAY, decision=DECISION, language="en", text="Then."),
        {"text": "Then."},
    ),
}
"""A fact of each kind, and what is read of it afterwards."""
STARTS: Final = frozenset({SealSheets, GrantMandate, *IN_ITS_CASE})
"""Kinds of which nothing holds at first; of the others there is a rule from the start."""


def history(*facts: FundEvent) -> tuple[Fund, Case]:
    """Return a fund that two keep after these facts, and the case in which they stand."""
    fund = reduce(evolve, (*TOGETHER, *facts), Fund(fund_id=UUID(int=1)))
    case = Case(UUID(int=2))
    for position, fact in enumerate(facts, start=1):
        case = evolve_case(case, position, fact)
    return fund, case


def test_each_kind_that_governs_or_publishes_is_said_to_replace_something_or_not() -> None:
    named = [*REPLACES, *REPLACES_NOTHING, *IN_PICTURES]
    assert len(named) == len(set(named))
    assert set(named) == ABOUT_NO_MONEY == {*get_args(Governing), *get_args(Publishing)}
    assert set(NEW) == set(HELD) == set(REPLACES)


@pytest.mark.parametrize("kind", REPLACES, ids=lambda kind: str(kind.__name__))
def test_what_held_is_said_as_the_same_command(kind: type) -> None:
    fact, expected = HELD[kind]
    fund, case = history(fact)
    found = before(NEW[kind], fund, case)  # type: ignore[arg-type]
    assert type(found) is kind
    assert {name: getattr(found, name) for name in expected} == expected
    assert found != NEW[kind]


@pytest.mark.parametrize("kind", REPLACES, ids=lambda kind: str(kind.__name__))
def test_where_nothing_was_set_there_is_the_rule_that_holds_or_nothing(kind: type) -> None:
    fund, case = history()
    found = before(NEW[kind], fund, case)  # type: ignore[arg-type]
    assert (found is None) == (kind in STARTS)


def test_only_the_same_thing_counts_and_the_latest_of_it() -> None:
    def text(said: str, language: str) -> WordingApproved:
        return WordingApproved(
            occurred_on=TODAY, kind=WordingKind.ABOUT, language=language, text=said
        )

    fund, case = history(text("First.", "en"), text("Second.", "en"), text("Otra.", "es"))
    found = before(NEW[ApproveWording], fund, case)  # type: ignore[arg-type]
    assert isinstance(found, ApproveWording)
    assert (found.text, found.language) == ("Second.", "en")


def test_what_replaces_nothing_has_nothing_before_it() -> None:
    fund, case = history()
    assert before(AdmitMember(occurred_on=TODAY, sign_in=EVE), fund, case) is None
