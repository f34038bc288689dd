"""The addresses of a log, as C2SP tlog-tiles v0.1.0 has them: anybody may read and keep them."""

from typing import Final
from uuid import UUID

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response.base import ASGIResponse

from api.access import Power, needs
from api.site import Site, site_of
from api.transparency.answers import AnyRequest, as_asked, current, fixed, public_log
from api.transparency.rules import policy_of
from ledger.transparency.tiles import ENTRIES, bundle, read_address

_LOG: Final = "/log/{fund_id:uuid}/{number:str}"


@get(f"{_LOG}/checkpoint", opt=needs(Power.READ_PUBLIC), include_in_schema=False)
async def checkpoint(
    request: AnyRequest, fund_id: FromPath[UUID], number: FromPath[str]
) -> ASGIResponse:
    """Return the newest head."""
    of, _ = await public_log(request, fund_id, number)
    head = await site_of(request).log.head(fund_id, of)
    if head is None:
        raise NotFoundException
    return current(head.note)


@get(f"{_LOG}/tile/{{name:path}}", opt=needs(Power.READ_PUBLIC), include_in_schema=False)
async def tile(request: AnyRequest, fund_id: FromPath[UUID], number: FromPath[str]) -> ASGIResponse:
    """Return a tile of hashes or of leaves, in a width that it has or once had."""
    found = read_address("tile/" + as_asked(request).partition("/tile/")[2])
    if found is None:
        raise NotFoundException
    of, _ = await public_log(request, fund_id, number)
    which, width = found
    data = await site_of(request).log.tile(fund_id, of, which, width)
    if data is None:
        raise NotFoundException
    return fixed(bundle(data) if which.level == ENTRIES else data)


@get(f"{_LOG}/keys", opt=needs(Power.READ_PUBLIC), include_in_schema=False)
async def keys(request: AnyRequest, fund_id: FromPath[UUID], number: FromPath[str]) -> ASGIResponse:
    """Return the verifier keys: of heads, then of promises."""
    of, _ = await public_log(request, fund_id, number)
    found = await _keys(site_of(request), fund_id, of)
    return current("".join(f"{vkey}\n" for vkey in found))


@get(f"{_LOG}/policy", opt=needs(Power.READ_PUBLIC), include_in_schema=False)
async def policy(
    request: AnyRequest, fund_id: FromPath[UUID], number: FromPath[str]
) -> ASGIResponse:
    """Return who signs the log, who watches it, and how many have to."""
    of, rules = await public_log(request, fund_id, number)
    site = site_of(request)
    vkey, _ = await _keys(site, fund_id, of)
    return current(policy_of(vkey, f"{site.settings.origin}/log/{fund_id}/{of}", rules))


@get(f"{_LOG}/opening.tlog-proof", opt=needs(Power.READ_PUBLIC), include_in_schema=False)
async def opening(
    request: AnyRequest, fund_id: FromPath[UUID], number: FromPath[str]
) -> ASGIResponse:
    """Return what proves how a log follows the one before it; of the first one there is nothing."""
    of, _ = await public_log(request, fund_id, number)
    proof = await site_of(request).log.opening_proof(fund_id, of) if of > 1 else None
    if proof is None:
        raise NotFoundException
    return current(proof)


async def _keys(site: Site, fund_id: UUID, number: int) -> tuple[str, str]:
    """Return the keys of a log. Raises NotFoundException until it has a head."""
    found = await site.log.verifier_keys(fund_id, number)
    if found is None or await site.log.head(fund_id, number) is None:
        raise NotFoundException
    return found


LOG_ROUTES: Final[tuple[HTTPRouteHandler, ...]] = (checkpoint, tile, keys, policy, opening)
