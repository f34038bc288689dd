"""What would stop an order if everybody had signed it, said before it is asked for."""

from api.formats import refusal_words
from api.i18n import N_
from api.pages.flow import Row
from api.pages.recording.asking import outcome_of
from api.pages.recording.desk import Desk
from ledger.decider import AnyCommand
from ledger.events import Way
from ledger.orders.content import ABOUT_NO_MONEY
from ledger.rejections import Rejection


def stopped(desk: Desk, command: AnyCommand, way: Way) -> list[Row]:
    """Return a line of the check page for it; none when nothing would.

    It can be asked for all the same: money may come while people sign.
    """
    if type(command) in ABOUT_NO_MONEY:
        return []
    outcome = outcome_of(desk, command, way)
    if not isinstance(outcome, Rejection):
        return []
    why = refusal_words(outcome, desk.language, desk.labels)
    return [Row(N_("As it stands now"), N_("It could not be carried out right now."), note=why)]
