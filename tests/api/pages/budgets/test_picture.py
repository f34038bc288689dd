"""The picture of a budget before and after: every item once, and nothing that was not given."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.i18n import language
from api.pages.budgets.picture import Picture, Used, picture_of
from ledger.events import BudgetItem
from ledger.money import Money

EN = language("en")
PURPOSE = UUID(int=99)


def item(
    number: int,
    kind: str = "rent",
    amount: int = 100,
    *,
    currency: str = "USD",
    purpose: UUID | None = None,
) -> BudgetItem:
    return BudgetItem(
        item_id=UUID(int=number),
        kind=kind,
        amount=amount,
        currency=currency,
        exponent=2,
        purpose_id=purpose,
    )


def amounts(picture: Picture) -> list[tuple[str, int | None, int | None]]:
    return [
        (
            row.name,
            row.before.amount if row.before else None,
            row.after.amount if row.after else None,
        )
        for row in picture.rows
    ]


def test_an_amendment_is_matched_by_item_and_what_goes_comes_last() -> None:
    before = [item(1, "rent", 500), item(2, "food", 300)]
    after = [item(1, "rent", 700), item(3, "phone", 40)]
    (picture,) = picture_of(before, after, EN)
    assert amounts(picture) == [
        ("Rent", 500, 700),
        ("Telephone", None, 40),
        ("Food", 300, None),
    ]
    assert [row.change for row in picture.rows] == [200, 40, -300]
    assert (picture.before, picture.after) == (Money(800, "USD", 2), Money(740, "USD", 2))
    assert picture.change == -60
    assert not picture.is_new


def test_the_reserve_comes_after_items_that_were_added_later() -> None:
    before = [item(1, "rent", 500), item(2, "reserve", 300)]
    (picture,) = picture_of(before, [*before, item(3, "phone", 40)], EN)
    assert [row.name for row in picture.rows] == ["Rent", "Telephone", "Kept in reserve"]


def test_another_budget_is_matched_by_what_its_items_are_about() -> None:
    before = [item(1, "rent", 500), item(2, "rent", 50, purpose=PURPOSE)]
    after = [item(8, "rent", 70, purpose=PURPOSE), item(9, "rent", 500)]
    (picture,) = picture_of(before, after, EN, names={PURPOSE: "Winter"})
    assert amounts(picture) == [("Rent", 50, 70), ("Rent", 500, 500)]
    assert [row.note for row in picture.rows] == ["Winter", ""]


def test_two_items_alike_are_each_matched_once() -> None:
    before = [item(1, "rent", 500), item(2, "rent", 50)]
    after = [item(2, "rent", 60), item(3, "rent", 500), item(4, "rent", 5)]
    (picture,) = picture_of(before, after, EN)
    assert amounts(picture) == [("Rent", 50, 60), ("Rent", 500, 500), ("Rent", None, 5)]


def test_a_first_budget_is_new() -> None:
    (picture,) = picture_of([], [item(1)], EN, names={UUID(int=1): "Flat of the house"})
    assert picture.is_new
    assert [(row.name, row.note) for row in picture.rows] == [("Flat of the house", "Rent")]


def test_each_currency_has_a_picture_of_its_own() -> None:
    pictures = picture_of([item(1)], [item(1, currency="EUR"), item(2)], EN)
    assert [each.drawing.chart_id for each in pictures] == ["budget", "budget-1"]
    assert [amounts(each) for each in pictures] == [
        [("Rent", 100, 100)],
        [("Rent", None, 100)],
    ]


def test_what_is_used_is_shown_only_where_it_is_given() -> None:
    rows = [item(1, "rent", 500), item(2, "reserve", 300)]
    (plain,) = picture_of(rows, rows, EN)
    assert not plain.shows_used
    assert all(row.used is None and len(row.bars) == 2 for row in plain.rows)
    (seen,) = picture_of(rows, rows, EN, used={UUID(int=1): Used(promised=20, paid=600)})
    assert seen.shows_used
    assert [row.bars for row in seen.rows] == [(500, 500, 600, 20), (300, 300)]
    (another,) = picture_of(rows, [item(8, "rent", 500)], EN, used={UUID(int=1): Used(20, 600)})
    assert [row.used is None for row in another.rows] == [True, True]
    assert not another.shows_used


def test_what_would_be_left_counts_what_was_carried_over() -> None:
    before, after = [item(1, "rent", 500), item(2, "food", 40)], [item(1, "rent", 300)]
    used = {UUID(int=1): Used(20, 600, 50), UUID(int=2): Used(1, 2, 0)}
    (picture,) = picture_of(before, after, EN, used=used)
    assert [row.left.amount if row.left else None for row in picture.rows] == [-270, -3]
    (unknown,) = picture_of(before, after, EN, used={UUID(int=1): Used(20, 600)})
    assert not unknown.shows_left


@pytest.mark.parametrize("used", [None, {}], ids=["members", "desk"])
def test_no_budget_is_no_picture(used: dict[UUID, Used] | None) -> None:
    assert picture_of([], [], EN, used=used) == ()


ITEMS = st.lists(
    st.builds(
        item,
        st.integers(1, 6),
        st.sampled_from(["rent", "food", "reserve"]),
        st.integers(1, 10**9),
        currency=st.sampled_from(["USD", "EUR"]),
        purpose=st.sampled_from([None, PURPOSE]),
    ),
    unique_by=lambda each: each.item_id,
    max_size=6,
)


@given(ITEMS, ITEMS)
def test_every_item_is_in_the_picture_once(
    before: list[BudgetItem], after: list[BudgetItem]
) -> None:
    pictures = picture_of(before, after, EN)
    rows = [row for each in pictures for row in each.rows]
    found = [row.before.amount for row in rows if row.before]
    assert sorted(found) == sorted(each.amount for each in before)
    found = [row.after.amount for row in rows if row.after]
    assert sorted(found) == sorted(each.amount for each in after)
    assert sum(each.change for each in pictures) == sum(row.change for row in rows)
