"""How a fund decides, what is told about decisions, and carrying out what was adopted."""

from typing import Annotated, Final

from litestar import Response, get, post
from litestar.params import JSONBody
from msgspec import Meta, Struct

from api.access import Power, access_of, needs
from api.publishing.afterwards import after_publishing
from api.site import site_of
from api.v1.deciding.parts import ProposalId, find_proposal, written
from api.v1.deciding.shapes import Written
from api.v1.people import GOVERNS, governed
from api.v1.receipts import AnyRequest, FundId, Key, Recorded, actor_of, key_given, writes
from api.v1.refusals import ANY, ANY_WRITE, DATES, responses_of
from ledger.deciding.kinds import protocol_of
from ledger.deciding.setting import SetDeciding
from ledger.events import KindProtocol, ProposalKind, Subject, Unbudgeted
from ledger.publishing.commands import TellDecision
from ledger.rejections import (
    CaseUnknown,
    DecisionDiffers,
    DecisionUnknown,
    NotForPublic,
    ProtocolUnusable,
    PublishingUnusable,
)


class DecidingRules(Struct, frozen=True, kw_only=True):
    """How the fund decides. A kind that is not in *protocols* is closed."""

    is_set: Annotated[
        bool, Meta(description="Whether the fund has said it; else what every fund begins with.")
    ]
    protocols: tuple[KindProtocol, ...]
    by_decision: Annotated[
        tuple[Subject, ...], Meta(description="What takes a decision, and no longer two stewards.")
    ]
    case_votes: Annotated[
        bool, Meta(description="Whether members may decide about help in one case.")
    ]
    unbudgeted: Annotated[
        Unbudgeted, Meta(description="What becomes of a payment that no budget covers.")
    ]


@get(
    "/deciding",
    operation_id="get_deciding",
    summary="How the fund decides",
    responses=responses_of(ANY),
    opt={"refusals": (), **needs(Power.READ_PLAN)},
)
async def get_deciding(request: AnyRequest, fund_id: FundId) -> DecidingRules:
    """Say by which protocol each kind of proposal is decided."""
    del fund_id
    deciding = access_of(request).fund.deciding
    rules = deciding.rules
    found = ((kind, protocol_of(deciding, kind)) for kind in ProposalKind)
    return DecidingRules(
        is_set=rules is not None,
        protocols=tuple(
            KindProtocol(kind=kind, protocol=protocol)
            for kind, protocol in found
            if protocol is not None
        ),
        by_decision=rules.by_decision if rules else (),
        case_votes=rules is not None and rules.case_votes,
        unbudgeted=rules.unbudgeted if rules else Unbudgeted.SHOWN,
    )


@writes(
    "/deciding",
    SetDeciding,
    *(*DATES, ProtocolUnusable),
    power=Power.GOVERN,
    name="set_deciding",
    summary="Set how the fund decides",
    also=GOVERNS,
)
async def set_deciding(
    request: AnyRequest, fund_id: FundId, data: JSONBody[SetDeciding], key: Key
) -> Response[Recorded]:
    """Replace the whole of it, while one person signs; afterwards it is an order or a decision."""
    return await governed(request, fund_id, data, key)


@writes(
    "/told-decisions",
    TellDecision,
    *(*DATES, DecisionUnknown, NotForPublic, PublishingUnusable),
    power=Power.GOVERN,
    name="tell_decision",
    summary="Tell the public about a decision",
    also=GOVERNS,
)
async def tell_decision(
    request: AnyRequest, fund_id: FundId, data: JSONBody[TellDecision], key: Key
) -> Response[Recorded]:
    """Publish a text about a decision from the next first of a month on; an empty one takes it
    down. Nothing about one case or about money is told.
    """  # noqa: D205  one sentence is longer than a line
    answer = await governed(request, fund_id, data, key)
    after_publishing(site_of(request), fund_id, data)
    return answer


_CARRYING: Final = (CaseUnknown, DecisionUnknown, DecisionDiffers)


@post(
    "/proposals/{case_id:uuid}/carry-out",
    operation_id="carry_out_decision",
    summary="Carry out what was decided, once more",
    status_code=201,
    responses=responses_of((*ANY_WRITE, *_CARRYING)),
    guards=[key_given],
    opt={"refusals": _CARRYING, **needs(Power.GOVERN)},
)
async def carry_out_decision(
    request: AnyRequest, fund_id: FundId, case_id: ProposalId, key: Key
) -> Response[Written]:
    """Carry out what members decided about rules, people or budgets. The service does it by itself;
    this tries again what was refused, and the refusals of its command apply.
    """  # noqa: D205  one sentence is longer than a line
    await find_proposal(request, fund_id, case_id)
    receipt = await site_of(request).deciding.carry_out(
        fund_id, case_id, actor=actor_of(request), key=key
    )
    return written(request, fund_id, receipt, case_id)


ROUTES: Final = (get_deciding, set_deciding, tell_decision, carry_out_decision)
