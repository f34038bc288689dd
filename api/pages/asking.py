"""One form that is done with one press: no check page, because nothing is written into a book."""

from collections.abc import Iterable
from typing import Any

from litestar import Request, Response
from markupsafe import Markup
from msgspec import Struct

from api.i18n import N_, Words, count_words
from api.pages.fields import PageForm
from api.pages.flow import Trouble
from api.pages.frame import render, token_field
from api.people.refused import TooSoon
from api.problems import TOO_MANY, Wrong


class Link(Struct, frozen=True):
    """Another way to go from a page."""

    text: str
    href: str


class Ask(Struct, frozen=True):
    """What ask.html draws. *username* tells a keeper of passphrases whose it is."""

    title: str
    lede: str | Words
    verb: str
    action: str
    form: PageForm
    hidden: Markup = Markup()
    note: str | Words = ""
    links: tuple[Link, ...] = ()
    username: str = ""


def show(
    request: Request[Any, Any, Any],
    view: Ask,
    *,
    problems: Iterable[Trouble] = (),
    status: int = 200,
    wait: TooSoon | None = None,
    template: str = "ask.html",
    **context: Any,  # noqa: ANN401  whatever the template asks for
) -> Response[Any]:
    """Draw the form; what is wrong with its fields stands in it already.

    *wait* says that there were too many wrong attempts, and is the answer then.
    """
    found = (*problems, *troubles_of(view.form))
    if wait is not None:
        status, found = TOO_MANY.status, (Trouble(wait_words(wait)), *found)
    return render(
        request,
        template,
        title=view.title,
        status=status,
        headers=wait_headers(wait),
        wrong=bool(found),
        view=view,
        problems=found,
        token=token_field(request),
        **context,
    )


def troubles_of(form: PageForm) -> tuple[Trouble, ...]:
    """Return what is wrong with the fields of *form*, for the list at the top of the page."""
    return tuple(Trouble(field.errors[0], field.id) for field in form if field.errors)


def blame(form: PageForm, wrongs: Iterable[Wrong]) -> None:
    """Write what the service found wrong at the fields that it is about."""
    for wrong in wrongs:
        # A program gets field and expectation apart; a person reads them as one sentence.
        facts = {"field": Words(form[wrong.field].label.text), "expected": Words(wrong.expected)}
        blame_one(form, wrong.field, Words(N_("{field}: {expected}"), facts))


def blame_one(form: PageForm, name: str, words: str | Words) -> None:
    """Write at one field what is wrong with it."""
    # WTForms keeps the message as it is; its stubs know of strings only.
    form[name].errors = [words]  # type: ignore[list-item]


def wait_headers(wait: TooSoon | None) -> dict[str, str]:
    """Say the same to a program."""
    return {} if wait is None else {"Retry-After": str(wait.seconds)}


def wait_words(wait: TooSoon) -> Words:
    """Say how long to wait after too many wrong attempts."""
    return count_words(
        "There were too many wrong attempts. Wait one second, then try again.",
        "There were too many wrong attempts. Wait {count} seconds, then try again.",
        wait.seconds,
    )
