"""What the rules wish for is held against the helps of the same contact, and refuses nobody."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

import pytest

from api.i18n import LANGUAGES, language
from api.requests.helped import Help, kind_in, rule_notes
from ledger.chart import Category
from ledger.events import HelpRule, Instalment
from ledger.grants import CommitGrant
from ledger.orders.commands import Act
from tests.api.pages.screening.stage import Readers
from tests.api.pages.vault.stage import text_of, words_of
from tests.api.two_people import form_at
from tests.funds import DAY, today_at

TODAY: Final = date(2026, 11, 21)
RENT: Final = HelpRule(category=Category.RENT, cool_down_days=90, one_per_days=365)
FOOD: Final = HelpRule(category=Category.FOOD, cool_down_days=7)


def rent(days_ago: int, last: int | None = None) -> Help:
    began = TODAY - timedelta(days=days_ago)
    return Help(Category.RENT, began, TODAY - timedelta(days=days_ago if last is None else last))


def said(*helps: Help, kind: Category | None = Category.RENT) -> list[str]:
    english = language("en")
    return [english.say(each) for each in rule_notes(helps, (RENT, FOOD), TODAY, kind)]


_LAST: Final = "The last help of this kind (rent) to the same contact was "
_WISH: Final = "; the rules wish for 90 days in between."
_ONCE: Final = "The rules wish for one help of this kind (rent) in 365 days: the same contact has "


@pytest.mark.parametrize(
    "helps, notes",
    [
        ((), []),
        ((rent(400),), []),
        ((rent(365),), []),
        ((rent(364),), [f"{_ONCE}had one."]),
        ((rent(90),), [f"{_ONCE}had one."]),
        ((rent(89),), [f"{_LAST}89 days ago{_WISH}", f"{_ONCE}had one."]),
        ((rent(1),), [f"{_LAST}one day ago{_WISH}", f"{_ONCE}had one."]),
        ((rent(0),), [f"{_LAST}today{_WISH}", f"{_ONCE}had one."]),
        ((rent(400, last=10),), [f"{_LAST}10 days ago{_WISH}"]),
        ((rent(200), rent(120)), [f"{_ONCE}had 2."]),
    ],
)
def test_the_last_help_and_the_number_of_helps_are_reckoned(
    helps: tuple[Help, ...], notes: list[str]
) -> None:
    assert said(*helps) == notes


def test_only_the_kind_that_was_asked_for_counts_where_it_is_known() -> None:
    food = Help(Category.FOOD, TODAY, TODAY)
    assert said(food) == []
    assert len(said(food, rent(1), kind=None)) == 3
    assert len(said(food, kind=Category.FOOD)) == 1
    assert said(rent(1), kind=Category.BAIL) == []


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("kind", Category)
def test_the_kind_of_help_is_known_again_in_every_language(kind: Category, code: str) -> None:
    word = language(code).say(kind)
    assert kind_in(word) is kind
    assert kind_in(f"{word} about 500") is kind
    assert kind_in("") is None
    assert kind_in(f"x{word}") is None


def grant_of(readers: Readers, case_id: UUID | None = None) -> CommitGrant:
    """Return a promise of a month's rent, of yesterday."""
    return CommitGrant(
        occurred_on=today_at(readers.site.now()) - timedelta(days=1),
        case_id=case_id,
        category=Category.RENT,
        purpose_id=readers.two.opened.anything,
        amount=50_00,
        currency="USD",
        exponent=2,
        instalments=(Instalment(due_on=DAY, amount=50_00),),
    )


async def helped(readers: Readers) -> None:
    """Have somebody helped with rent."""
    case_id = await readers.screened(await readers.asked(kind="rent"))
    order = await readers.two.ask_for(grant_of(readers, case_id))
    await readers.two.sign(order, "noor", Act.APPROVE)


async def test_whoever_opens_a_request_reads_what_the_rules_wish_for(readers: Readers) -> None:
    await helped(readers)
    row = await readers.asked(kind="rent")
    page = await readers["ida"].get(f"requests/{row.request_id}")
    assert "rules wish" not in page.text
    opened = words_of((await readers.opened(row)).text)
    assert "(rent) to the same contact was" in opened
    assert "This is a note and refuses nothing" in opened
    another_kind = words_of((await readers.opened(await readers.asked(kind="bail"))).text)
    assert "rules wish" not in another_kind
    stranger = await readers.asked(kind="rent", contact="+1 555 0100000")
    assert "rules wish" not in words_of((await readers.opened(stranger)).text)


async def test_whoever_promises_a_grant_reads_it_on_the_check_page(readers: Readers) -> None:
    await helped(readers)
    case_id = await readers.screened(await readers.asked(kind="rent"))
    path = f"cases/{case_id}/grant"

    async def checked() -> str:
        person = readers["ida"]
        page = (await person.get(path)).text
        typed = {
            "purpose_id": str(readers.two.opened.anything),
            "category": "rent",
            "payee_kind": "person",
            "each": "10.00",
            "count": "1",
            "every": "month",
            "step": "check",
        }
        for name in ("first_due", "occurred_on"):
            typed |= {f"{name}-day": "2", f"{name}-month": "3", f"{name}-year": "2026"}
        answer = await person.post(path, form_at(page, path) | typed)
        assert answer.status_code == 200, answer.text
        return text_of(answer)

    assert "(rent) to the same contact was" in await checked()
    await readers.site.vault.lock(readers.fund_id, actor="x")
    assert "to the same contact" not in await checked()
