"""The digest that is kept for ever beside a key: the same content gives the same one."""

import msgspec
import pytest

from ledger.asking import request_hash
from ledger.bail import PostBail
from ledger.chart import CostCategory
from ledger.costs import PayCost
from ledger.money import MAX_AMOUNT
from ledger.rejections import AmountTooLarge
from tests.ledger.book import Given
from tests.ledger.world import BOOK, COURT, RIGHT

BAIL = PostBail(**RIGHT, authority_id=COURT, amount=5)


class PostBailOfTheNextVersion(PostBail, frozen=True, kw_only=True, tag="post_bail"):
    """The same command when it has got one more field that may be left out."""

    receipt: str | None = None


def test_a_field_that_a_later_version_adds_leaves_old_digests_as_they_are() -> None:
    fields = msgspec.structs.asdict(BAIL)
    assert request_hash(PostBailOfTheNextVersion(**fields)) == request_hash(BAIL)
    assert request_hash(PostBailOfTheNextVersion(**fields, receipt="x")) != request_hash(BAIL)


@pytest.mark.parametrize("amount", [MAX_AMOUNT + 1, 2**63, 2**64, 10**30])
def test_an_amount_beyond_every_measure_is_refused_and_not_a_crash(amount: int) -> None:
    cost = PayCost(**RIGHT, category=CostCategory.OTHER, amount=amount)
    assert request_hash(cost) == request_hash(msgspec.structs.replace(cost, amount=amount))
    assert request_hash(cost) != request_hash(msgspec.structs.replace(cost, amount=amount + 1))
    Given(*BOOK).when(cost).refused(AmountTooLarge("amount", amount, MAX_AMOUNT))
