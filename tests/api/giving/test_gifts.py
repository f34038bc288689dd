"""Which line of the book whoever has a code may have proven: their own, and the one that stands."""

from api.giving.service import Corrected, Giver, Typed
from ledger.corrections import ReverseLine
from ledger.events import Reason
from ledger.recordings import CorrectLine
from tests.api.giving.test_service import Desk, desk, keys_dir
from tests.funds import ask

__all__ = ["desk", "keys_dir"]


async def test_a_gift_has_the_line_that_stands_and_none_once_it_was_taken_back(desk: Desk) -> None:
    made = await desk.giving.make(desk.fund_id)
    case_id = await desk.write(made)
    (gift,) = await desk.giving.gifts(desk.fund_id, made.code) or ()
    first = (await desk.books.get_case(desk.fund_id, case_id)).lines[0]
    assert (gift.number, gift.line, gift.is_corrected) == (1, first, False)
    event = await desk.received(case_id)
    right = desk.gift(Giver(giver=event.giver, donor_commitment=event.donor_commitment), 20_00)
    await ask(desk.books, desk.fund_id, CorrectLine(
        case_id=case_id, position=first.position, reason=Reason.WRONG_AMOUNT, replacement=right
    ))  # fmt: skip
    (gift,) = await desk.giving.gifts(desk.fund_id, made.code) or ()
    last = (await desk.books.get_case(desk.fund_id, case_id)).lines[-1]
    assert (gift.line, gift.is_corrected) == (last, True)
    reverse = ReverseLine(case_id=case_id, position=last.position, reason=Reason.WRONG_AMOUNT)
    await ask(desk.books, desk.fund_id, reverse)
    (gift,) = await desk.giving.gifts(desk.fund_id, made.code) or ()
    assert (gift.line, gift.is_corrected) == (None, False)


async def test_a_line_under_the_wrong_reference_is_nobodys_there_and_the_right_ones_here(
    desk: Desk,
) -> None:
    wrong, right = [await desk.giving.make(desk.fund_id) for _ in range(2)]
    case_id = await desk.write(wrong)
    line = (await desk.books.get_case(desk.fund_id, case_id)).lines[0]
    corrects = Corrected(case_id, (await desk.received(case_id)).giver)
    giver = await desk.giving.meet(
        desk.fund_id, Typed(right.reference), key="correction", corrects=corrects
    )
    await ask(desk.books, desk.fund_id, CorrectLine(
        case_id=case_id,
        position=line.position,
        reason=Reason.WRONG_KIND,
        replacement=desk.gift(giver),
    ))  # fmt: skip
    lines = [
        [gift.line for gift in await desk.giving.gifts(desk.fund_id, made.code) or ()]
        for made in (wrong, right)
    ]
    now = (await desk.books.get_case(desk.fund_id, case_id)).lines[-1]
    assert lines == [[None], [now]]
