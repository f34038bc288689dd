"""How a proposal stands and how it ended, in words: who spoke, what comes next, the count."""

from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID

from markupsafe import Markup
from msgspec import Struct

from api.formats import day_text, moment_text
from api.i18n import N_, Words, count_words
from api.pages.deciding.listing import became_words
from api.pages.deciding.opened import Opened
from api.pages.deciding.words import OUTCOMES, REASONS, SAID
from api.pages.flow import Row
from ledger.deciding.met import Meeting
from ledger.deciding.outcome import quorum_of
from ledger.events.deciding import DecisionOutcome, Tally
from ledger.events.protocols import Method, Stance
from ledger.orders.by_decision import MONEY_KINDS

FEW: Final = 10
"""Of fewer ballots than this, nothing but the outcome is shown."""


class Spoken(Struct, frozen=True):
    """What several people say: how many, and who for whoever may see who belongs to the fund."""

    stance: str
    people: int
    names: Markup


def spoken(opened: Opened) -> tuple[Spoken, ...]:
    """Return the open stances of this stage, each with those who took it, as members call them.

    While it is open, what somebody said who has left or was stopped since is not shown.
    """
    stances, found = opened.proposal.stances, list[Spoken]()
    counted = frozenset(stances if opened.is_over else opened.base)
    for stance in Stance:
        people = [who for who, said in stances.items() if said is stance and who in counted]
        if people:
            names = names_of(people, opened) if opened.sees_people else Markup()
            found.append(Spoken(SAID[stance], len(people), names))
    return tuple(found)


def state_words(opened: Opened) -> Words:
    """Say in one line how it stands."""
    proposal, room = opened.proposal, opened.room
    if proposal.closed and proposal.outcome is None:
        return Words(N_("Taken back by whoever proposed it."))
    if proposal.outcome is not None:
        return Words(OUTCOMES[proposal.outcome])
    moment = moment_text(proposal.until, room.language, room.fund.time_zone)
    if not opened.is_open:
        return Words(N_("Its time is over; it is being counted."))
    if proposal.waiting is not None:
        return Words(N_("A meeting has decided it; it counts on {moment}."), {"moment": moment})
    if len(proposal.protocol.stages) == 1:
        return Words(N_("Open until {moment}."), {"moment": moment})
    facts = {
        "moment": moment,
        "stage": proposal.stage,
        "stages": len(proposal.protocol.stages),
    }
    return Words(N_("Open until {moment}; stage {stage} of {stages}."), facts)


def awaited_words(opened: Opened) -> Words:
    """Say how many have not spoken, and how many have opened it where that counts."""
    if opened.is_ballot:
        return count_words(
            "One person has not voted yet.",
            "{count} people have not voted yet.",
            opened.awaited,
        )
    return count_words(
        "One person has not spoken yet.", "{count} people have not spoken yet.", opened.awaited
    )


def next_words(opened: Opened) -> Iterator[Words]:
    """Yield what happens next while it is open."""
    proposal, room, stage = opened.proposal, opened.room, opened.proposal.table
    yield from _when_counted(opened)
    quorum = quorum_of(stage, len(opened.base))
    if quorum:
        yield count_words(
            "One person has to take part.", "{count} people have to take part.", quorum
        )
    if stage.silence_agrees:
        yield count_words(
            "One person has opened it; whoever opened it and says nothing agrees.",
            "{count} people have opened it; whoever opened it and says nothing agrees.",
            opened.standing.seen,
        )
    if proposal.extensions < stage.extensions:
        blocks = Stance.BLOCK in stage.stances
        longer = N_("Where too few take part or a block stands, it goes on for longer.")
        yield Words(longer if blocks else N_("Where too few take part, it goes on for longer."))
    if not proposal.is_last:
        yield Words(N_("Carried, it goes on to the next stage."))
    elif stage.method is Method.BUDGET_BALLOT:
        yield Words(N_("The items that are chosen become the budget, and no others."))
    elif proposal.content:
        yield Words(N_("Adopted, it counts exactly as it stands here, and nothing else does."))
    if proposal.review_on is not None:
        day = day_text(proposal.review_on, room.language, "medium")
        yield Words(N_("It is looked at again on {day}."), {"day": day})


