"""What to know first, as rows behind those that say what is set."""

from uuid import UUID

from markupsafe import Markup, escape

from api.cautions import LABEL, cautions_of
from api.i18n import Language
from api.pages.flow import Row
from api.site import Site
from ledger.orders.content import Orderable


async def caution_rows(
    site: Site, fund_id: UUID, command: Orderable, language: Language
) -> tuple[Row, ...]:
    """Return a row for each caution about *command*."""
    found = await cautions_of(site, fund_id, command)
    said = (escape(language.say(each.words)) for each in found)
    return tuple(Row(LABEL, Markup("<strong>{}</strong>").format(each)) for each in said)
