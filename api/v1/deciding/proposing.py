"""Putting proposals forward, changing them, and taking them back."""

from datetime import date
from typing import Final
from uuid import UUID

from litestar import Response, delete
from litestar.params import JSONBody

from api.access import Power, needs
from api.site import site_of
from api.v1.deciding.parts import OPEN, ProposalId, find_proposal, write, written
from api.v1.deciding.shapes import Written
from api.v1.receipts import AnyRequest, FundId, Key, actor_of, writes
from api.v1.refusals import ANY, DATES, responses_of
from ledger.command import Command
from ledger.deciding.commands import ChangeProposal, ItemName, Propose, WithdrawProposal
from ledger.events import ProposalKind
from ledger.orders.content import Orderable
from ledger.rejections import (
    AmountNotPositive,
    AmountTooLarge,
    CaseUnknown,
    ConsentMissing,
    KindClosed,
    LabelUnusable,
    MandateMissing,
    MemberExists,
    NobodyElseDecides,
    OtherOrder,
    ProposalOfAnother,
    ProposalUnusable,
    ReferenceUnusable,
    SealedBallot,
    SingleSigner,
    TooManyProposals,
    TooManyToCount,
    WordsUnusable,
)


class Proposing(Command, frozen=True, kw_only=True, tag="propose"):
    """Put a proposal forward, in words that are kept sealed beside the book."""

    kind: ProposalKind
    title: str
    text: str
    order: Orderable | None = None
    review_on: date | None = None
    limit: int = 0
    item_names: tuple[ItemName, ...] = ()


class Changing(Command, frozen=True, kw_only=True, tag="change_proposal"):
    """Change what a proposal says."""

    case_id: UUID
    title: str
    text: str
    order: Orderable | None = None
    review_on: date | None = None
    limit: int = 0
    item_names: tuple[ItemName, ...] = ()


@writes(
    "/proposals",
    Proposing,
    *(*DATES, MandateMissing, KindClosed, TooManyProposals, ReferenceUnusable, ProposalUnusable),
    *(ConsentMissing, AmountNotPositive, AmountTooLarge, LabelUnusable, NobodyElseDecides),
    TooManyToCount,
    power=Power.DECIDE,
    name="propose",
    summary="Put a proposal forward",
    answer=Written,
    also=(SingleSigner, WordsUnusable, MemberExists),
)
async def propose(
    request: AnyRequest, fund_id: FundId, data: JSONBody[Proposing], key: Key
) -> Response[Written]:
    """Put something forward for whoever may decide now; by which protocol follows from its kind.
    `order` names the command that it becomes in `command`, whose own refusals apply as well.
    """  # noqa: D205  one sentence is longer than a line
    command = Propose(
        occurred_on=data.occurred_on,
        kind=data.kind,
        text_hash="",
        order=data.order,
        review_on=data.review_on,
        limit=data.limit,
        item_names=data.item_names,
    )
    receipt = await site_of(request).deciding.propose(
        fund_id, command, data.title, data.text, actor=actor_of(request), key=key
    )
    return written(request, fund_id, receipt)


@writes(
    "/proposals/{case_id:uuid}/change",
    Changing,
    *(*DATES, *OPEN, ProposalOfAnother, SealedBallot, ProposalUnusable, MandateMissing),
    *(OtherOrder, ReferenceUnusable, ConsentMissing, AmountNotPositive, AmountTooLarge),
    LabelUnusable,
    power=Power.DECIDE,
    name="change_proposal",
    summary="Change a proposal",
    answer=Written,
    also=(WordsUnusable, MemberExists),
)
async def change_proposal(
    request: AnyRequest, fund_id: FundId, case_id: ProposalId, data: JSONBody[Changing], key: Key
) -> Response[Written]:
    """Change what your own proposal says; what people said about it before is void."""
    await find_proposal(request, fund_id, case_id)
    command = ChangeProposal(
        occurred_on=data.occurred_on,
        case_id=case_id,
        text_hash="",
        order=data.order,
        review_on=data.review_on,
        limit=data.limit,
        item_names=data.item_names,
    )
    receipt = await site_of(request).deciding.change(
        fund_id, command, data.title, data.text, actor=actor_of(request), key=key
    )
    return written(request, fund_id, receipt)


@writes(
    "/proposals/{case_id:uuid}/withdrawal",
    WithdrawProposal,
    *(*DATES, *OPEN, ProposalOfAnother),
    power=Power.DECIDE,
    name="withdraw_proposal",
    summary="Take a proposal back",
    answer=Written,
)
async def withdraw_proposal(
    request: AnyRequest,
    fund_id: FundId,
    case_id: ProposalId,
    data: JSONBody[WithdrawProposal],
    key: Key,
) -> Response[Written]:
    """Take your own proposal back before it is closed."""
    return await write(request, fund_id, case_id, data, key)


@delete(
    "/proposals/{case_id:uuid}/words",
    operation_id="forget_words",
    summary="Forget the words of a proposal",
    status_code=204,
    responses=responses_of((*ANY, CaseUnknown)),
    opt={"refusals": (CaseUnknown, MandateMissing), **needs(Power.DECIDE)},
)
async def forget_words(request: AnyRequest, fund_id: FundId, case_id: ProposalId) -> None:
    """Forget title, text and notes for ever: whoever made the proposal may, and a steward."""
    await find_proposal(request, fund_id, case_id)
    await site_of(request).deciding.forget(fund_id, case_id, actor=actor_of(request))


ROUTES: Final = (propose, change_proposal, withdraw_proposal, forget_words)
