"""Who asks for what the public sees, who approves of it, and where all of it is written."""

from bisect import bisect_left
from datetime import date
from typing import Final
from uuid import UUID

import msgspec
import pytest
from msgspec.structs import replace

from ledger.budgets.commands import AdoptBudget, AmendBudget
from ledger.budgets.old_orders import TAG
from ledger.decider import written_in
from ledger.donations import RecordDonation
from ledger.events import OrderRequested, Role, SingleSignerEnded, Standing
from ledger.fund import Fund
from ledger.orders.commands import Act, DeclareConflict, DeclineOrder, RequestOrder
from ledger.orders.content import (
    ABOUT_NO_MONEY,
    GOVERNING,
    ORDERABLE,
    PUBLISHING,
    Orderable,
    amount_of,
)
from ledger.orders.state import conflicts_of, orders_of
from ledger.powers import permit_kind
from ledger.publishing.cases import publications_case
from ledger.publishing.commands import (
    ORDERED_TAGS,
    PUBLISHING_COMMANDS,
    ApproveWording,
    BeginLog,
    CountDocket,
    CountersignReport,
    PublishReport,
    RecordAgreement,
    SetDisclosure,
    SetGiverStanding,
    SignAssurance,
)
from ledger.rejections import (
    InConflict,
    MandateMissing,
    OwnRequest,
    Rejection,
    SecondPersonNeeded,
)
from ledger.store.mapper import encode
from tests.ledger.asked import ORDER, POST, approved, asked, keeps_out, signs
from tests.ledger.book import CASE, FUND, TODAY, Given, context
from tests.ledger.people import ANA, BO, CY, DEE, EVE, FAY, FUNDED, granted
from tests.ledger.publishing.stage import PUBLIC, RULE, THIRD, manifest, published, publishing
from tests.ledger.world import GIVER, RIGHT

REPORT: Final = publishing()
DISCLOSE: Final = SetDisclosure(occurred_on=TODAY, is_public=False)
STANDING: Final = SetGiverStanding(occurred_on=TODAY, giver=GIVER, standing=Standing.COUNTED_APART)
AGREE: Final = RecordAgreement(
    occurred_on=TODAY,
    giver=GIVER,
    from_month="2026-01",
    until_month="2026-12",
    report_due=date(2027, 3, 1),
)
PUBLISHERS: Final = MandateMissing(("steward", "treasurer"))
ASKING: Final[list[tuple[Orderable, UUID, Rejection | None]]] = [
    (DISCLOSE, DEE, None),
    (DISCLOSE, CY, MandateMissing(("steward",))),
    (REPORT, CY, None),
    (REPORT, DEE, None),
    (STANDING, CY, None),
    (AGREE, DEE, None),
]
APPROVING: Final[list[tuple[Orderable, UUID, Rejection | None]]] = [
    (DISCLOSE, BO, None),
    (DISCLOSE, CY, MandateMissing(("steward",))),
    (DISCLOSE, EVE, MandateMissing(("steward",))),
    (REPORT, CY, None),
    (REPORT, EVE, None),
    (REPORT, ANA, OwnRequest()),
    (STANDING, CY, None),
    (STANDING, EVE, MandateMissing(("approver", "steward"))),
    (AGREE, DEE, None),
    (AGREE, EVE, MandateMissing(("approver", "steward"))),
    (POST, EVE, MandateMissing(("approver",))),
]


@pytest.mark.parametrize("order, who, refusal", ASKING)
def test_who_asks(order: Orderable, who: UUID, refusal: Rejection | None) -> None:
    answer = Given(*PUBLIC).when(RequestOrder(occurred_on=TODAY, order=order), actor=who)
    if refusal is None:
        (fact,) = answer.facts
        assert isinstance(fact, OrderRequested)
        assert fact.approvals == 1
    else:
        answer.refused(refusal)


def test_whoever_only_approves_does_not_ask_for_a_report() -> None:
    ask = RequestOrder(occurred_on=TODAY, order=REPORT)
    on_call = granted(FAY, Role.ON_CALL)
    Given(*PUBLIC, on_call).when(ask, actor=FAY).refused(PUBLISHERS)


@pytest.mark.parametrize("order, who, refusal", APPROVING)
def test_who_approves(order: Orderable, who: UUID, refusal: Rejection | None) -> None:
    given = Given(*FUNDED, RULE, case=(asked(order, approvals=1),))
    answer = given.when(signs(Act.APPROVE, command=order), actor=who)
    if refusal is None:
        assert len(answer.facts) == 3
    else:
        answer.refused(refusal)


def test_the_last_signature_publishes_what_was_signed_on_the_day_it_was_given() -> None:
    before = replace(REPORT, occurred_on=date(2026, 11, 16))
    given = Given(*PUBLIC, case=(asked(before),))
    facts = given.when(signs(Act.APPROVE, command=before), actor=EVE).facts
    assert facts[-1] == published(REPORT)


