"""Who gave: one giver stays one, and a code tells about its own gifts alone."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from api.giving import codes
from api.giving.service import KEPT_MONTHS, Corrected, Giver, Giving, Made, Typed
from api.giving.standing import GiftStand, GiftState
from api.requests.rate import Rates
from api.requests.service import NotTaken
from ledger.books import Books
from ledger.corrections import ReverseLine
from ledger.donations import RecordDonation
from ledger.events import DonationReceived, Reason
from ledger.recordings import CorrectLine
from ledger.refunds import RefundDonation
from ledger.store.database import Database
from ledger.vault.keys import Keys
from ledger.vault.vault import Vault
from tests.funds import DAY, OpenedFund, ask, open_fund

NAME = "Rosalind Marker"
KEYS = Keys(references=b"r" * 32, log=b"l" * 32)


class Desk:
    """A fund whose treasurer writes gifts down."""

    def __init__(self, database: Database, books: Books, opened: OpenedFund, keys: Path) -> None:
        self.database, self.books, self.opened, self.keys = database, books, opened, keys
        self.now = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
        self.vault = Vault(database, keys, lambda: self.now)
        self.giving = Giving(database, self.vault, KEYS, books, lambda: self.now)

    @property
    def fund_id(self) -> UUID:
        return self.opened.fund_id

    def gift(self, giver: Giver, gross: int = 25_00) -> RecordDonation:
        return RecordDonation(
            occurred_on=DAY,
            account_id=self.opened.bank,
            purpose_id=self.opened.anything,
            gross=gross,
            currency="USD",
            exponent=2,
            giver=giver.giver,
            donor_commitment=giver.donor_commitment,
            case_id=giver.case_id,
        )

    async def meet(self, reference: str = "", apart: str = "", key: str = "") -> Giver:
        typed = Typed(reference, apart)
        return await self.giving.meet(self.fund_id, typed, key=key or str(uuid4()))

    async def write(self, made: Made, gross: int = 25_00) -> UUID:
        """Write a gift down under a reference; return its case."""
        giver = await self.meet(made.reference)
        return (await ask(self.books, self.fund_id, self.gift(giver, gross))).case_id

    async def told(self, made: Made) -> list[GiftState] | None:
        found = await self.giving.told(self.fund_id, made.code)
        return None if found is None else [each.state for each in found]

    async def received(self, case_id: UUID) -> DonationReceived:
        opening = (await self.books.get_case(self.fund_id, case_id)).opening
        assert isinstance(opening, DonationReceived)
        return opening


@pytest.fixture
def keys_dir(tmp_path: Path) -> Path:
    tmp_path.chmod(0o700)
    return tmp_path


@pytest.fixture
async def desk(database: Database, keys_dir: Path) -> Desk:
    books = Books(database)
    return Desk(database, books, await open_fund(books, money=1_000_00), keys_dir)


async def test_a_code_says_expected_then_in_the_books(desk: Desk) -> None:
    made = await desk.giving.make(desk.fund_id)
    assert await desk.told(made) == []
    await desk.write(made)
    assert await desk.told(made) == [GiftState.BOOKED]
    again = replace(made, code=made.code.lower().replace("-", " "))
    assert await desk.told(again) == [GiftState.BOOKED]


async def test_a_wrong_code_one_of_another_fund_and_a_reference_tell_nothing(desk: Desk) -> None:
    made = await desk.giving.make(desk.fund_id)
    wrong = made.code[:-1] + ("0" if made.code[-1] != "0" else "1")
    for code in (wrong, made.reference, "", "\ud800", "x" * 9_000):
        assert await desk.giving.told(desk.fund_id, code) is None
    assert await desk.giving.told(uuid4(), made.code) is None


async def test_who_gives_again_under_a_reference_is_one_giver_with_new_commitments(
    desk: Desk,
) -> None:
    made = await desk.giving.make(desk.fund_id)
    lines = [await desk.received(await desk.write(made)) for _ in range(3)]
    assert len({line.giver for line in lines}) == 1
    seed = codes.seed_of(desk.fund_id, made.code)
    assert [line.donor_commitment for line in lines] == [
        codes.commitment_of(desk.fund_id, codes.nonce_of(seed, number)) for number in (1, 2, 3)
    ]
    assert await desk.told(made) == [GiftState.BOOKED] * 3


async def test_what_is_given_back_is_told_without_an_amount(desk: Desk) -> None:
    made = await desk.giving.make(desk.fund_id)
    case_id = await desk.write(made)
    back = RefundDonation(
        occurred_on=DAY,
        case_id=case_id,
        account_id=desk.opened.bank,
        amount=10_00,
        currency="USD",
        exponent=2,
    )
    await ask(desk.books, desk.fund_id, back)
    assert await desk.told(made) == [GiftState.PARTLY_BACK]
    await ask(desk.books, desk.fund_id, replace(back, amount=15_00))
    assert await desk.told(made) == [GiftState.GIVEN_BACK]


async def test_a_corrected_line_is_the_same_gift_and_one_taken_back_is_said_so(desk: Desk) -> None:
    made = await desk.giving.make(desk.fund_id)
    case_id = await desk.write(made)
    line = (await desk.books.get_case(desk.fund_id, case_id)).lines[0]
    event = await desk.received(case_id)
    right = desk.gift(Giver(giver=event.giver, donor_commitment=event.donor_commitment), 20_00)
    reason = Reason.WRONG_AMOUNT
    await ask(desk.books, desk.fund_id, CorrectLine(
        case_id=case_id, position=line.position, reason=reason, replacement=right
    ))  # fmt: skip
    assert await desk.told(made) == [GiftState.BOOKED]
    last = (await desk.books.get_case(desk.fund_id, case_id)).lines[-1]
    reverse = ReverseLine(case_id=case_id, position=last.position, reason=reason)
    await ask(desk.books, desk.fund_id, reverse)
    assert await desk.told(made) == [GiftState.TAKEN_BACK]


async def test_a_line_written_under_the_wrong_reference_moves_to_the_right_one(desk: Desk) -> None:
    wrong, right = [await desk.giving.make(desk.fund_id) for _ in range(2)]
    case_id = await desk.write(wrong)
    line = (await desk.books.get_case(desk.fund_id, case_id)).lines[0]
    giver = await desk.giving.meet(
        desk.fund_id,
        Typed(right.reference),
        key="correction",
        corrects=Corrected(case_id, (await desk.received(case_id)).giver),
    )
    assert giver.case_id is None
    await ask(desk.books, desk.fund_id, CorrectLine(
        case_id=case_id,
        position=line.position,
        reason=Reason.WRONG_KIND,
        replacement=desk.gift(giver),
    ))  # fmt: skip
    assert await desk.told(wrong) == [GiftState.TAKEN_BACK]
    assert await desk.told(right) == [GiftState.BOOKED]


async def test_a_line_that_is_corrected_under_its_own_reference_stays_one_gift(desk: Desk) -> None:
    made = await desk.giving.make(desk.fund_id)
    case_id = await desk.write(made)
    before = await desk.received(case_id)
    giver = await desk.giving.meet(
        desk.fund_id,
        Typed(made.reference),
        key="correction",
        corrects=Corrected(case_id, before.giver),
    )
    assert giver == Giver(giver=before.giver, donor_commitment=before.donor_commitment)


async def test_the_same_key_is_the_same_gift_however_often_it_is_asked(desk: Desk) -> None:
    made = await desk.giving.make(desk.fund_id)
    first, again = [await desk.meet(made.reference, NAME, "one key") for _ in range(2)]
    assert first == again
    assert await desk.meet(made.reference, NAME, "another") != first
    assert await desk.told(made) == []  # noted, and never written


async def test_a_giver_told_apart_by_a_name_is_one_however_it_is_written(desk: Desk) -> None:
    named = [await desk.meet(apart=each) for each in (NAME, NAME.upper(), "Marker, Rosalind")]
    assert len({each.giver for each in named}) == 1
    other = await desk.meet(apart="Rosalind Market")
    assert other.giver not in {None, named[0].giver}
    assert await desk.meet() == Giver()


async def test_a_name_and_a_reference_lead_to_one_giver(desk: Desk) -> None:
    known = await desk.meet(apart=NAME)
    made, later = [await desk.giving.make(desk.fund_id) for _ in range(2)]
    assert (await desk.meet(made.reference, NAME)).giver == known.giver
    assert (await desk.meet(made.reference)).giver == known.giver
    first = await desk.meet(later.reference)
    assert (await desk.meet(later.reference, "Somebody new")).giver == first.giver
    assert (await desk.meet(apart="Somebody new")).giver == first.giver


async def test_a_locked_vault_recognises_nobody_by_name(desk: Desk) -> None:
    known = await desk.meet(apart=NAME)
    desk.vault.custody(desk.fund_id).lock(forgetting=False)
    (said,) = await desk.giving.look(desk.fund_id, [Typed(apart=NAME)])
    assert (said.gave_before, said.is_vault_open) == (False, False)
    assert (await desk.meet(apart=NAME)).giver is None
    assert (await desk.meet(apart="Met while it is locked")).giver is None
    desk.vault.custody(desk.fund_id).unlock()
    assert (await desk.meet(apart=NAME)).giver == known.giver
    (said,) = await desk.giving.look(desk.fund_id, [Typed(apart="Met while it is locked")])
    assert not said.gave_before


async def test_looking_says_who_gave_before_and_writes_nothing(desk: Desk) -> None:
    made, used = [await desk.giving.make(desk.fund_id) for _ in range(2)]
    await desk.meet(used.reference, NAME)
    wanted = [Typed(made.reference), Typed(used.reference), Typed(apart=NAME), Typed("0" * 8)]
    for _ in range(2):
        found = await desk.giving.look(desk.fund_id, wanted)
        assert [(each.is_reference_known, each.gave_before) for each in found] == [
            (True, False), (True, True), (False, True), (False, False),
        ]  # fmt: skip


async def test_references_without_a_gift_end_after_thirteen_months_and_others_never(
    desk: Desk,
) -> None:
    unused, used = [await desk.giving.make(desk.fund_id) for _ in range(2)]
    await desk.write(used)
    desk.now = datetime(2027, 4, 30, 23, tzinfo=UTC)
    assert await desk.told(unused) == []
    desk.now += timedelta(days=1)
    assert date(2026, 3, 2).month + KEPT_MONTHS + 1 - 12 == desk.now.month
    assert await desk.told(unused) is None
    assert await desk.told(used) == [GiftState.BOOKED]
    found = await desk.giving.look(desk.fund_id, [Typed(unused.reference), Typed(used.reference)])
    assert [each.is_reference_known for each in found] == [False, True]
    await desk.giving.make(desk.fund_id)
    async with desk.database.acquire() as connection:
        kept = await connection.fetch(
            "select reference from gift_codes where fund_id = $1", desk.fund_id
        )
    assert unused.reference not in {row["reference"] for row in kept}


async def test_too_many_at_once_are_told_to_come_later(desk: Desk) -> None:
    desk.giving.rates = Rates(of_fund=2)
    for _ in range(2):
        await desk.giving.make(desk.fund_id)
    with pytest.raises(NotTaken):
        await desk.giving.make(desk.fund_id)


async def test_neither_code_nor_name_nor_seed_is_in_the_database(desk: Desk) -> None:
    made = await desk.giving.make(desk.fund_id)
    await desk.meet(made.reference, NAME)
    seed = codes.seed_of(desk.fund_id, made.code)
    async with desk.database.acquire() as connection:
        rows = [
            str(
                await connection.fetch(
                    f"select t::text from {name} t where fund_id = $1", desk.fund_id
                )
            )
            for name in ("gift_codes", "gift_arrivals", "vault_references")
        ]
    stored = "".join(rows)
    assert codes.plain(made.reference) in stored
    for secret in (
        codes.plain(made.code),
        "Rosalind",
        "marker",
        seed.hex(),
        made.code.encode().hex(),
    ):
        assert secret not in stored
    assert made.code not in repr(made)
    assert "Rosalind" not in repr(Typed(apart=NAME))


async def test_a_gift_is_told_to_be_in_the_report_that_holds_its_line(desk: Desk) -> None:
    made = await desk.giving.make(desk.fund_id)
    await desk.write(made)
    assert await desk.giving.told(desk.fund_id, made.code) == (GiftStand(GiftState.BOOKED),)
