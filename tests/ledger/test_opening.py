"""Opening a fund, and adding accounts, purposes and authorities."""

from typing import Any

import pytest
from msgspec.structs import replace

from ledger.chart import Category
from ledger.command import MAX_LABEL
from ledger.decider import AnyCommand
from ledger.events import (
    AccountKind,
    AccountOpened,
    AuthorityKind,
    AuthorityOpened,
    FundOpened,
    PurposeOpened,
    Restriction,
)
from ledger.opening import (
    NewAccount,
    NewAuthority,
    NewPurpose,
    OpenAccount,
    OpenAuthority,
    OpenFund,
    OpenPurpose,
    labels,
)
from ledger.rejections import (
    CurrencyUnknown,
    FundExists,
    FundUnknown,
    LabelUnusable,
    TimeZoneUnknown,
)
from tests.ledger import steps
from tests.ledger.book import FUND, TODAY, TOMORROW, ZONE, Given, Ladder, Rung, Step, fresh
from tests.ledger.world import BOOK

UNUSABLE = LabelUnusable("label", MAX_LABEL)
SHELL = NewAccount(kind=AccountKind.BANK, label=" ", currency="XXX")
NAMED = replace(SHELL, label="The bank")
BANK = replace(NAMED, currency="JPY")
PURPOSE = NewPurpose(restriction=Restriction.RESTRICTED, label="Rent", categories=(Category.RENT,))
AUTHORITY = NewAuthority(kind=AuthorityKind.COURT, label="District court")

FUND_LADDER = Ladder(
    OpenFund(
        occurred_on=TOMORROW,
        label="",
        currency="usd",
        time_zone="Middle/Earth",
        accounts=(SHELL,),
        purposes=(replace(PURPOSE, label="x" * (MAX_LABEL + 1)),),
        authorities=(replace(AUTHORITY, label="two\nlines"),),
    ),
    Given(*BOOK),
    (
        Step(FundExists(FUND), given=Given()),
        Step(UNUSABLE, {"label": "Common pot"}),
        Step(TimeZoneUnknown(), {"time_zone": ZONE}),
        *steps.dates(),
        Step(CurrencyUnknown("currency", "usd"), {"currency": "USD"}),
        Step(UNUSABLE, {"accounts": (NAMED,)}),
        Step(CurrencyUnknown("currency", "XXX"), {"accounts": (BANK,)}),
        Step(UNUSABLE, {"purposes": (PURPOSE,)}),
        Step(UNUSABLE, {"authorities": (AUTHORITY,)}),
    ),
)
ACCOUNT_LADDER = Ladder(
    OpenAccount(occurred_on=TOMORROW, account=SHELL),
    Given(*BOOK),
    (
        *steps.dates(),
        Step(UNUSABLE, {"account": NAMED}),
        Step(CurrencyUnknown("currency", "XXX"), {"account": BANK}),
    ),
)
PURPOSE_LADDER = Ladder(
    OpenPurpose(occurred_on=TOMORROW, purpose=replace(PURPOSE, label="")),
    Given(*BOOK),
    (*steps.dates(), Step(UNUSABLE, {"purpose": PURPOSE})),
)
AUTHORITY_LADDER = Ladder(
    OpenAuthority(occurred_on=TOMORROW, authority=replace(AUTHORITY, label="")),
    Given(*BOOK),
    (*steps.dates(), Step(UNUSABLE, {"authority": AUTHORITY})),
)
LADDERS = (FUND_LADDER, ACCOUNT_LADDER, PURPOSE_LADDER, AUTHORITY_LADDER)


@pytest.mark.parametrize("rung", [rung for ladder in LADDERS for rung in ladder.rungs()], ids=str)
def test_refusals_come_in_their_order(rung: Rung) -> None:
    rung.check()


def open_fund(**fields: Any) -> OpenFund:
    usual: dict[str, Any] = {
        "occurred_on": TODAY,
        "label": "Common pot",
        "currency": "USD",
        "time_zone": ZONE,
    }
    return OpenFund(**(usual | fields))


OPENED = FundOpened(
    occurred_on=TODAY, currency="USD", exponent=2, time_zone=ZONE, single_signer=True
)


