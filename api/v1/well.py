"""Is all well? What the page says, for programs that watch over an instance."""

from typing import Annotated

from litestar import get
from msgspec import Meta, Struct

from api.access import Power, needs
from api.i18n import DEFAULT_LANGUAGE
from api.problems import BUG, MALFORMED, SCOPE_MISSING, SIGN_IN_NEEDED, UNAVAILABLE
from api.site import site_of
from api.v1.receipts import AnyRequest
from api.v1.refusals import responses_of
from api.well import Facts, gather, judge, needs_somebody, spoken
from ledger.rejections import MandateMissing


class WellLine(Struct, frozen=True):
    """One line; its number and *subject* never change. *command* is what *to_do* ends in."""

    number: int
    subject: str
    verdict: Annotated[str, Meta(description="well, look, not_well or not_seen")]
    says: str
    to_do: str
    command: str


class Well(Struct, frozen=True, kw_only=True):
    """How an instance is: in one sentence, line by line, and as the facts behind it."""

    is_well: Annotated[bool, Meta(description="Whether no line needs somebody.")]
    answer: str
    lines: tuple[WellLine, ...]
    facts: Facts


@get(
    "/",
    operation_id="get_well",
    summary="Is all well?",
    responses=responses_of(
        (MALFORMED, SIGN_IN_NEEDED, SCOPE_MISSING, MandateMissing, UNAVAILABLE, BUG)
    ),
    opt={"refusals": (), **needs(Power.INSTANCE_WELL)},
)
async def get_well(request: AnyRequest) -> Well:
    """Say whether backup, drill, clock, disk, sums, version, keys and statements are well."""
    site = site_of(request)
    facts = await gather(site.database, site.settings, site.now())
    findings = judge(facts)
    said = spoken(findings, site.languages[DEFAULT_LANGUAGE])
    return Well(
        is_well=not needs_somebody(findings),
        answer=said.answer,
        lines=tuple(
            WellLine(
                number=line.number,
                subject=line.subject,
                verdict=line.verdict,
                says=line.says,
                to_do=line.to_do,
                command=line.command,
            )
            for line in said.lines
        ),
        facts=facts,
    )


ROUTES = (get_well,)
