"""Every public page and file of a fund that is plain data, as the service renders them."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID, uuid5

from api.public.feed import feed
from api.public.files import file_of
from api.public.fund import PublicFund
from api.public.funder import funder_page
from api.public.open_grants import open_grants
from api.public.package import package
from api.public.pages import Maker
from api.site import Site
from ledger.events import AgreementRecorded, DisclosureSet
from ledger.fund import Fund
from ledger.publishing.summary import hash_of
from projections.reports.published import PublicState, Report
from tests.attack.books import Book, last_day
from tests.attack.realise import Published

LANGUAGES: Final = ("en", "es")
_NAMES: Final = UUID("d8f1b5e4-5f0e-4d1c-8f5a-70a07e42f9d3")


def pages_of(site: Site, book: Book, out: Sequence[Published]) -> dict[tuple[str, str], bytes]:
    """Return the bytes at every public address of a fund, by language and path."""
    found: dict[tuple[str, str], bytes] = {}
    for code in LANGUAGES:
        maker = Maker(site, site.languages[code], _fund(book, out))
        made = {
            "": maker.front(),
            "/compare": maker.compare(),
            "/how": maker.how(),
            "/assurance": maker.assurance(),
            "/feed.xml": feed(maker),
            "/datapackage.json": package(maker),
            "/360giving.json": open_grants(maker),
        }
        for agreement_id in maker.fund.state.agreements:
            made[f"/funders/{agreement_id}"] = funder_page(maker, agreement_id)
        for each in out:
            number = each.report.number
            made[f"/reports/{number}"] = maker.report(number)
            for ending in ("csv", "json"):
                made[f"/reports/{number}.{ending}"] = file_of(maker, number, ending)
        found |= {(code, path): each.body for path, each in made.items()}
    return found


def due_of(end: int) -> date:
    """Return when the report about an agreement that ends with month *end* is due."""
    return last_day(end + 2)


def _fund(book: Book, out: Sequence[Published]) -> PublicFund:
    own = book.currencies[0]
    last = out[-1].report.day if out else date(2024, 1, 1)
    return PublicFund(
        fund_id=out[0].manifest.fund if out else uuid5(_NAMES, book.name),
        now=_noon(last),
        state=PublicState(
            is_public=True,
            rule=DisclosureSet(
                occurred_on=date(2024, 1, 1),
                is_public=True,
                period_months=book.period,
                k=book.k,
                smaller_group=book.k < 10,
                delay_days=45,
                rounding=(),
                count_step=5,
                tick_hour=0,
                bands_weekly=False,
                everyone_seated=False,
                open_grants_data=True,
            ),
            version=1,
            agreements={each.agreement_id: each for each in _agreements(book)},
            reports=tuple(map(_report, out)),
        ),
        rules=Fund(
            fund_id=out[0].manifest.fund if out else uuid5(_NAMES, book.name),
            currency=own.code,
            exponent=own.exponent,
            time_zone="UTC",
        ),
    )


def _agreements(book: Book) -> Iterator[AgreementRecorded]:
    for end in book.agreement_ends:
        yield AgreementRecorded(
            occurred_on=date(2024, 1, 1),
            agreement_id=uuid5(_NAMES, f"{book.name} {end}"),
            giver=uuid5(_NAMES, "giver"),
            from_month=f"{last_day(book.first_month):%Y-%m}",
            until_month=f"{last_day(end):%Y-%m}",
            report_due=due_of(end),
        )


def _report(one: Published) -> Report:
    text = one.text.decode()
    return Report(
        number=one.report.number,
        cut=one.report.cut,
        position=one.report.cut + 1,
        recorded_at=_noon(one.report.day),
        manifest=text,
        manifest_hash=hash_of(text),
        signature="0" * 128,
        key_id="0" * 64,
    )


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
