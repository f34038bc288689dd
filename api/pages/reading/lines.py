"""Lines of the book as pages show them: a row of a table, and a sentence."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from markupsafe import Markup, escape
from msgspec import Struct

from api.formats import day_text
from api.i18n import N_
from api.pages.reading import public_words
from api.pages.reading.asked import ordered_text
from api.pages.reading.facts import facts_of
from api.pages.reading.kinds import KINDS, LEAVES, SAID, SIDES
from api.pages.reading.reader import Reader
from api.pages.reading.steps import ALREADY_PAID, URGENT
from ledger import chart
from ledger.case_label import case_label
from ledger.events import FundEvent, OrderChanged, OrderRequested, Posting, Way
from ledger.money import Money
from projections.journal import JournalLine, Moved, kind_of
from projections.journal.shapes import moved

IN: Final = N_("in")
OUT: Final = N_("out")
MOVED: Final = N_("moved")
PROMISED: Final = N_("promised")
FREE_AGAIN: Final = N_("free again")
LOST: Final = N_("lost")


class Amount(Struct, frozen=True):
    """An amount and the word that says which way it went."""

    money: Money
    word: str


class LineRow(Struct, frozen=True, kw_only=True):
    """A line in a table. *marks* link it to the lines that take it back or that it takes back."""

    position: int
    address: str
    day: str
    what: str
    places: tuple[str, ...]
    case_id: UUID
    case_name: str
    amounts: tuple[Amount, ...]
    is_struck: bool
    marks: tuple[Markup, ...]


def line_row(reader: Reader, line: JournalLine, account_id: UUID | None = None) -> LineRow:
    """Return the row of a line; with *account_id* its amounts are those of that account."""
    return LineRow(
        position=line.position,
        address=f"{reader.prefix}/lines/{line.position}",
        day=day_text(line.occurred_on, reader.language, "medium"),
        what=KINDS[line.kind],
        places=_places(reader, line.postings),
        case_id=line.case_id,
        case_name="" if line.case_id == reader.fund_id else case_label(line.case_id),
        amounts=amounts_of(line.postings, account_id),
        is_struck=line.reversed_by is not None,
        marks=marks_of(reader, line),
    )


def _places(reader: Reader, postings: Sequence[Posting]) -> tuple[str, ...]:
    """Return the names of the accounts, authorities and purposes of a line, each once."""
    refs = [each.ref for each in postings if each.ref]
    purposes = [each.purpose_id for each in postings if each.purpose_id]
    return tuple(reader.name(each) for each in dict.fromkeys([*refs, *purposes]))


def amounts_of(postings: Sequence[Posting], account_id: UUID | None = None) -> tuple[Amount, ...]:
    """Return what a line moves, in words; with *account_id* what it does to that account."""
    chosen = tuple(each for each in postings if account_id is None or each.ref == account_id)
    found = [amount for each in moved(chosen) for amount in _amounts(each)]
    if found or account_id:
        return tuple(found)
    within = [each for each in chosen if each.amount > 0]
    return tuple(Amount(_money(each, each.amount), MOVED) for each in within[:1])


def _amounts(each: Moved) -> list[Amount]:
    if each.money_in and each.money_in == each.money_out:
        return [Amount(_money(each, each.money_in), MOVED)]
    if each.money_in and each.money_out:  # a transfer with its fee
        both = min(each.money_in, each.money_out)
        net = each.money_in - each.money_out
        rest = Amount(_money(each, abs(net)), IN if net > 0 else OUT)
        return [Amount(_money(each, both), MOVED), rest]
    if each.money_in or each.money_out:
        return [Amount(_money(each, each.money_in or each.money_out), IN if each.money_in else OUT)]
    if each.held:
        return [Amount(_money(each, abs(each.held)), LOST if each.held < 0 else IN)]
    if each.promised:
        word = PROMISED if each.promised > 0 else FREE_AGAIN
        return [Amount(_money(each, abs(each.promised)), word)]
    return []


def _money(each: Moved | Posting, amount: int) -> Money:
    return Money(amount, each.currency, each.exponent)


def marks_of(reader: Reader, line: JournalLine) -> tuple[Markup, ...]:
    """Say which lines this one belongs to, as links."""
    marks = (
        (line.reversed_by, N_("taken back by {line}")),
        (line.reverses, N_("takes back {line}")),
        (line.replaces, N_("in place of {line}")),
        (line.replaced_by, N_("replaced by {line}")),
    )
    return tuple(
        reader.say(text, line=link_to_line(reader, position))
        for position, text in marks
        if position is not None
    )


def link_to_line(reader: Reader, position: int) -> Markup:
    """Return the number of a line as a link to its page."""
    text = reader.say(N_("line {position}"), position=position)
    return Markup('<a href="{}/lines/{}">{}</a>').format(reader.prefix, position, text)


def sentence(reader: Reader, event: FundEvent) -> Markup:
    """Say in one sentence what happened."""
    facts = facts_of(reader, event)
    if isinstance(event, OrderRequested | OrderChanged):
        facts["order"] = ordered_text(reader, event.content)
    template = public_words.said_of(event, SAID[kind_of(event.topic)])
    if isinstance(event, OrderRequested):
        template = {Way.URGENT: URGENT, Way.ALREADY_PAID: ALREADY_PAID}.get(event.way, template)
    return reader.say(template, **facts)


def code_words(reader: Reader, code: str) -> Markup:
    """Say in words what a code of the chart is about."""
    leaf = code.partition(":")[2]
    side = reader.language.say(SIDES[chart.family(code)])
    if not leaf:
        return escape(side)
    word = reader.language.say(LEAVES.get(leaf, leaf.replace("_", " ")))
    return escape(f"{side}: {word}")
