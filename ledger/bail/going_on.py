"""What every rule about bail asks first: is it bail, and does the command go with its state."""

from ledger import requests
from ledger.bail.figures import posted_of
from ledger.bail.states import State, course_of
from ledger.bail.table import BAIL_TABLE
from ledger.case import Case
from ledger.command import Command, Context
from ledger.events import BailPosted
from ledger.fund import Fund
from ledger.rejections import CaseExists, CaseOfAnotherKind, CaseUnknown, NotInThisState


def tag(command: Command) -> str:
    """Return the name of a command in JSON."""
    return str(command.__struct_config__.tag)


def begins(case: Case, context: Context, fund: Fund, command: Command) -> None:
    """Refuse to begin a bail in a case that is something else, or is bail already."""
    course = course_of(case, context.today(fund.time_zone))
    name = tag(command)
    if course is None:
        if case.standing and name == "verify_bail":
            topic = case.standing[0].event.topic
            raise CaseOfAnotherKind(case.case_id, topic, BailPosted.topic)
        if case.standing:
            raise CaseExists(case.case_id)
        requests.still_open(case, name)  # asked for as another kind of help, and said no to
        return
    if BAIL_TABLE.cells[course.state, name] == CaseExists.code:
        raise CaseExists(case.case_id)
    BAIL_TABLE.check(course.state, name)


def state_in(case: Case, context: Context, fund: Fund, expected: str = BailPosted.topic) -> State:
    """Return where the bail of a case stands; refuse a case that is unknown or no bail."""
    if not case.lines:
        raise CaseUnknown(case.case_id)
    course = course_of(case, context.today(fund.time_zone))
    if course is None:
        opening = case.opening
        actual = "taken back" if opening is None else opening.topic
        raise CaseOfAnotherKind(case.case_id, actual, expected)
    return course.state


def posted_in(
    case: Case, context: Context, fund: Fund, command: Command, name: str = ""
) -> BailPosted:
    """Return the deposit that *command* (in the table: *name*) is about.

    Refusals in order: case-unknown, case-of-another-kind, not-in-this-state.
    """
    state = state_in(case, context, fund)
    BAIL_TABLE.check(state, name or tag(command))
    posted = posted_of(case)
    if posted is None:  # an old book may hold what no rule of today would write
        raise NotInThisState(state, name or tag(command))
    return posted
