"""Languages: in the path, complete, and never a sentence that escaped."""

import re
import subprocess
import sys
from html.parser import HTMLParser

import httpx
import pytest

from api.formats import refusal_words
from api.i18n import (
    LANGUAGES,
    Number,
    Words,
    available,
    count_words,
    language,
    language_of_path,
    preferred,
)
from api.pseudo import pseudo
from ledger.chart import Category
from ledger.rejections import REJECTIONS, ApprovalsMissing


def test_every_text_is_translated_and_no_catalogue_is_stale() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/messages", "check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_refusal_can_be_said_in_every_language(code: str) -> None:
    for rejection in REJECTIONS.values():
        for number in (1, 2):
            said = rejection.message + rejection.many
            facts = dict.fromkeys(re.findall(r"\{(\w+)\}", said), number)
            facts |= {rejection.by_number_of: number} if rejection.many else {}
            words = Words(rejection.message, facts, rejection.many, rejection.by_number_of)
            assert "{" not in language(code).say(words)


@pytest.mark.parametrize(
    "code,one,many",
    [
        (
            "en",
            "One approval is needed, and none is there that counts.",
            "2 approvals are needed; so far there are: 1.",
        ),
        (
            "es",
            "Se necesita una aprobación, y no hay ninguna que cuente.",
            "Se necesitan 2 aprobaciones; por ahora hay: 1.",
        ),
    ],
)
def test_a_number_is_said_as_the_language_does(code: str, one: str, many: str) -> None:
    spoken = language(code)
    for refusal, said in ((ApprovalsMissing(1, 0), one), (ApprovalsMissing(2, 1), many)):
        assert spoken.say(refusal_words(refusal, spoken)) == said
    assert ApprovalsMissing(2, 1).detail() == "2 approvals are needed; so far there are: 1."
    assert spoken.say(count_words("one day", "{count} days", 1)) != spoken.say(
        count_words("one day", "{count} days", 3)
    )


@pytest.mark.parametrize(("code", "said"), [("en", "12,345"), ("es", "12.345")])
def test_a_number_for_people_is_grouped_and_any_other_is_not(code: str, said: str) -> None:
    there = language(code)
    assert there.say(Number(12_345)) == said
    assert there.say(Words("{count}", {"count": Number(12_345)})) == said
    assert there.say(Words("{count}", {"count": 12_345})) == "12345"
    many = Words("one", {"count": Number(1)}, "more")
    assert there.say(many) == "one", "it still says which sentence it is"


def test_words_of_the_ledger_are_said_in_words() -> None:
    assert language("es").say(Category.RENT_ARREARS) == "alquiler atrasado"
    assert language("es").say("") == ""


def test_the_language_stands_in_the_path() -> None:
    languages = available(pseudo_language=True)
    assert language_of_path("/es/x", languages) == "es"
    assert language_of_path("/qps/", languages) == "qps"
    assert language_of_path("/xx/", languages) == "en"
    assert language_of_path("/", languages) == "en"
    assert "qps" not in available()


@pytest.mark.parametrize(
    "header,code",
    [
        ("", "en"),
        ("es", "es"),
        ("es-MX,en;q=0.5", "es"),
        ("en;q=0.5, es;q=0.7", "es"),
        ("fr, es;q=0", "en"),
        ("*;q=x,,;", "en"),
    ],
)
async def test_only_the_bare_address_asks_the_browser(
    stranger: httpx.AsyncClient, header: str, code: str
) -> None:
    assert preferred(header, LANGUAGES) == code
    answer = await stranger.get("/", headers={"accept-language": header})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/{code}/")
    page = await stranger.get("/es/sign-in", headers={"accept-language": "en"})
    assert '<html lang="es" dir="ltr">' in page.text


async def test_the_switch_keeps_the_address(stranger: httpx.AsyncClient) -> None:
    page = (await stranger.get("/en/sign-in?next=/en/x")).text
    assert '<a href="/es/sign-in?next=/en/x" lang="es" hreflang="es">Español</a>' in page
    assert 'lang="en" hreflang="en" aria-current="true"' in page


async def test_an_unknown_language_is_nothing(stranger: httpx.AsyncClient) -> None:
    assert (await stranger.get("/xx/sign-in")).status_code == 404


def test_the_pseudo_language_keeps_what_is_not_text() -> None:
    said = pseudo("At %(n)s of <b>{most}</b> &amp; more")
    assert "%(n)s" in said
    assert "<b>{most}</b>" in said
    assert "&amp;" in said
    assert said.startswith("[")
    assert len(said) > 1.3 * len("At  of  more")


class Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.skipped: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"title", "style", "code"} or dict(attrs).get("lang") in {"en", "es"}:
            self.skipped.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.skipped and self.skipped[-1] == tag:
            self.skipped.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not self.skipped:
            self.found.append(data.strip())


@pytest.mark.parametrize("path", ["/qps/sign-in", "/qps/nothing"])
async def test_no_sentence_escapes_translation(stranger: httpx.AsyncClient, path: str) -> None:
    texts = Texts()
    texts.feed((await stranger.get(path)).text)
    plain = [text for text in texts.found if re.search(r"[a-zA-Z]{2}", text)]
    assert plain == ["Parasol"]
