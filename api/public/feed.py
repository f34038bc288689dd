"""The feed: which reports are out since which day. No figure is in it, and no time of day."""

from uuid import uuid5

from api.public.frame import Rendered, about_of
from api.public.history import reports_of
from api.public.pages import Maker
from api.public.report import report_stretch
from api.public.words import stretch_text


def feed(maker: Maker) -> Rendered:
    """Return the reports as an Atom feed, the latest first."""
    fund, language = maker.fund, maker.language
    entries = [
        {
            "number": one.number,
            "title": stretch_text(report_stretch(one.manifest), language),
            "id": uuid5(fund.fund_id, f"report {one.number}"),
            "day": one.published_on.isoformat(),
        }
        for one in reversed(reports_of(fund))
    ]
    # Without any, the day is that of the tick by which all the rest changes.
    last = entries[0]["day"] if entries else fund.today.replace(day=1).isoformat()
    found = maker.site.environments[language.code].get_template("public/feed.xml")
    text = found.render(
        name=about_of(fund, language).name,
        entries=entries,
        last=last,
        id=uuid5(fund.fund_id, "reports"),
        prefix=maker.address,
    )
    return Rendered(text.encode(), "application/atom+xml")