def test_an_auditor_declines_a_report_and_nothing_else() -> None:
    decline = DeclineOrder(occurred_on=TODAY, case_id=CASE, order_id=ORDER)
    assert Given(*PUBLIC, case=(asked(REPORT),)).when(decline, actor=EVE).facts
    refusal = MandateMissing(("approver",))
    Given(*PUBLIC, case=(asked(),)).when(decline, actor=EVE).refused(refusal)


def test_who_keeps_out_of_one_publication_does_not_keep_out_of_all_for_ever() -> None:
    other = replace(asked(STANDING), order=UUID(int=0xD2))
    case = Given(*PUBLIC, case=(asked(REPORT), keeps_out(CY), other)).case
    orders = orders_of(case)
    assert orders[ORDER].conflicts == (CY,)
    assert orders[other.order].conflicts == ()
    assert conflicts_of(case) == (CY,)
    given = Given(*PUBLIC, case=(asked(REPORT), keeps_out(CY)))
    given.when(signs(Act.APPROVE, command=REPORT), actor=CY).refused(InConflict())


def test_only_stewards_keep_others_out_of_publishing() -> None:
    declare = DeclareConflict(occurred_on=TODAY, case_id=CASE, order_id=ORDER, sign_in=EVE)
    given = Given(*PUBLIC, case=(asked(REPORT),))
    given.when(declare, actor=CY).refused(MandateMissing(("steward",)))
    assert given.when(declare, actor=DEE).facts


def test_the_approval_of_an_auditor_who_is_none_any_more_does_not_count() -> None:
    given = Given(*PUBLIC, case=(asked(STANDING, approvals=2), approved(EVE, STANDING)))
    facts = given.when(signs(Act.APPROVE, command=STANDING), actor=CY).facts
    assert len(facts) == 1, "two approvals are needed, and an auditor's is none here"


def test_everything_public_is_written_into_one_case() -> None:
    found = {
        written_in(command, FUND)
        for command in (
            *(DISCLOSE, REPORT, STANDING, AGREE),
            RequestOrder(occurred_on=TODAY, order=REPORT),
            AdoptBudget(occurred_on=TODAY, from_month="", until_month="", items=()),
            CountDocket(occurred_on=TODAY, from_month="", until_month="", bails=0),
        )
    }
    assert found == {publications_case(FUND)}
    assert publications_case(FUND) != publications_case(UUID(int=9))
    assert written_in(RecordDonation(**RIGHT, gross=1), FUND) is None


def test_the_orders_among_them_are_known_by_name() -> None:
    alone = {CountDocket, CountersignReport, SignAssurance, BeginLog}
    assert alone == PUBLISHING_COMMANDS - ORDERABLE
    ordered = {str(kind.__struct_config__.tag) for kind in PUBLISHING_COMMANDS & ORDERABLE}
    assert ordered | {TAG} == ORDERED_TAGS
    assert {SetDisclosure, AdoptBudget, AmendBudget, ApproveWording} < GOVERNING
    assert {SetGiverStanding, RecordAgreement, PublishReport} == PUBLISHING
    assert ABOUT_NO_MONEY == GOVERNING | PUBLISHING
    assert amount_of(REPORT, Given().case) is None


def test_one_person_alone_publishes_nothing_once_two_are_needed() -> None:
    for who in (ANA, BO, CY, DEE):
        Given(*PUBLIC).when(REPORT, actor=who).refused(SecondPersonNeeded())
    alone = tuple(fact for fact in PUBLIC if not isinstance(fact, SingleSignerEnded))
    assert Given(*alone).when(REPORT, actor=CY).facts == (published(REPORT),)
    Given(*alone).when(DISCLOSE, actor=CY).refused(MandateMissing(("steward",)))
    assert Given(*alone).when(DISCLOSE, actor=DEE).facts


@pytest.mark.parametrize(
    "kind, role",
    [(CountDocket, CY), (CountersignReport, EVE), (SignAssurance, EVE)],
    ids=["docket", "countersign", "assurance"],
)
def test_dockets_are_counted_by_treasurers_and_the_rest_signed_by_auditors(
    kind: type, role: UUID
) -> None:
    fund: Fund = Given(*PUBLIC).fund
    for who in (CY, DEE, EVE, FAY):
        if who == role:
            permit_kind(kind, context(1, actor=who), fund)
        else:
            with pytest.raises(MandateMissing):
                permit_kind(kind, context(1, actor=who), fund)


def test_the_longest_report_that_is_taken_fits_into_the_lines_of_its_order() -> None:
    rows = tuple(THIRD | {"amount": 10**14 + number} for number in range(600))

    def of(count: int) -> PublishReport:
        return replace(REPORT, manifest=manifest(costs=rows[:count]))

    def is_too_long(count: int) -> bool:
        ask = RequestOrder(occurred_on=TODAY, order=of(count))
        return "one line of the book" in str(Given(*PUBLIC).when(ask, actor=ANA).answer)

    assert is_too_long(600)
    longest = of(bisect_left(range(600), x=True, key=is_too_long) - 1)
    content = msgspec.json.encode(longest, order="sorted").decode()
    assert encode(replace(asked(REPORT), content=content))
    assert encode(published(longest))
