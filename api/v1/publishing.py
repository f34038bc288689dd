"""What reports are built by and shown with: the rule, budgets, texts, givers, agreements, counts.

While one person signs these are recorded directly. Afterwards all but the count of a docket are
asked for as orders (`api.v1.orders`).
"""

from typing import Final

from litestar import Response
from litestar.params import JSONBody

from api.access import Power
from api.publishing.afterwards import after_publishing
from api.site import site_of
from api.v1.people import GOVERNS, governed
from api.v1.receipts import AnyRequest, FundId, Key, Recorded, record, writes
from api.v1.refusals import DATES
from ledger.budgets.commands import AdoptBudget, AmendBudget
from ledger.publishing.commands import (
    ApproveWording,
    CountDocket,
    RecordAgreement,
    SetDisclosure,
    SetGiverStanding,
)
from ledger.rejections import (
    AgreementUnknown,
    AmountNotPositive,
    AmountTooLarge,
    BudgetChanged,
    BudgetOverlaps,
    BudgetUnknown,
    BudgetUnusable,
    CurrencyUnknown,
    NothingChanges,
    OutsidePurpose,
    PublishingUnusable,
    PurposeUnknown,
    ReferenceUnusable,
    SecondPersonNeeded,
    WrongExponent,
)

_OF_ITEMS: Final = (
    *(AmountNotPositive, AmountTooLarge, CurrencyUnknown, WrongExponent),
    *(PurposeUnknown, OutsidePurpose),
)
"""What may be wrong with each item of a budget."""


@writes(
    "/rule",
    SetDisclosure,
    *(*DATES, PublishingUnusable, CurrencyUnknown, AmountNotPositive, AmountTooLarge),
    power=Power.GOVERN,
    name="set_disclosure",
    summary="Set the publishing rule",
    also=GOVERNS,
)
async def set_disclosure(
    request: AnyRequest, fund_id: FundId, data: JSONBody[SetDisclosure], key: Key
) -> Response[Recorded]:
    """Say whether and how the fund publishes."""
    answer = await governed(request, fund_id, data, key)
    after_publishing(site_of(request), fund_id, data)
    return answer


@writes(
    "/budgets",
    AdoptBudget,
    *(*DATES, ReferenceUnusable, BudgetUnusable, *_OF_ITEMS, BudgetOverlaps),
    power=Power.GOVERN,
    name="adopt_budget",
    summary="Adopt a budget",
    also=GOVERNS,
)
async def adopt_budget(
    request: AnyRequest, fund_id: FundId, data: JSONBody[AdoptBudget], key: Key
) -> Response[Recorded]:
    """Say what the money is meant for in some months."""
    answer = await governed(request, fund_id, data, key)
    after_publishing(site_of(request), fund_id, data)
    return answer


@writes(
    "/budgets/amendments",
    AmendBudget,
    *(*DATES, ReferenceUnusable, BudgetUnknown, BudgetChanged, BudgetUnusable, *_OF_ITEMS),
    NothingChanges,
    power=Power.GOVERN,
    name="amend_budget",
    summary="Amend a budget",
    also=GOVERNS,
)
async def amend_budget(
    request: AnyRequest, fund_id: FundId, data: JSONBody[AmendBudget], key: Key
) -> Response[Recorded]:
    """Change items of a budget; an amount of zero takes one out."""
    answer = await governed(request, fund_id, data, key)
    after_publishing(site_of(request), fund_id, data)
    return answer


@writes(
    "/wordings",
    ApproveWording,
    *(*DATES, PublishingUnusable),
    power=Power.GOVERN,
    name="approve_wording",
    summary="Approve a public text",
    also=GOVERNS,
)
async def approve_wording(
    request: AnyRequest, fund_id: FundId, data: JSONBody[ApproveWording], key: Key
) -> Response[Recorded]:
    """Publish a text from the next first of a month on; an empty one takes it down."""
    answer = await governed(request, fund_id, data, key)
    after_publishing(site_of(request), fund_id, data)
    return answer


@writes(
    "/standings",
    SetGiverStanding,
    *(*DATES, PublishingUnusable, NothingChanges),
    power=Power.PUBLISH,
    name="set_giver_standing",
    summary="Say how a giver is counted",
    also=(SecondPersonNeeded,),
)
async def set_giver_standing(
    request: AnyRequest, fund_id: FundId, data: JSONBody[SetGiverStanding], key: Key
) -> Response[Recorded]:
    """Count a giver as protected, named or apart from now on."""
    answer = await record(request, fund_id, data, key)
    after_publishing(site_of(request), fund_id, data)
    return answer


@writes(
    "/agreements",
    RecordAgreement,
    *(*DATES, AgreementUnknown, PurposeUnknown, PublishingUnusable),
    power=Power.PUBLISH,
    name="record_agreement",
    summary="Write down an agreement with a funder",
    also=(SecondPersonNeeded,),
)
async def record_agreement(
    request: AnyRequest, fund_id: FundId, data: JSONBody[RecordAgreement], key: Key
) -> Response[Recorded]:
    """Have stretches of reports end with the agreement."""
    answer = await record(request, fund_id, data, key)
    after_publishing(site_of(request), fund_id, data)
    return answer


@writes(
    "/dockets",
    CountDocket,
    *(*DATES, PublishingUnusable),
    power=Power.COUNT_DOCKET,
    name="count_docket",
    summary="Count the bails of public records",
)
async def count_docket(
    request: AnyRequest, fund_id: FundId, data: JSONBody[CountDocket], key: Key
) -> Response[Recorded]:
    """Write down how many bails the courts of the place set in some months."""
    answer = await record(request, fund_id, data, key)
    after_publishing(site_of(request), fund_id, data)
    return answer


ROUTES = (
    set_disclosure,
    adopt_budget,
    amend_budget,
    approve_wording,
    set_giver_standing,
    record_agreement,
    count_docket,
)
