"""Forgetting who gave, through the API: a name that tells a giver apart, or a reference."""

from typing import Annotated, Final

from litestar.params import JSONBody
from msgspec import Meta, Struct

from api.access import Power
from api.giving.codes import read_reference
from api.giving.names import name_compared
from api.giving.service import Typed
from api.problems import MALFORMED, NOT_FOUND, WebRefused, Wrong
from api.site import site_of
from api.v1.receipts import AnyRequest, FundId
from api.v1.vault.shapes import actor_with_code, acts
from ledger.rejections import VaultLocked

_REFERENCE: Final = "a reference of eight signs, or empty"
_APART: Final = "letters and digits, or empty where there is a reference"


class ForgottenGiver(Struct, frozen=True, forbid_unknown_fields=True):
    """Which trace of a giver goes: one of the two, or both."""

    reference: Annotated[str, Meta(description="The reference of their transfers.")] = ""
    told_apart_by: Annotated[str, Meta(description="What tells them apart, such as a name.")] = ""

    def __repr__(self) -> str:
        """Show nothing of who gave."""
        return "ForgottenGiver(…)"


@acts(
    "/vault/givers/erasure",
    *(NOT_FOUND, VaultLocked),
    power=Power.OPEN_VAULT,
    name="forget_giver",
    summary="Forget a giver",
    body=ForgottenGiver,
    status=204,
)
async def forget_giver(
    request: AnyRequest, fund_id: FundId, data: JSONBody[ForgottenGiver]
) -> None:
    """Forget the fingerprint of a name, a reference with its code, or both; the book stays.

    Who did it is written into the log of the vault, and nothing of what was sent. Names are
    compared while the vault is open.
    """
    actor, site, wrong = await actor_with_code(request), site_of(request), list[Wrong]()
    if data.reference and read_reference(data.reference) is None:
        wrong.append(Wrong("reference", _REFERENCE, "/reference"))
    if not name_compared(data.told_apart_by) and (data.told_apart_by or not data.reference):
        wrong.append(Wrong("told_apart_by", _APART, "/told_apart_by"))
    if wrong:
        raise WebRefused(MALFORMED, errors=tuple(wrong))
    if data.told_apart_by and not site.vault.is_open(fund_id):
        raise VaultLocked
    typed = Typed(data.reference, data.told_apart_by)
    if not await site.giving.forget(fund_id, typed, actor=actor):
        raise WebRefused(NOT_FOUND)


ROUTES: Final = (forget_giver,)
