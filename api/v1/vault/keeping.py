"""The vault itself: its state, locking and unlocking; last days, holds, erasing."""

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from litestar import get, put
from litestar.params import JSONBody, QueryParameter
from msgspec import Meta, Struct

from api.access import Power, access_of, needs
from api.problems import STEP_UP_NEEDED, TOO_LARGE
from api.site import site_of
from api.v1.plain_bodies import reads_plain
from api.v1.receipts import AnyRequest, FundId
from api.v1.refusals import ANY, responses_of
from api.v1.vault.shapes import (
    ListedAct,
    OnePerson,
    PersonId,
    actor_with_code,
    acts,
    today_of,
    whole_person,
)
from api.vault.locking import lock_everything
from ledger.rejections import (
    AskedByYou,
    HoldMissing,
    KeepUntilUnusable,
    LegalHold,
    PersonErased,
    PersonUnknown,
    ProfileUnknown,
    SharesNeeded,
    SharesWrong,
    VaultOpen,
)


class VaultShown(Struct, frozen=True, kw_only=True):
    """The vault, without anything that is in it."""

    is_open: bool
    is_made: Annotated[bool, Meta(description="Whether it has a key yet.")]
    key_is_here: Annotated[bool, Meta(description="Whether its key is on the machine.")]
    has_sheets: Annotated[bool, Meta(description="Whether sheets of paper hold the key.")]
    sheets_checked: Annotated[bool, Meta(description="Whether two of them were tried.")]
    profile: Annotated[str, Meta(description="The record profile of the fund.")]
    profile_asked: Annotated[
        str | None, Meta(description="The one that a steward asks for, until another agrees.")
    ]
    asks: Annotated[dict[str, tuple[str, ...]], Meta(description="Its fields by kind of help.")]
    export: Annotated[tuple[str, ...], Meta(description="Columns of the report of the law.")]


class Locked(Struct, frozen=True):
    """What became of the key."""

    key_left_the_machine: bool


class TypedSheets(Struct, frozen=True, forbid_unknown_fields=True):
    """The words of two sheets; none where the key is on the machine."""

    sheets: Annotated[tuple[str, ...], Meta(description="The words of each sheet.")] = ()


class ChosenProfile(Struct, frozen=True, forbid_unknown_fields=True):
    """A record profile."""

    profile: Annotated[str, Meta(description="Its code, such as least.")]


class LastDay(Struct, frozen=True, forbid_unknown_fields=True):
    """Until when somebody is kept."""

    keep_until: Annotated[date, Meta(description="The last day.")]


class Acts(Struct, frozen=True):
    """What was done in the vault, the latest first."""

    acts: tuple[ListedAct, ...]


@get(
    "/vault",
    operation_id="get_vault",
    summary="The state of the vault",
    responses=responses_of(ANY),
    opt={"refusals": (), **needs(Power.READ_OPENINGS)},
)
async def get_vault(request: AnyRequest, fund_id: FundId) -> VaultShown:
    """Say whether the vault is open, where its key is, and what is asked of people."""
    vault = site_of(request).vault
    state, profile = vault.state(fund_id), await vault.profile(fund_id)
    asked = await vault.profile_asked(fund_id)
    return VaultShown(
        is_open=state.is_open,
        is_made=state.is_made,
        key_is_here=state.has_private_key,
        has_sheets=state.has_sheets,
        sheets_checked=state.sheets_checked,
        profile=profile.code,
        profile_asked=asked.code if asked else None,
        asks=profile.asks,
        export=profile.export,
    )


@get(
    "/vault/acts",
    operation_id="list_vault_acts",
    summary="Who opened what",
    responses=responses_of(ANY),
    opt={"refusals": (), **needs(Power.READ_OPENINGS)},
)
async def list_vault_acts(
    request: AnyRequest,
    fund_id: FundId,
    person_id: Annotated[UUID | None, QueryParameter(description="Only about this person.")] = None,
) -> Acts:
    """List the latest 500 that was done, with what for; never what was in it."""
    found = await site_of(request).vault.list_acts(fund_id, person_id)
    return Acts(
        tuple(
            ListedAct(
                acted_at=act.acted_at,
                actor=act.actor,
                act=act.act,
                purpose=act.purpose,
                kind=act.kind,
                person_id=act.person_id,
                agreed_by=act.agreed_by,
            )
            for act in found
        )
    )


@acts(
    "/vault/lock",
    power=Power.PANIC,
    name="lock_vault",
    summary="Lock everything now",
    takes_code=False,
)
async def lock_vault(request: AnyRequest, fund_id: FundId) -> Locked:
    """Lock the vault and sign everybody of the fund out, whoever asks too. Nothing is destroyed."""
    access = access_of(request)
    is_gone = await lock_everything(site_of(request), fund_id, access.fund, str(access.sign_in_id))
    return Locked(is_gone)


