"""Money that stays within the fund: between accounts, between purposes, between currencies."""

from uuid import UUID

from ledger import guards
from ledger.case import Case
from ledger.command import Command, Context
from ledger.events import AccountTransferMade, ExchangeMade, FundEvent, PurposeTransferMade
from ledger.fund import Fund
from ledger.rejections import PurposeMissing, SameAccount, SameCurrency, SamePurpose


class TransferBetweenAccounts(Command, frozen=True, kw_only=True):
    """Move money between two accounts of one currency: an order. Opens a case.

    Refusals in order: case-exists, date-in-future, date-too-early, amount-not-positive,
    amount-too-large (amount), amount-negative, amount-too-large (fee), account-unknown (from, then
    to), same-account, wrong-currency, wrong-exponent (from), wrong-currency (to), purpose-missing,
    purpose-unknown, account-short, insufficient-funds, purpose-short, insufficient-purpose.
    """

    from_account_id: UUID
    to_account_id: UUID
    amount: int
    currency: str
    exponent: int
    fee: int = 0
    purpose_id: UUID | None = None
    case_id: UUID | None = None


class TransferBetweenPurposes(Command, frozen=True, kw_only=True):
    """Give money of one purpose to another: an order. Opens a case.

    Refusals in order: case-exists, date-in-future, date-too-early, amount-not-positive,
    amount-too-large, purpose-unknown (from, then to), same-purpose, currency-unknown,
    wrong-exponent, purpose-restricted, purpose-short, insufficient-purpose.
    """

    from_purpose_id: UUID
    to_purpose_id: UUID
    amount: int
    currency: str
    exponent: int
    decision: UUID | None = None
    case_id: UUID | None = None


class Exchange(Command, frozen=True, kw_only=True):
    """Change money into another currency at the amounts that really moved: an order.

    Opens a case. The fee is in the currency sold.

    Refusals in order: case-exists, date-in-future, date-too-early, amount-not-positive,
    amount-too-large (sold_amount), amount-not-positive, amount-too-large (bought_amount),
    amount-negative, amount-too-large (fee), account-unknown (from, then to), purpose-unknown,
    wrong-currency, wrong-exponent (sold), wrong-currency, wrong-exponent (bought), same-account,
    same-currency, account-short, insufficient-funds, purpose-short, insufficient-purpose.
    """

    from_account_id: UUID
    to_account_id: UUID
    purpose_id: UUID
    sold_amount: int
    sold_currency: str
    sold_exponent: int
    bought_amount: int
    bought_currency: str
    bought_exponent: int
    fee: int = 0
    case_id: UUID | None = None


TransferCommand = TransferBetweenAccounts | TransferBetweenPurposes | Exchange


def decide(
    command: TransferCommand, context: Context, fund: Fund, case: Case
) -> tuple[FundEvent, ...]:
    """Return the fact of *command*, or raise the first refusal that applies."""
    guards.new_case(case)
    guards.day(command.occurred_on, context, fund.time_zone)
    match command:
        case TransferBetweenAccounts():
            return (_between_accounts(command, fund),)
        case TransferBetweenPurposes():
            return (_between_purposes(command, fund),)
        case Exchange():
            return (_exchange(command, fund),)


def _between_accounts(command: TransferBetweenAccounts, fund: Fund) -> AccountTransferMade:
    guards.positive("amount", command.amount)
    guards.not_negative("fee", command.fee)
    giving = guards.known_account(fund, command.from_account_id, "from_account_id")
    taking = guards.known_account(fund, command.to_account_id, "to_account_id")
    if giving is taking:
        raise SameAccount(giving.account_id)
    guards.same_currency(giving, command.currency, command.exponent)
    guards.same_currency(taking, command.currency, command.exponent)
    if command.fee and command.purpose_id is None:
        raise PurposeMissing
    purpose = None if command.purpose_id is None else guards.known_purpose(fund, command.purpose_id)
    guards.account_covers(giving, command.amount + command.fee)
    if purpose is not None and command.fee:
        guards.purpose_covers(purpose, command.fee, command.currency, command.exponent)
    return AccountTransferMade(
        occurred_on=command.occurred_on,
        from_account_id=command.from_account_id,
        to_account_id=command.to_account_id,
        amount=command.amount,
        currency=command.currency,
        exponent=command.exponent,
        fee=command.fee,
        purpose_id=command.purpose_id if command.fee else None,
    )


def _between_purposes(command: TransferBetweenPurposes, fund: Fund) -> PurposeTransferMade:
    guards.positive("amount", command.amount)
    giving = guards.known_purpose(fund, command.from_purpose_id, "from_purpose_id")
    taking = guards.known_purpose(fund, command.to_purpose_id, "to_purpose_id")
    if giving is taking:
        raise SamePurpose(giving.purpose_id)
    guards.fund_currency(fund, command.currency, command.exponent)
    guards.movable(giving)
    guards.purpose_covers(giving, command.amount, command.currency, command.exponent)
    return PurposeTransferMade(
        occurred_on=command.occurred_on,
        from_purpose_id=command.from_purpose_id,
        to_purpose_id=command.to_purpose_id,
        amount=command.amount,
        currency=command.currency,
        exponent=command.exponent,
        decision=command.decision,
    )


def _exchange(command: Exchange, fund: Fund) -> ExchangeMade:
    guards.positive("sold_amount", command.sold_amount)
    guards.positive("bought_amount", command.bought_amount)
    guards.not_negative("fee", command.fee)
    giving = guards.known_account(fund, command.from_account_id, "from_account_id")
    taking = guards.known_account(fund, command.to_account_id, "to_account_id")
    purpose = guards.known_purpose(fund, command.purpose_id)
    guards.same_currency(giving, command.sold_currency, command.sold_exponent)
    guards.same_currency(taking, command.bought_currency, command.bought_exponent)
    if giving is taking:
        raise SameAccount(giving.account_id)
    if giving.currency == taking.currency:
        raise SameCurrency(giving.currency)
    total = command.sold_amount + command.fee
    guards.account_covers(giving, total)
    guards.purpose_covers(purpose, total, command.sold_currency, command.sold_exponent)
    return ExchangeMade(
        occurred_on=command.occurred_on,
        from_account_id=command.from_account_id,
        to_account_id=command.to_account_id,
        purpose_id=command.purpose_id,
        sold_amount=command.sold_amount,
        sold_currency=command.sold_currency,
        sold_exponent=command.sold_exponent,
        bought_amount=command.bought_amount,
        bought_currency=command.bought_currency,
        bought_exponent=command.bought_exponent,
        fee=command.fee,
    )