def test_a_new_fund_is_in_single_signer_mode_and_has_what_was_named() -> None:
    command = open_fund(accounts=(BANK,), purposes=(PURPOSE,), authorities=(AUTHORITY,))
    Given().when(command).then(
        OPENED,
        AccountOpened(
            occurred_on=TODAY,
            account_id=fresh(1),
            kind=AccountKind.BANK,
            currency="JPY",
            exponent=0,
        ),
        PurposeOpened(
            occurred_on=TODAY,
            purpose_id=fresh(2),
            restriction=Restriction.RESTRICTED,
            categories=(Category.RENT,),
        ),
        AuthorityOpened(occurred_on=TODAY, authority_id=fresh(3), kind=AuthorityKind.COURT),
    )


def test_today_is_counted_in_the_time_zone_of_the_fund() -> None:
    Given().when(open_fund(occurred_on=TOMORROW, time_zone="Asia/Manila")).then(
        replace(OPENED, occurred_on=TOMORROW, time_zone="Asia/Manila")
    )


@pytest.mark.parametrize(
    "zone",
    [
        *("", "../etc/passwd", "/etc/localtime", "Europe", "\x00", "UTC ", "\ud800"),
        # Files of some machines, missing or of another meaning on the next one.
        *("localtime", "posixrules", "posix/UTC", "right/UTC", "Factory"),
    ],
)
def test_a_time_zone_that_is_none_is_refused_whatever_it_looks_like(zone: str) -> None:
    Given().when(open_fund(time_zone=zone)).refused(TimeZoneUnknown())


@pytest.mark.parametrize("command", [OpenAccount(occurred_on=TODAY, account=BANK)], ids=str)
def test_nothing_but_an_opening_is_written_into_a_book_without_a_fund(command: AnyCommand) -> None:
    Given().when(command).refused(FundUnknown())


def test_an_account_counts_a_currency_as_the_fund_did_before() -> None:
    old = replace(OPENED, currency="JPY", exponent=2)
    (opened,) = Given(old).when(OpenAccount(occurred_on=TODAY, account=BANK)).facts
    assert isinstance(opened, AccountOpened)
    assert opened.exponent == 2


@pytest.mark.parametrize(
    "given,kept",
    [
        ("Caja\u00a0 fuerte", "Caja fuerte"),
        ("\u5c71\u7530\u3000\u592a\u90ce", "\u5c71\u7530 \u592a\u90ce"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",) * 2,
    ],
    ids=ascii,
)
def test_names_as_people_type_and_paste_them_are_kept_tidy(given: str, kept: str) -> None:
    command = OpenAccount(occurred_on=TODAY, account=replace(BANK, label=given))
    facts = Given(OPENED).when(command).facts
    assert labels(command, facts, FUND) == (("account", fresh(1), kept),)


@pytest.mark.parametrize(
    "name", ["a\u202eb", "\u200d", "a\x00", "a\tb", "\ud800", "\u00a0"], ids=ascii
)
def test_names_that_cannot_be_seen_or_turn_the_text_around_are_refused(name: str) -> None:
    command = OpenAccount(occurred_on=TODAY, account=replace(BANK, label=name))
    Given(OPENED).when(command).refused(UNUSABLE)


def test_a_purpose_has_each_category_once_however_often_it_was_said() -> None:
    purpose = replace(PURPOSE, categories=(Category.RENT, Category.HOTEL) * 10_000)
    (opened,) = Given(OPENED).when(OpenPurpose(occurred_on=TODAY, purpose=purpose)).facts
    assert isinstance(opened, PurposeOpened)
    assert opened.categories == (Category.RENT, Category.HOTEL)


def test_names_stand_beside_the_book_under_the_ids_of_the_facts() -> None:
    command = open_fund(label="  Common pot ", accounts=(BANK,), purposes=(PURPOSE,))
    facts = Given().when(command).facts
    assert labels(command, facts, FUND) == (
        ("fund", FUND, "Common pot"),
        ("account", fresh(1), "The bank"),
        ("purpose", fresh(2), "Rent"),
    )
