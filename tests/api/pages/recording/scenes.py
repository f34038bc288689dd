"""One scene for every page that writes: what comes before it, what is typed, what it wrote.

*full* is the command with everything that it can hold, so that a correction has to carry over
what the page does not show.
"""

from typing import Final
from uuid import UUID

from ledger.bail import RecordBailForfeiture
from ledger.brought_forward import BringForward
from ledger.cash import RecordLoss, RecordRecovery
from ledger.chart import CostCategory, DonationKind, Fee, Loss
from ledger.costs import PayCost, RecordCostRefund, RecordFee, RecordFeeReturn
from ledger.donations import PassDonationOn, RecordDonation
from ledger.events import AccountKind, BackReason
from ledger.grants import RecordMoneyBack, RecordReturnedPayment, ReleaseGrantRest
from ledger.opening import NewAccount, OpenAccount
from ledger.refunds import RecordChargeback
from ledger.transfers import TransferBetweenAccounts, TransferBetweenPurposes
from tests.api.pages.recording.full_lines import (
    NEXT,
    REFERENCES,
    USD,
    Ids,
    cost,
    full_bail,
    full_donation,
    full_exchange,
    full_exchange_answers,
    full_grant,
    full_payment,
    full_plan,
    full_refund,
    full_return,
    grant,
)
from tests.api.pages.recording.scene import Scene
from tests.api.pages.recording.scenes_of_bail import SCENES_OF_BAIL
from tests.api.pages.recording.stage import Desk
from tests.funds import DAY

