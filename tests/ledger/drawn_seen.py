"""What people see, keep and hear of in a random play: cash, statements, requests, bail, consent."""

from typing import Any, Final
from uuid import UUID

from ledger.accounts import CloseAccount, FreezeAccount, ReleaseAccount
from ledger.assertions import AssertStatement, ExplainGap
from ledger.bail import (
    EndSurety,
    GiveSurety,
    PlaceReceipt,
    RecordBailRecovery,
    RecordDepositorRepayment,
    ReportBail,
    VerifyBail,
)
from ledger.cash import CountCash, HandCashOver, RecordRecovery
from ledger.chart import Category
from ledger.consents import RecordConsent, WithdrawConsent
from ledger.decider import AnyCommand
from ledger.events import (
    AccountState,
    BackReason,
    BailKind,
    BailPosted,
    BailSuretyGiven,
    ClosingReason,
    ConsentScope,
    GapReason,
    GrantCommitted,
    Instalment,
    MoneyLost,
    News,
    Outcome,
    PayeeKind,
    ReceiptPlace,
    StatementAsserted,
    Urgency,
)
from ledger.grants import (
    ChangeGrantPayee,
    ChangeGrantPlan,
    RecordMoneyBack,
    RecordReturnedPayment,
    plan_of,
)
from ledger.orders.content import Orderable
from ledger.requests import CloseRequest, ScreenRequest, WaitlistRequest
from tests.ledger.people import ANA, BO, CY, DEE
from tests.ledger.play import Drawer, Play
from tests.ledger.world import BANK, COURT, EUROS, GENERAL, TIN

USD: Final[dict[str, Any]] = {"currency": "USD", "exponent": 2}
NO_NEED_OF_AN_AMOUNT: Final = [news for news in News if news is not News.REDUCED]


def _cases(play: Play, kind: type) -> list[UUID]:
    return [one.case_id for one in play.cases.values() if one.events(kind)] or [play.new_id()]


def _amount(play: Play, draw: Drawer) -> dict[str, Any]:
    return {"occurred_on": play.today, "amount": draw.choice((5, 10, 40, 100)), **USD}


def seen(play: Play, draw: Drawer) -> Orderable:
    """Draw what two people say of an account: counted, handed over, read, explained, closed."""
    tin, bank = play.fund.accounts[TIN], play.fund.accounts[BANK]
    of_tin: dict[str, Any] = {"occurred_on": play.today, "account_id": TIN, **USD}
    counted = tin.balance + draw.choice((0, 0, -30, 20))
    handed_by = draw.choice((tin.keeper, tin.keeper, tin.keeper, CY))
    stated = draw.choice(_cases(play, StatementAsserted))
    return draw.choice(
        (
            CountCash(**of_tin, counted=max(0, counted), booked=tin.balance, purpose_id=GENERAL),
            HandCashOver(
                **of_tin,
                counted=max(0, tin.balance),
                receiver=draw.choice((ANA, BO, CY, DEE)),
                handed_by=handed_by,
            ),
            AssertStatement(**of_tin | {"account_id": BANK}, balance=bank.balance - 7),
            ExplainGap(**_amount(play, draw), case_id=stated, why=GapReason.BANK_ERROR),
            CloseAccount(occurred_on=play.today, account_id=draw.choice((EUROS, TIN))),
            GiveSurety(
                **_amount(play, draw), authority_id=COURT, kind=draw.choice((BailKind.SURETY,) * 2)
            ),
        )
    )


def changed_grant(play: Play, draw: Drawer) -> Orderable:
    """Draw another plan of a grant, larger or smaller, or somebody else who is paid."""
    case_id = draw.choice(_cases(play, GrantCommitted))
    amounts = [max(each.paid, each.amount) for each in plan_of(play.case(case_id))] or [10]
    amounts[-1] = max(1, amounts[-1] + draw.choice((-30, -9, 0, 20, 600)))
    if draw.happens(3):
        kind = draw.choice((PayeeKind.PERSON, PayeeKind.LANDLORD))
        return ChangeGrantPayee(
            occurred_on=play.today,
            case_id=case_id,
            payee_kind=kind,
            payee=play.new_id(),
            consent=draw.happens(2),
        )
    parts = [*amounts, *draw.choice(((), (), (20,)))]
    return ChangeGrantPlan(
        occurred_on=play.today,
        case_id=case_id,
        instalments=tuple(Instalment(due_on=play.today, amount=part) for part in parts),
        **USD,
    )


def came_in(play: Play, draw: Drawer) -> AnyCommand:
    """Draw a fact by which money comes back."""
    fields = {**_amount(play, draw), "account_id": draw.choice((BANK, BANK, TIN))}
    grant, posted = (draw.choice(_cases(play, kind)) for kind in (GrantCommitted, BailPosted))
    lost = draw.choice(_cases(play, MoneyLost))
    return draw.choice(
        (
            RecordReturnedPayment(**fields, case_id=grant, instalment=1),
            RecordMoneyBack(**fields, case_id=grant, why=BackReason.OVERPAID),
            RecordDepositorRepayment(**fields, case_id=posted),
            RecordBailRecovery(**fields, case_id=posted),
            RecordRecovery(**fields, case_id=lost),
        )
    )


def heard(play: Play, draw: Drawer) -> AnyCommand:
    """Draw a fact that moves nothing: of bail, of a request, of a consent, of an account."""
    on: dict[str, Any] = {"occurred_on": play.today}
    posted = draw.choice(_cases(play, BailPosted))
    vouched = draw.choice(_cases(play, BailSuretyGiven))
    anywhere = draw.choice([*play.cases, None])
    known = anywhere or play.new_id()
    asked: dict[str, Any] = {**_amount(play, draw), "authority_id": COURT}
    asked["share"] = asked["amount"]
    scope = draw.choice((ConsentScope.PAY_LANDLORD, ConsentScope.PAY_HOTEL))
    account = draw.choice((BANK, TIN))
    is_frozen = play.fund.accounts[account].state is AccountState.FROZEN
    block: AnyCommand = FreezeAccount(**on, account_id=account)
    if is_frozen or not draw.happens(3):  # or soon nothing could be paid any more
        block = ReleaseAccount(**on, account_id=account)
    kind = draw.choice((Category.BAIL, Category.RENT))
    return draw.choice(
        (
            ReportBail(**on, case_id=posted, news=draw.choice(NO_NEED_OF_AN_AMOUNT)),
            PlaceReceipt(**on, case_id=posted, place=draw.choice([*ReceiptPlace])),
            VerifyBail(**asked, kind=BailKind.CASH_DEPOSIT, case_id=anywhere),
            EndSurety(**on, case_id=vouched),
            ScreenRequest(**on, category=kind, urgency=Urgency.TONIGHT, case_id=anywhere),
            WaitlistRequest(**on, case_id=known),
            CloseRequest(
                **on, case_id=known, outcome=Outcome.DECLINED, reason=ClosingReason.NO_MONEY
            ),
            RecordConsent(**on, case_id=known, scope=scope),
            WithdrawConsent(**on, case_id=known, scope=scope),
            block,
        )
    )
