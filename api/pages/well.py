"""Is all well? One page about the whole instance, to be read out over the telephone."""

from typing import Any, Final

from litestar import Response, get

from api.access import Power, needs
from api.i18n import N_
from api.pages.frame import language_of, render
from api.pages.reading.reader import AnyRequest
from api.site import site_of
from api.well import Verdict, gather, judge, spoken

_MARKS: Final = {
    Verdict.WELL.value: "",
    Verdict.LOOK.value: " look",
    Verdict.NOT_WELL.value: " short",
    Verdict.NOT_SEEN.value: " unseen",
}
"""What the style sheet adds to the word; the word says it all by itself."""


@get("/well", opt=needs(Power.INSTANCE_WELL))
async def well_page(request: AnyRequest) -> Response[Any]:
    """Answer in one sentence, then line by line; say what to do about each that is not well."""
    site = site_of(request)
    facts = await gather(site.database, site.settings, site.now())
    said = spoken(judge(facts), language_of(request))
    return render(request, "well.html", title=N_("Is all well?"), well=said, marks=_MARKS)
