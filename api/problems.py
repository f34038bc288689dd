"""How a no is said: RFC 9457 problem details for the API, a page for people.

One table maps the kinds of refusal of the ledger to HTTP, another lists the refusals of the web
face itself. Every ``type`` leads to a paragraph of ``/docs/refusals``.
`api.answers` turns exceptions into them.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Final
from uuid import UUID

from msgspec import Struct, structs

from api.i18n import N_
from ledger.money import Money
from ledger.rejections import Kind, Rejection

PROBLEM_JSON: Final = "application/problem+json"

STATUS_OF_KIND: Final[dict[Kind, int]] = {
    Kind.MISSING: 404,
    Kind.FORBIDDEN: 403,
    Kind.CONFLICT: 409,
    Kind.INVALID: 422,
    Kind.UNAVAILABLE: 503,
}
"""The one place where a refusal of the ledger becomes an HTTP status."""


class WebRefusal(Struct, frozen=True):
    """A refusal of the web face itself; the ledger never heard of it."""

    code: str
    status: int
    title: str
    detail: str


MALFORMED: Final = WebRefusal(
    "malformed-input",
    400,
    N_("The request could not be read"),
    N_("Something in the request is not as it should be; each field that is wrong is named."),
)
SIGN_IN_NEEDED: Final = WebRefusal(
    "sign-in-needed",
    401,
    N_("Sign in first"),
    N_("Nobody is signed in here, or it is too long ago."),
)
CODE_REFUSED: Final = WebRefusal(
    "code-refused",
    401,
    N_("This code does not work"),
    N_("It is wrong, was used before, or is older than a day. Ask for a new one."),
)
SIGN_IN_REFUSED: Final = WebRefusal(
    "sign-in-refused",
    401,
    N_("This does not sign anybody in"),
    N_("Handle, passphrase or code is not right; which of them is not said."),
)
TOTP_NEEDED: Final = WebRefusal(
    "totp-needed",
    401,
    N_("A code is needed as well"),
    N_("Send the six digits that the app shows, or a recovery code, along with the passphrase."),
)
SCOPE_MISSING: Final = WebRefusal(
    "scope-missing",
    403,
    N_("This token may not do this"),
    N_("A token can read, record or order, as it was made for; it never moves money or signs."),
)
SECOND_STEP_NEEDED: Final = WebRefusal(
    "second-step-needed",
    403,
    N_("Your mandate waits for a second step"),
    N_(
        "Your mandate counts once signing in takes a code of your phone as well. Set that up first."
    ),
)
STEP_UP_NEEDED: Final = WebRefusal(
    "step-up-needed",
    403,
    N_("Type a fresh code first"),
    N_("This needs a code of your app, typed within the last five minutes."),
)
TWO_NOT_READY: Final = WebRefusal(
    "two-not-ready",
    409,
    N_("The second person is not ready"),
    N_(
        "Two stewards, two approvers and a treasurer who can sign are needed first: people who "
        "have claimed their sign-ins and set up a second step."
    ),
)
NAMED_IN_AN_ORDER: Final = WebRefusal(
    "named-in-an-order",
    409,
    N_("An order names this"),
    N_("While people sign an order, what it names keeps its name. Close the order first."),
)
SENT_FROM_ELSEWHERE: Final = WebRefusal(
    "sent-from-elsewhere",
    403,
    N_("Please send this again"),
    N_("It could not be seen that this came from our own page. Nothing was written."),
)
NOT_FOUND: Final = WebRefusal(
    "not-found", 404, N_("There is nothing here"), N_("The address leads nowhere.")
)
METHOD: Final = WebRefusal(
    "method-not-allowed",
    405,
    N_("This cannot be done here"),
    N_("The address exists, but does not answer this kind of request."),
)
TOO_LARGE: Final = WebRefusal(
    "too-large", 413, N_("That was too much at once"), N_("The request is larger than it may be.")
)
TOO_MANY: Final = WebRefusal(
    "too-many-requests",
    429,
    N_("Too many requests"),
    N_("Wait a little, then send it again."),
)
UNAVAILABLE: Final = WebRefusal(
    "unavailable",
    503,
    N_("Not available right now"),
    N_("The books cannot be reached at this moment. Try again soon."),
)
KEYS_UNUSABLE: Final = WebRefusal(
    "keys-unusable",
    503,
    N_("The keys cannot be used"),
    N_(
        "The keys of the vault on this machine are missing or damaged. Tell whoever looks after "
        "it. The books themselves go on working."
    ),
)
DISK_FULL: Final = WebRefusal(
    "disk-full",
    507,
    N_("The disk is full"),
    N_(
        "The machine that keeps the books has no room left, so nothing can be recorded now. Tell "
        "whoever looks after it. Then send the same again: it is recorded once, even if it "
        "already was."
    ),
)
BUG: Final = WebRefusal(
    "internal-error",
    500,
    N_("Something went wrong here"),
    N_(
        "This is a mistake of the program, not yours. Look whether it was written before "
        "sending it again."
    ),
)
WEB_REFUSALS: Final = (
    MALFORMED,
    SIGN_IN_NEEDED,
    CODE_REFUSED,
    SIGN_IN_REFUSED,
    TOTP_NEEDED,
    SCOPE_MISSING,
    SECOND_STEP_NEEDED,
    STEP_UP_NEEDED,
    TWO_NOT_READY,
    NAMED_IN_AN_ORDER,
    SENT_FROM_ELSEWHERE,
    NOT_FOUND,
    METHOD,
    TOO_LARGE,
    TOO_MANY,
    UNAVAILABLE,
    KEYS_UNUSABLE,
    DISK_FULL,
    BUG,
)
"""All of them; each has a paragraph on /docs/refusals."""


class Wrong(Struct, frozen=True):
    """One field that is not as it should be; *pointer* (RFC 6901) is its place in a JSON body."""

    field: str
    expected: str
    pointer: str = ""


class WebRefused(Exception):
    """Raised by the web face to refuse a request."""

    def __init__(
        self,
        refusal: WebRefusal,
        *,
        errors: tuple[Wrong, ...] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.refusal, self.errors, self.headers = refusal, errors, dict(headers or {})
        super().__init__(refusal.code)


class Problem(Struct, frozen=True, omit_defaults=True):
    """Problem details: what a program reads when it is told no."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    facts: dict[str, object] = {}
    errors: tuple[Wrong, ...] = ()
    reference: str = ""


def problem_address(code: str) -> str:
    """Return the address of the paragraph about a code."""
    return f"/docs/refusals#{code}"


def _fact(value: object) -> object:
    """Return a fact as JSON can carry it; money with its currency and exponent beside."""
    if isinstance(value, Money):
        return structs.asdict(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (list, tuple)):
        return [_fact(each) for each in value]
    return value if isinstance(value, (str, int, UUID)) or value is None else str(value)


def problem_of_rejection(rejection: Rejection) -> Problem:
    """Return the problem details of a refusal of the ledger."""
    return Problem(
        type=problem_address(rejection.code),
        title=rejection.title,
        status=STATUS_OF_KIND[rejection.kind],
        code=rejection.code,
        detail=rejection.detail(),
        facts={name: _fact(value) for name, value in rejection.facts().items()},
    )


def problem_of(
    refusal: WebRefusal, *, errors: tuple[Wrong, ...] = (), reference: str = ""
) -> Problem:
    """Return the problem details of a refusal of the web face."""
    return Problem(
        type=problem_address(refusal.code),
        title=refusal.title,
        status=refusal.status,
        code=refusal.code,
        detail=refusal.detail,
        errors=errors,
        reference=reference,
    )
