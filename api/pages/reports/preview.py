"""A report before it is out: exactly what strangers would see, and whether the book says so."""

from collections.abc import Mapping
from contextlib import suppress
from uuid import UUID

from markupsafe import Markup
from msgspec import Struct

from api.charts import Drawing
from api.i18n import N_, Language, Words, count_words
from api.pages.frame import language_of
from api.pages.reading.reader import AnyRequest
from api.public.frame import address_of, render_report
from api.public.report import Around, report_view
from api.site import Site, site_of
from ledger.publishing.commands import PublishReport
from ledger.publishing.months import month_of
from ledger.vault.keys import KeysUnusable
from projections.reports.clocks import last_month
from projections.reports.gathering import history_of, rules_of
from projections.reports.manifest import Manifest, decode
from projections.reports.published import read_publications
from projections.reports.rules import Rules, StandingKind


class Preview(Struct, frozen=True):
    """The inner part of a report's public page, the geometry of its pictures, and the verdict.

    *is_same* says whether the book was read again and gives the same bytes; *rests_on* says what
    it rests on besides the money of the book, for whoever is to sign it.
    """

    body: Markup
    drawings: tuple[Drawing, ...]
    is_same: bool = False
    rests_on: tuple[Words, ...] = ()


async def drawn(
    site: Site,
    language: Language,
    fund_id: UUID,
    manifest: Manifest,
    names: Mapping[UUID, str],
    *,
    is_same: bool = False,
) -> Preview:
    """Draw *manifest* as its public page would; *names* are the labels of givers."""
    async with site.database.acquire() as connection:
        publications = await read_publications(connection, fund_id)
    past = history_of(publications, before=manifest.number)
    rules = rules_of(publications, publications[-1].position)
    around = Around(
        names=dict(names),
        address=address_of(language, fund_id),
        history=tuple(each.manifest for each in past),
    )
    view = report_view(manifest, language, around)
    # It stands within a page that has a headline of its own.
    body = str(render_report(site, language, view))
    body = body.replace("<h1", "<h2").replace("</h1", "</h2")
    return Preview(Markup(body), view.drawings, is_same, _rests_on(manifest, rules))  # noqa: S704


async def preview_of_order(
    request: AnyRequest, fund_id: UUID, command: object, names: Mapping[UUID, str]
) -> Preview | None:
    """Return what an order would publish; None for any other order.

    What the book does not give is not drawn: nobody is to be persuaded by it.
    """
    if not isinstance(command, PublishReport):
        return None
    site = site_of(request)
    with suppress(KeysUnusable):
        if await site.publishing.is_built_alike(fund_id, command):
            manifest, language = decode(command.manifest), language_of(request)
            return await drawn(site, language, fund_id, manifest, names, is_same=True)
    return Preview(Markup(), ())


def _rests_on(manifest: Manifest, rules: Rules | None) -> tuple[Words, ...]:
    """Say what people wrote down that decides how much is told: bails, and givers set apart."""
    if rules is None:
        return ()
    first = min(month_of(each.from_month) for each in manifest.costs)
    last = last_month(manifest)
    said = [
        count_words(
            N_("One person counted one bail in public records for these months. Look it up."),
            N_("One person counted {count} bails in public records for these months. Look it up."),
            each.bails,
        )
        for each in rules.dockets
        if each.from_month <= last and first <= each.until_month
    ]
    apart = sum(each.kind is not StandingKind.PROTECTED for each in rules.standings)
    if apart:
        said.append(
            count_words(
                N_("One giver is named or counted apart: nobody hides behind them."),
                N_("{count} givers are named or counted apart: nobody hides behind them."),
                apart,
            )
        )
    return tuple(said)