@acts(
    "/vault/unlock",
    *(VaultOpen, SharesNeeded, SharesWrong),
    power=Power.OPEN_VAULT,
    name="unlock_vault",
    summary="Unlock the vault",
    body=TypedSheets,
    status=204,
)
async def unlock_vault(request: AnyRequest, fund_id: FundId, data: JSONBody[TypedSheets]) -> None:
    """Unlock it, with the words of two sheets where its key is not on the machine."""
    actor = await actor_with_code(request)
    await site_of(request).vault.unlock(fund_id, data.sheets, actor=actor)


@put(
    "/vault/profile",
    operation_id="choose_profile",
    summary="Choose the record profile",
    status_code=204,
    dto=reads_plain(ChosenProfile),
    return_dto=None,
    responses=responses_of((*ANY, STEP_UP_NEEDED, TOO_LARGE, ProfileUnknown)),
    opt={"refusals": (ProfileUnknown,), **needs(Power.GOVERN)},
)
async def choose_profile(
    request: AnyRequest, fund_id: FundId, data: JSONBody[ChosenProfile]
) -> None:
    """Choose what is asked of people and for how long it is kept, as the second of two stewards.

    The first one asks for it; it holds once another one has chosen the same.
    """
    actor, alone = await actor_with_code(request), access_of(request).fund.single_signer
    await site_of(request).vault.set_profile(fund_id, data.profile, actor=actor, alone=alone)


@put(
    "/vault/people/{person_id:uuid}/keep-until",
    operation_id="keep_person",
    summary="Set the last day of somebody",
    dto=reads_plain(LastDay),
    return_dto=None,
    responses=responses_of(
        (*ANY, STEP_UP_NEEDED, TOO_LARGE, KeepUntilUnusable, PersonUnknown, PersonErased)
    ),
    opt={
        "refusals": (KeepUntilUnusable, PersonUnknown, PersonErased),
        **needs(Power.OPEN_VAULT),
    },
)
async def keep_person(
    request: AnyRequest, fund_id: FundId, person_id: PersonId, data: JSONBody[LastDay]
) -> OnePerson:
    """Set the day after which somebody is erased by itself."""
    actor = await actor_with_code(request)
    await site_of(request).vault.set_keep_until(
        fund_id, person_id, data.keep_until, actor=actor, today=today_of(request)
    )
    return await whole_person(request, fund_id, person_id)


@acts(
    "/vault/people/{person_id:uuid}/hold",
    *(PersonUnknown, PersonErased),
    power=Power.OPEN_VAULT,
    name="hold_person",
    summary="Forbid to erase somebody",
)
async def hold_person(request: AnyRequest, fund_id: FundId, person_id: PersonId) -> OnePerson:
    """Place a hold: one person does it, two lift it."""
    actor = await actor_with_code(request)
    await site_of(request).vault.place_hold(fund_id, person_id, actor=actor)
    return await whole_person(request, fund_id, person_id)


@acts(
    "/vault/people/{person_id:uuid}/hold/ask-lift",
    *(PersonUnknown, PersonErased, HoldMissing),
    power=Power.OPEN_VAULT,
    name="ask_lift_of_hold",
    summary="Ask to lift a hold",
)
async def ask_lift_of_hold(request: AnyRequest, fund_id: FundId, person_id: PersonId) -> OnePerson:
    """Ask to lift the hold on somebody; somebody else agrees."""
    actor = await actor_with_code(request)
    await site_of(request).vault.ask_lift(fund_id, person_id, actor=actor)
    return await whole_person(request, fund_id, person_id)


@acts(
    "/vault/people/{person_id:uuid}/hold/lift",
    *(PersonUnknown, PersonErased, HoldMissing, AskedByYou),
    power=Power.OPEN_VAULT,
    name="lift_hold",
    summary="Lift a hold",
)
async def lift_hold(request: AnyRequest, fund_id: FundId, person_id: PersonId) -> OnePerson:
    """Lift the hold that somebody else asked to lift; alone where one person signs."""
    actor, alone = await actor_with_code(request), access_of(request).fund.single_signer
    await site_of(request).vault.lift(fund_id, person_id, actor=actor, alone=alone)
    return await whole_person(request, fund_id, person_id)


@acts(
    "/vault/people/{person_id:uuid}/erasure",
    *(PersonUnknown, LegalHold),
    power=Power.OPEN_VAULT,
    name="erase_person",
    summary="Erase somebody for ever",
)
async def erase_person(request: AnyRequest, fund_id: FundId, person_id: PersonId) -> OnePerson:
    """Destroy the key to all that is known about somebody; asking again changes nothing."""
    actor = await actor_with_code(request)
    await site_of(request).vault.erase(fund_id, person_id, actor=actor, today=today_of(request))
    return await whole_person(request, fund_id, person_id)


ROUTES: Final = (
    get_vault,
    list_vault_acts,
    lock_vault,
    unlock_vault,
    choose_profile,
    keep_person,
    hold_person,
    ask_lift_of_hold,
    lift_hold,
    erase_person,
)