def _when_counted(opened: Opened) -> Iterator[Words]:
    """Yield when it is counted, and what a meeting has to do with it."""
    proposal, room = opened.proposal, opened.room
    moment = moment_text(proposal.until, room.language, room.fund.time_zone)
    if proposal.waiting is not None:
        uncontested = N_(
            "What the meeting decided counts on {moment}, unless somebody who may decide says "
            "before that it was not so."
        )
        yield Words(uncontested, {"moment": moment})
        yield Words(N_("What is said here until then counts only if the meeting does not."))
    elif proposal.table.closes_early:
        yield Words(
            N_("It is counted on {moment}, or earlier once everybody has spoken."),
            {"moment": moment},
        )
    else:
        yield Words(N_("It is counted on {moment}."), {"moment": moment})


def outcome_rows(opened: Opened, over: Words | None = None) -> tuple[Row, ...]:
    """Return how it ended: why, what was counted, and what became of it.

    *over* is why it can never be carried out.
    """
    proposal = opened.proposal
    if proposal.outcome is None or proposal.reason is None:
        return ()
    rows = [Row(N_("Why"), REASONS[proposal.reason])]
    if proposal.in_meeting and proposal.meeting is not None:
        day = day_text(proposal.meeting.held_on, opened.room.language, "medium")
        rows.append(Row(N_("Where"), Words(N_("In a meeting on {day}"), {"day": day})))
    if proposal.tally is not None:
        rows += tally_rows(opened, proposal.tally)
    if proposal.outcome is DecisionOutcome.ADOPTED and opened.row is not None:
        became = became_words(opened.row, sees_book=opened.shows_becoming, over=over)
        rows.append(Row(N_("What became of it"), became))
        # Members read the same of it for ever: it would tell them when something was paid.
        is_done = opened.shows_becoming and opened.row.carried_out_position is not None
        if proposal.kind in MONEY_KINDS and proposal.last_day is not None and not is_done:
            rows.append(
                Row(N_("Lapses after"), day_text(proposal.last_day, opened.room.language, "medium"))
            )
    return tuple(rows)


def tally_rows(opened: Opened, tally: Tally) -> Iterator[Row]:
    """Yield what was counted; of fewer than ten ballots nothing is said."""
    if opened.is_ballot and not opened.shows_counts:
        few = Words(
            N_("With fewer than {count} ballots only the outcome is shown."), {"count": FEW}
        )
        yield Row(N_("What was counted"), few)
        return
    yield Row(N_("Could decide"), str(tally.may_decide))
    yield Row(N_("Took part"), str(tally.took_part))
    if opened.proposal.table.method is Method.BUDGET_BALLOT:
        return
    for stance in Stance:
        people = getattr(tally, stance.value)
        if people or stance is Stance.AGREE:
            yield Row(SAID[stance], str(people))
    others = (
        (N_("said nothing, and opened it"), tally.silent),
        (N_("kept out of it"), tally.recused),
        (N_("left meanwhile"), tally.left),
        (N_("in the meeting"), tally.present),
    )
    yield from (Row(text, str(people)) for text, people in others if people)


def meeting_rows(meeting: Meeting, opened: Opened) -> tuple[Row, ...]:
    """Return what was written down about a meeting."""
    room = opened.room
    counted = [
        Row(SAID[stance], str(people)) for stance in Stance if (people := meeting.people(stance))
    ]
    return (
        Row(N_("Held on"), day_text(meeting.held_on, room.language, "medium")),
        Row(N_("Written down by"), opened.person(meeting.by)),
        Row(N_("People there who may decide"), str(meeting.present)),
        *counted,
        *([Row(N_("kept out of it"), str(meeting.recused))] if meeting.recused else []),
        *(
            [Row(N_("Confirmed by"), opened.person(meeting.confirmed_by))]
            if meeting.confirmed_by is not None
            else []
        ),
    )


def contested_rows(opened: Opened) -> tuple[tuple[Row, ...], ...]:
    """Return each meeting that was contested: when it was, and who said what about it."""
    language = opened.room.language
    return tuple(
        (
            Row(N_("Held on"), day_text(each.meeting.held_on, language, "medium")),
            Row(N_("Written down by"), opened.person(each.meeting.by)),
            Row(N_("Confirmed by"), opened.person(each.meeting.confirmed_by or each.meeting.by)),
            Row(N_("Said not to be so by"), opened.person(each.by)),
            Row(N_("Void since"), day_text(each.on, language, "medium")),
        )
        for each in opened.proposal.contested
    )


def names_of(people: Sequence[UUID], opened: Opened) -> Markup:
    """Name several people."""
    return Markup(", ").join(opened.person(each) for each in people)
