"""How every page works that puts a proposal forward, or changes one: form, check, then the line."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, ClassVar, Final
from uuid import uuid4

from litestar.exceptions import NotFoundException
from markupsafe import Markup, escape

from api.charts import Drawing
from api.formats import day_text, moment_text, refusal_words
from api.i18n import N_, Words, count_words
from api.pages.deciding.opened import Opened, frame_of
from api.pages.deciding.setting_words import protocol_lines
from api.pages.deciding.words import ELECTORATES
from api.pages.fields import DayField, PageForm, PrivateText, TextField
from api.pages.flow import FormPage, Row, Sent
from api.pages.people.room import Room
from api.pages.reading.reader import AnyRequest
from api.sessions import session_of
from api.site import site_of
from ledger.case import Case
from ledger.decider import AnyCommand, decide
from ledger.deciding.commands import ChangeProposal, ItemName, Propose
from ledger.deciding.kinds import protocol_of
from ledger.deciding.standing import electorate_of
from ledger.events.deciding import ProposalKind
from ledger.events.protocols import Protocol, Stage
from ledger.orders.content import Orderable
from ledger.rejections import Rejection
from projections.known import ProjectionBehind

LONGEST_TITLE: Final = 120
LONGEST_TEXT: Final = 4_000
FORGOTTEN_DAYS: Final = 400
"""So many days after it ended the words of a proposal are forgotten."""
_NO_WORDS: Final = "0" * 64
_HOURS_OF_CHANGE: Final = 24


class WordsForm(PageForm):
    """What a proposal is called, and what it says."""

    title = TextField(
        N_("What is it called?"),
        longest=LONGEST_TITLE,
        needed=N_("Write a few words"),
        hint=N_("Write no name of anybody whom the fund helps."),
    )
    text = PrivateText(
        N_("What do you propose, and why?"),
        longest=LONGEST_TEXT,
        needed=N_("Write what you propose"),
        hint=N_("Members of this fund can read it, and nobody else."),
    )


class ProposingPage(FormPage):
    """A page that makes a proposal of one kind; with *changed* it changes the one that is there."""

    kind: ClassVar[ProposalKind]
    template = "deciding/form.html"
    check_template = "deciding/check.html"
    check_title = N_("Check before it is put forward")
    check_verb = N_("Look at it before it is put forward")
    write_verb = N_("Put it forward")
    lede = N_("Everybody in the fund can read it once it is put forward; nobody can before.")
    check_lede = N_(
        "Every member can read it from now on. You can still change it or take it back."
    )

    def __init__(self, room: Room, protocol: Protocol, changed: Opened | None = None) -> None:
        self.room, self.protocol, self.changed = room, protocol, changed
        self.key, self.remarks = "", tuple[str | Words, ...]()
        self.wants_more = False
        self.drawings: tuple[Drawing, ...] = ()
        self.pictures: tuple[object, ...] = ()
        self.beside: tuple[object, ...] = ()
        if changed is not None:
            self.title = N_("Change the proposal")  # type: ignore[misc]
            self.check_title = N_("Check before it is changed")  # type: ignore[misc]
            self.check_verb = N_("Look at it before it is changed")  # type: ignore[misc]
            self.write_verb = N_("Change it")  # type: ignore[misc]
            self.lede = N_(  # type: ignore[misc]
                "What people said to it counts no more then: they have to say it again."
            )
            self.check_lede = self.lede  # type: ignore[misc]

    @property
    def stage(self) -> Stage:
        """The stage with which a proposal begins."""
        return self.protocol.stages[0]

    @property
    def review_days(self) -> int:
        """Within how many days it has to be looked at again; 0 for never."""
        return max(each.review_days for each in self.protocol.stages)

    @abstractmethod
    def fields(self, sent: Sent | None) -> type[PageForm]:
        """Return the form without the day of review."""

    def prepare(self, form: PageForm) -> None:
        """Set what fields need: currencies and choices."""

    def defaults(self) -> dict[str, Any]:
        """Return what the fields start with."""
        return {}

    def order(self, form: PageForm) -> Orderable | None:  # noqa: ARG002  for pages
        """Return the command that it becomes; None where it binds nothing."""
        return None

    def limit(self, form: PageForm) -> int:  # noqa: ARG002  for pages
        """Return what a ballot may spend, in minor units."""
        return 0

    def names(self, form: PageForm) -> tuple[ItemName, ...]:  # noqa: ARG002  for pages
        """Return what new items are called."""
        return ()

    def details(self, form: PageForm) -> Iterator[Row]:  # noqa: ARG002  for pages
        """Yield what it would do, line by line."""
        yield from ()

    async def picture(self, request: AnyRequest, form: PageForm) -> None:
        """Draw what it would do, where there is a picture for it."""

    async def make_form(self, request: AnyRequest, sent: Sent | None) -> PageForm:
        """Return the form; with a day of review where the rule asks for one."""
        self.key = sent.key if sent else ""
        self.wants_more = "more" in request.query_params
        made = self.fields(sent)
        if self.review_days:
            review = DayField(
                N_("On which day shall it be looked at again?"), needed=N_("Write a day")
            )
            made = type("Form", (made,), {"review_on": review})
        form = made(sent, data=self._start())
        self.prepare(form)
        return form

    def _start(self) -> dict[str, Any]:
        start: dict[str, Any] = {}
        if self.review_days:
            start["review_on"] = self.room.today + timedelta(days=self.review_days)
        if self.changed is not None:
            said, day = self.changed.said, self.changed.proposal.review_on
            start |= {"title": said.title, "text": said.text} if said else {}
            start |= {"review_on": day} if day else {}
        return start | self.defaults()

    def command(self, form: PageForm, text_hash: str = "") -> Propose | ChangeProposal:
        """Return what the form asks for; the service fills in the digest of the words."""
        asked: dict[str, Any] = {
            "occurred_on": self.room.today,
            "text_hash": text_hash,
            "order": self.order(form),
            "review_on": form["review_on"].data if "review_on" in form else None,
            "limit": self.limit(form),
            "item_names": self.names(form),
        }
        if self.changed is not None:
            return ChangeProposal(case_id=self.changed.proposal.proposal, **asked)
        return Propose(kind=self.kind, **asked)

    async def rows(self, request: AnyRequest, form: PageForm) -> Sequence[Row]:
        """Return what would be put forward, who decides it, until when, and by which rule."""
        case = self.changed.case if self.changed else Case(uuid4())
        refuse_now(self.room, self.command(form, _NO_WORDS), case)
        await self.picture(request, form)
        return [
            Row(N_("What is it called?"), _plain(form["title"].data), "title"),
            Row(N_("What it says"), paragraphs(form["text"].data), "text"),
            *self.details(form),
            *(
                [Row(N_("It is looked at again on"), day_text(each, self.room.language, "medium"))]
                if (each := form["review_on"].data if "review_on" in form else None)
                else []
            ),
            *self._how(),
        ]

    def _how(self) -> Iterator[Row]:
        room, stage = self.room, self.stage
        say = room.language.say
        people = len(electorate_of(room.fund, room.now, stage, self.kind))
        who = Words(ELECTORATES[stage.electorate])
        counted = count_words("one person now", "{count} people now", people)
        yield Row(N_("Who decides"), escape(f"{say(who)} ({say(counted)})"))
        until = room.now + timedelta(hours=stage.hours)
        if self.changed is not None:
            least = stage.least_hours or _HOURS_OF_CHANGE
            until = max(self.changed.proposal.until, room.now + timedelta(hours=least))
        yield Row(N_("Until"), escape(moment_text(until, room.language, room.fund.time_zone)))
        rule = protocol_lines(self.protocol, room.fund, room.language)
        yield Row(N_("By which rule"), Markup("<br>").join(rule))
        forgotten = Words(
            N_(
                "The words are kept sealed, outside the book, and are forgotten {days} days after "
                "it ended, or when you ask for it. The book keeps that something was decided, and "
                "what it binds."
            ),
            {"days": FORGOTTEN_DAYS},
        )
        yield Row(N_("What is kept"), forgotten)

    async def write(self, request: AnyRequest, form: PageForm, key: str) -> str:
        """Put it forward, or change it, and lead to its page."""
        site, room = site_of(request), self.room
        session = session_of(request)
        assert session is not None, "the gate sends strangers to sign in"
        title, text = form["title"].data, form["text"].data
        command, who = self.command(form), {"actor": session.actor, "key": key}
        if isinstance(command, Propose):
            receipt = await site.deciding.propose(room.fund_id, command, title, text, **who)
        else:
            receipt = await site.deciding.change(room.fund_id, command, title, text, **who)
        with suppress(ProjectionBehind):
            await site.runner.wait_for(room.fund_id, receipt.answer.last)
        return f"{room.prefix}/decisions/{receipt.answer.case_id}"

    async def frame(self, request: AnyRequest) -> dict[str, Any]:  # noqa: ARG002  for pages
        """Return the masthead, and what stands around the form."""
        return {
            **frame_of(self.room),
            "back": self.changed.address if self.changed else f"{self.room.prefix}/decisions/new",
            "drawings": self.drawings,
            "pictures": self.pictures,
            "beside": self.beside,
            "item_rows": (),
            "remarks": self.remarks,
            "more": "",
            "is_ballot": False,
        }

    async def words_of(self, request: AnyRequest, no: Rejection) -> Words:
        """Say a refusal; one of a field leads to it."""
        self.fields_of_refusals = {no.code: str(getattr(no, "field", ""))}  # type: ignore[misc]
        labels = {**self.room.handles, **await self.labels(request)}
        return refusal_words(no, self.room.language, labels)


def _plain(text: str) -> Markup:
    return Markup("<bdi>{}</bdi>").format(text)


def paragraphs(text: str) -> Markup:
    """Write what somebody typed with its lines, and nothing of it as markup."""
    return Markup("<br>").join(text.split("\n"))


def refuse_now(room: Room, command: AnyCommand, case: Case) -> None:
    """Raise the refusal that *command* would get now."""
    refusal = decide(command, room.context, room.fund, case)
    if isinstance(refusal, Rejection):
        raise refusal


def protocol_or_nowhere(room: Room, kind: ProposalKind) -> Protocol:
    """Return how a kind is decided; a kind that is closed is an address that leads nowhere."""
    protocol = protocol_of(room.fund.deciding, kind)
    if protocol is None:
        raise NotFoundException
    return protocol