SCENES: Final[dict[str, Scene]] = {
    "donation": Scene("record/donation", lambda ids: ids.answers(gross="25.00"), full_donation),
    "collection": Scene(
        "record/collection",
        lambda ids: ids.answers(gross="25.00"),
        lambda ids: RecordDonation(kind=DonationKind.COLLECTION, gross=25_00, **ids.money()),
    ),
    "passed on": Scene(
        "record/passed-on",
        lambda ids: ids.answers(),
        lambda ids: PassDonationOn(amount=5_00, fee=1_00, **REFERENCES, **ids.money()),
    ),
    "brought forward": Scene(
        "record/brought-forward",
        lambda ids: ids.answers(),
        lambda ids: BringForward(amount=5_00, **ids.money()),
    ),
    "transfer": Scene(
        "record/transfer",
        lambda ids: ids.answers(
            from_account_id=str(ids.fund.bank), to_account_id=str(ids.fund.cash_box)
        ),
        lambda ids: TransferBetweenAccounts(
            from_account_id=ids.fund.bank,
            to_account_id=ids.fund.cash_box,
            amount=5_00,
            fee=1_00,
            purpose_id=ids.fund.anything,
            **USD,
        ),
    ),
    "purpose transfer": Scene(
        "record/purpose-transfer",
        lambda ids: ids.answers(
            from_purpose_id=str(ids.fund.anything), to_purpose_id=str(ids.fund.bail_only)
        ),
        lambda ids: TransferBetweenPurposes(
            from_purpose_id=ids.fund.anything,
            to_purpose_id=ids.fund.bail_only,
            amount=5_00,
            decision=REFERENCES["decision"],
            **USD,
        ),
    ),
    "exchange": Scene("record/exchange", full_exchange_answers, full_exchange),
    "bail": Scene(
        "record/bail", lambda ids: ids.answers(authority_id=str(ids.fund.court)), full_bail
    ),
    "bail return": Scene(
        "cases/{case_id}/return",
        lambda ids: ids.answers(amount="47.00", fee="3.00"),
        full_return,
        lambda fund: fund.bail(),
    ),
    "bail forfeited": Scene(
        "cases/{case_id}/forfeit",
        lambda ids: ids.answers(),
        lambda ids: RecordBailForfeiture(case_id=ids.case_id, amount=5_00, **USD),
        lambda fund: fund.bail(),
    ),
    **SCENES_OF_BAIL,
    "grant": Scene(
        "record/grant",
        lambda ids: ids.answers(category="rent", each="100.00", count="3"),
        full_grant,
    ),
    "grant payment": Scene(
        "cases/{case_id}/pay", lambda ids: ids.answers(instalment="1"), full_payment, grant
    ),
    "grant release": Scene(
        "cases/{case_id}/release",
        lambda ids: ids.answers(),
        lambda ids: ReleaseGrantRest(case_id=ids.case_id, occurred_on=NEXT),
        grant,
    ),
    "grant plan": Scene(
        "cases/{case_id}/plan",
        lambda ids: ids.answers(amount_1="120.00"),
        full_plan,
        grant,
    ),
    "returned payment": Scene(
        "cases/{case_id}/returned",
        lambda ids: ids.answers(instalment="2"),
        lambda ids: RecordReturnedPayment(
            case_id=ids.case_id, account_id=ids.fund.cash_box, instalment=2, amount=5_00, **USD
        ),
        grant,
        full_payment,
    ),
    "money back": Scene(
        "cases/{case_id}/money-back",
        lambda ids: ids.answers(why="overpaid"),
        lambda ids: RecordMoneyBack(
            case_id=ids.case_id,
            account_id=ids.fund.cash_box,
            why=BackReason.TENANCY_DEPOSIT,
            amount=5_00,
            **USD,
        ),
        grant,
        full_payment,
    ),
    "cost": Scene(
        "record/cost",
        lambda ids: ids.answers(category="phone"),
        lambda ids: PayCost(
            category=CostCategory.TRAVEL, amount=5_00, fee=1_00, **REFERENCES, **ids.money()
        ),
    ),
    "cost refund": Scene(
        "cases/{case_id}/refund",
        lambda ids: ids.answers(),
        lambda ids: RecordCostRefund(
            case_id=ids.case_id, account_id=ids.fund.cash_box, amount=5_00, **USD
        ),
        cost,
    ),
    "fee": Scene(
        "record/fee",
        lambda ids: ids.answers(),
        lambda ids: RecordFee(kind=Fee.HOST, amount=5_00, **ids.money()),
    ),
    "fee return": Scene(
        "record/fee-return",
        lambda ids: ids.answers(),
        lambda ids: RecordFeeReturn(kind=Fee.DISPUTE, amount=5_00, **ids.money()),
    ),
    "loss": Scene(
        "record/loss",
        lambda ids: ids.answers(how="seized"),
        lambda ids: RecordLoss(how=Loss.SEIZED, amount=5_00, **ids.money()),
    ),
    "recovery": Scene(
        "cases/{case_id}/recover",
        lambda ids: ids.answers(),
        lambda ids: RecordRecovery(
            case_id=ids.case_id,
            account_id=ids.fund.bank,
            amount=5_00,
            **USD,
        ),
        lambda fund: fund.loss(20_00),
    ),
    "refund": Scene(
        "cases/{case_id}/refund",
        lambda ids: ids.answers(),
        full_refund,
        lambda fund: fund.donation(20_00),
    ),
    "chargeback": Scene(
        "cases/{case_id}/chargeback",
        lambda ids: ids.answers(),
        lambda ids: RecordChargeback(
            case_id=ids.case_id,
            account_id=ids.fund.cash_box,
            amount=5_00,
            dispute_fee=15_00,
            **USD,
        ),
        lambda fund: fund.donation(20_00),
    ),
}


async def set_up(desk: Desk, scene: Scene) -> Ids:
    """Bring the fund to where *scene* begins."""
    euro = UUID(int=0)
    if scene.path == "record/exchange":
        account = NewAccount(kind=AccountKind.BANK, label="Euro bank", currency="EUR")
        euro = (await desk.ask(OpenAccount(occurred_on=DAY, account=account))).opened[0]
    case_id = UUID(int=0)
    if scene.opening is not None:
        case_id = (await desk.ask(scene.opening(desk.opened))).case_id
    ids = Ids(desk.opened, case_id, euro)
    if scene.after is not None:
        await desk.ask(scene.after(ids))
    return ids
