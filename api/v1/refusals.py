"""Which refusals a route can give, said once: for the description of the API and for its test.

The order is that of the command's own docstring, which a test compares with what stands here.
"""

from collections.abc import Iterable
from typing import Final

from litestar.openapi.datastructures import ResponseSpec

from api.problems import (
    BUG,
    DISK_FULL,
    MALFORMED,
    PROBLEM_JSON,
    SCOPE_MISSING,
    SECOND_STEP_NEEDED,
    SIGN_IN_NEEDED,
    STATUS_OF_KIND,
    TOO_LARGE,
    UNAVAILABLE,
    Problem,
    WebRefusal,
)
from ledger.rejections import (
    AccountIsClosed,
    AccountIsFrozen,
    AccountShort,
    BookBusy,
    BookReadOnly,
    BudgetMissing,
    BudgetShort,
    DateInFuture,
    DateTooEarly,
    FundUnknown,
    InsufficientFunds,
    InsufficientPurpose,
    KeyReused,
    KeyUnusable,
    MandateMissing,
    PurposeShort,
    Rejection,
    SecondPersonNeeded,
    WrongCurrency,
    WrongExponent,
)

KEY_MISSING: Final = WebRefusal(
    "idempotency-key-missing",
    400,
    "The request has no key",
    "Send a header Idempotency-Key with a random text of your own, and the same one when you "
    "send the same request again: then it is recorded once.",
)
READ_MODEL_BEHIND: Final = WebRefusal(
    "read-model-behind",
    503,
    "This is not summed up yet",
    "The book has the lines that you ask for, but they are not in the sums yet. Ask again.",
)

Refusal = type[Rejection] | WebRefusal
UNBUDGETED: Final[tuple[Refusal, ...]] = (BudgetMissing, BudgetShort)
"""What a fund may answer besides that pays nothing which no budget covers."""

DATES: Final = (DateInFuture, DateTooEarly)
CURRENCY: Final = (WrongCurrency, WrongExponent)
MONEY: Final = (AccountShort, InsufficientFunds, PurposeShort, InsufficientPurpose)

FORBIDDEN: Final = (SCOPE_MISSING, SECOND_STEP_NEEDED, MandateMissing)
"""What somebody is told who may not do what they ask for."""
ANY: Final = (
    MALFORMED, SIGN_IN_NEEDED, FundUnknown, *FORBIDDEN, BookReadOnly, UNAVAILABLE, DISK_FULL, BUG,
)  # fmt: skip
"""What every route about a fund may answer."""
ANY_WRITE: Final = (
    *ANY, SecondPersonNeeded, KEY_MISSING, TOO_LARGE, KeyUnusable, KeyReused, BookBusy,
    AccountIsClosed, AccountIsFrozen,
)  # fmt: skip
"""What every command may be answered besides its own refusals."""
ANY_READ: Final = (*ANY, READ_MODEL_BEHIND)
"""What every statement may be answered."""


def status_of(refusal: Refusal) -> int:
    """Return the HTTP status of a refusal."""
    return refusal.status if isinstance(refusal, WebRefusal) else STATUS_OF_KIND[refusal.kind]


def responses_of(refusals: Iterable[Refusal]) -> dict[int, ResponseSpec]:
    """Describe the answers of no, by status, each with the codes that it may carry."""
    by_status: dict[int, list[str]] = {}
    for refusal in dict.fromkeys(refusals):
        by_status.setdefault(status_of(refusal), []).append(f"`{refusal.code}`: {refusal.title}.")
    return {
        status: ResponseSpec(
            Problem,
            description=" ".join(sentences),
            media_type=PROBLEM_JSON,
            generate_examples=False,
        )
        for status, sentences in sorted(by_status.items())
    }
