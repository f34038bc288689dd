"""The policy of a fund: how many approve, what may be paid tonight, who ratifies."""

from typing import Annotated

from litestar import Response, get
from litestar.params import JSONBody
from msgspec import Meta, Struct

from api.access import Power, access_of, needs
from api.v1.people import GOVERNS, governed
from api.v1.receipts import AnyRequest, FundId, Key, Recorded, writes
from api.v1.refusals import ANY, DATES, responses_of
from ledger.chart import Category
from ledger.policy import SetPolicy
from ledger.rejections import (
    AmountNegative,
    AmountNotPositive,
    AmountTooLarge,
    PolicyUnusable,
    TooFewPeople,
)


class OneRung(Struct, frozen=True):
    """From *amount* on, this many approve; no *categories* means any kind of help."""

    amount: int
    approvals: int
    categories: tuple[Category, ...]


class OneReserve(Struct, frozen=True):
    """*amount* is kept for these kinds of help, and shown as not free for all others."""

    amount: int
    categories: tuple[Category, ...]


class OneHelpRule(Struct, frozen=True):
    """What holds for one kind of help; zero is: no such rule. Days are notes and refuse nothing."""

    category: Category
    cap: int
    cool_down_days: int
    one_per_days: int


class OnePolicy(Struct, frozen=True, kw_only=True):
    """The policy in force. Amounts are minor units of the fund's currency.

    *known_at* is null for whoever may not read the book: it grows with every payment.
    """

    known_at: int | None
    ladder: Annotated[
        tuple[OneRung, ...],
        Meta(description="How many approve from which amount on; the most that fits counts."),
    ]
    urgent_categories: tuple[Category, ...]
    urgent_case_cap: int
    urgent_week_cap: int
    ratify_hours: int
    ratify_approvals: int
    alone_week_cap: int
    reserves: tuple[OneReserve, ...]
    help_rules: tuple[OneHelpRule, ...]


@get(
    "/policy",
    operation_id="get_policy",
    summary="The policy in force",
    responses=responses_of(ANY),
    opt={"refusals": (), **needs(Power.READ_PLAN)},
)
async def get_policy(request: AnyRequest, fund_id: FundId) -> OnePolicy:
    """Say by which rules the fund pays."""
    del fund_id
    access = access_of(request)
    policy = access.fund.governance.policy
    return OnePolicy(
        known_at=access.position if access.may(Power.READ_BOOK) else None,
        ladder=tuple(
            OneRung(each.amount, each.approvals, each.categories) for each in policy.ladder
        ),
        urgent_categories=policy.urgent_categories,
        urgent_case_cap=policy.urgent_case_cap,
        urgent_week_cap=policy.urgent_week_cap,
        ratify_hours=policy.ratify_hours,
        ratify_approvals=policy.ratify_approvals,
        alone_week_cap=policy.alone_week_cap,
        reserves=tuple(OneReserve(each.amount, each.categories) for each in policy.reserves),
        help_rules=tuple(
            OneHelpRule(each.category, each.cap, each.cool_down_days, each.one_per_days)
            for each in policy.help_rules
        ),
    )


@writes(
    "/policy",
    SetPolicy,
    *(*DATES, PolicyUnusable, AmountNegative, AmountTooLarge, AmountNotPositive, TooFewPeople),
    power=Power.GOVERN,
    name="set_policy",
    summary="Set the policy anew",
    also=GOVERNS,
)
async def set_policy(
    request: AnyRequest, fund_id: FundId, data: JSONBody[SetPolicy], key: Key
) -> Response[Recorded]:
    """Replace the whole policy."""
    return await governed(request, fund_id, data, key)


ROUTES = (get_policy, set_policy)
