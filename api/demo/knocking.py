"""Who knocked: requests in the vault, some read, some met. Nobody in them exists."""

from datetime import timedelta
from functools import partial
from typing import Final
from uuid import UUID

from msgspec import Struct

from api.demo.diary import Diary
from api.demo.fund import TIME_ZONE
from api.demo.plans import screening
from api.requests.door import Door, set_door
from api.requests.service import Asking, Requests
from api.requests.table import State
from ledger.chart import Category
from ledger.publishing.months import month_of_day, month_text
from ledger.requests import WaitlistRequest
from ledger.store.database import Database
from ledger.vault.openings import OpeningPurpose
from ledger.vault.records import Draft, RecordKind
from ledger.vault.vault import Vault

_KINDS: Final = (Category.BAIL, Category.RENT, Category.HOTEL, Category.MEDICAL, Category.FOOD)
_EVENING: Final = 18 * 60
_NIGHT: Final = 3 * 60
_SAFE: Final = "You may leave a message"


class Reception(Struct, frozen=True):
    """Where requests arrive: the door, the queue and the vault behind it."""

    database: Database
    requests: Requests
    vault: Vault


class Knock(Struct, frozen=True, kw_only=True):
    """A request: how many days ago, what it says, and what became of it."""

    days_ago: int
    name: str
    contact: str
    words: str
    kind: Category
    tonight: bool = False
    becomes: State = State.WAITING
    hearing_in: int = 0


KNOCKS: Final = (
    Knock(
        days_ago=0,
        name="Ash",
        contact="555 0132",
        words="They hold my sister at Eastside since noon. They want 200 before midnight.",
        kind=Category.BAIL,
        tonight=True,
    ),
    Knock(
        days_ago=1,
        name="Juniper",
        contact="555 0133",
        words="Rent is short by 300 this month, hours were cut. Due on the first.",
        kind=Category.RENT,
    ),
    Knock(
        days_ago=2,
        name="Rowan",
        contact="555 0134",
        words="Prescription for my mother, about 85. The pharmacy keeps it until Friday.",
        kind=Category.MEDICAL,
    ),
    Knock(
        days_ago=3,
        name="Sorrel",
        contact="555 0135",
        words="Locked out, two children, need a room for three nights.",
        kind=Category.HOTEL,
        becomes=State.READ,
    ),
    Knock(
        days_ago=4,
        name="Alder",
        contact="555 0136",
        words="Bail hearing for my partner went badly. Harbour court says 700.",
        kind=Category.BAIL,
        becomes=State.HELPED,
        hearing_in=9,
    ),
    Knock(
        days_ago=6,
        name="Hazel",
        contact="555 0132",
        words="Two months behind with rent, a letter came from the landlord.",
        kind=Category.RENT,
        becomes=State.HELPED,
    ),
    Knock(
        days_ago=13,
        name="Linden",
        contact="555 0138",
        words="Moving to my cousin's town in spring, the van costs 160.",
        kind=Category.MOVING,
        becomes=State.LISTED,
    ),
    Knock(
        days_ago=17,
        name="Willow",
        contact="555 0140",
        words="Two nights somewhere else until the locks are changed. My cousin may say yes.",
        kind=Category.HOTEL,
        becomes=State.OVER,
    ),
    Knock(
        days_ago=21,
        name="Elder",
        contact="555 0139",
        words="Money for a car so that I can look for work.",
        kind=Category.FOOD,
        becomes=State.NO,
    ),
)


def plan_knocking(diary: Diary, reception: Reception) -> None:
    """Put the door and everybody who knocked into the diary."""
    door = Door(
        is_open=True,
        kinds=_KINDS,
        urgent=(Category.HOTEL,),
        closed_until={Category.MOVING: month_text(month_of_day(diary.today) + 3)},
        reads_from=_EVENING,
        reads_until=_NIGHT,
        call_line="Legal hotline of the county, day and night: 555 0100",
    )

    async def open_door() -> None:
        async with reception.database.acquire() as connection:
            await set_door(connection, diary.fund_id, door, now=diary.now, shown_from=diary.now)

    diary.on(diary.ago(31), open_door)
    for knock in KNOCKS:
        diary.on(diary.ago(knock.days_ago), partial(_knock, diary, reception, knock))


async def _knock(diary: Diary, reception: Reception, knock: Knock) -> None:
    """Let a request arrive, and whoever reads it decide the same evening."""
    requests, vault, fund_id = reception.requests, reception.vault, diary.fund_id
    before = {row.request_id for row in await requests.open_list(fund_id)}
    asking = Asking(key=diary.new_id(), tonight=knock.tonight, drafts=_drafts(knock), contacts=())
    await requests.take(fund_id, TIME_ZONE, asking)
    if knock.becomes is State.WAITING:
        return
    (row,) = [row for row in await requests.open_list(fund_id) if row.request_id not in before]
    who, purpose = str(diary.cast.lark), OpeningPurpose.SCREENING
    await vault.open_person(fund_id, row.person_id, actor=who, purpose=purpose)
    case_id = await _decided(diary, knock)
    if case_id is not None:
        await vault.link(fund_id, case_id, row.person_id, today=diary.today)
    if knock.hearing_in:
        hearing_on = (diary.today + timedelta(days=knock.hearing_in)).isoformat()
        heard = {"hearing_on": hearing_on, "hearing_place": "Harbour County Court, room 2"}
        draft = Draft(RecordKind.HEARING, heard)
        await vault.seal(fund_id, row.person_id, draft, actor=who, today=diary.day)
    await requests.move(fund_id, row.request_id, knock.becomes, case_id)


async def _decided(diary: Diary, knock: Knock) -> UUID | None:
    """Screen a request into the book where it may be met; return its case."""
    if knock.becomes not in (State.HELPED, State.LISTED):
        return None
    lark = diary.cast.lark
    case_id = (await diary.act(lark, screening(diary, knock.days_ago, knock.kind))).case_id
    if knock.becomes is State.LISTED:
        await diary.act(lark, WaitlistRequest(occurred_on=diary.day, case_id=case_id))
    return case_id


def _drafts(knock: Knock) -> tuple[Draft, ...]:
    """Return the records of a request as the form seals them."""
    contact = {"name_used": knock.name, "other_contact": knock.contact, "language": "English"}
    needed = {"what_is_needed": knock.kind.value.replace("_", " ")}
    return (
        Draft(RecordKind.CONTACT, contact | {"safe_contact": _SAFE}),
        Draft(RecordKind.REQUEST, {"own_words": knock.words, "for_whom": "For me"}),
        Draft(RecordKind.NEEDS, needed),
    )
