"""Who gets in where: the vault."""

from typing import Final
from uuid import UUID

from api.site import Site
from tests.api.access_people import AUDITOR, MANDATED, READERS, RECORDERS, STEWARDS
from tests.ledger.vault.vault_stage import ANNA, LATER, TODAY, WORDS

_FUND: Final = "/api/v1/funds/{fund_id}"
_PERSON: Final = "/vault/people/{person_id}"
_RECORD: Final = "/vault/records/{record_id}"
_ASKING: Final = "/vault/askings/{asking_id}"
_SEERS: Final = RECORDERS | {AUDITOR}
_AUDITORS: Final = frozenset({AUDITOR})

_FORMS: Final[dict[str, frozenset[str]]] = {
    "/vault/panic": MANDATED,
    "/vault/unlock": RECORDERS,
    "/vault/profile": STEWARDS,
    "/vault/report": RECORDERS,
    "/vault/givers": RECORDERS,
    "/cases/{case_id}/person/{help_kind}": RECORDERS,
    f"{_PERSON}/more/{{help_kind}}": RECORDERS,
    f"{_PERSON}/papers": RECORDERS,
    "/hearings": RECORDERS,
    "/cases/{case_id}/hearings": RECORDERS,
    f"{_PERSON}/keep": RECORDERS,
    f"{_PERSON}/hold": RECORDERS,
    f"{_PERSON}/lift": RECORDERS,
    f"{_PERSON}/erase": RECORDERS,
    f"{_RECORD}/change": RECORDERS,
    f"{_RECORD}/ask": _AUDITORS,
    f"{_ASKING}/agree": RECORDERS,
    _ASKING: _AUDITORS,
}

ROWS_OF_VAULT: Final[dict[str, frozenset[str]]] = {
    **{
        f"page {method} /{{fund_id}}{path}": who
        for path, who in _FORMS.items()
        for method in ("GET", "POST")
    },
    "page GET /{fund_id}/vault": READERS,
    "page GET /{fund_id}/vault/openings": READERS,
    "page GET /{fund_id}/cases/{case_id}/person": _SEERS,
    f"page GET /{{fund_id}}{_PERSON}": _SEERS,
    f"page POST /{{fund_id}}{_PERSON}": RECORDERS,
    f"page POST /{{fund_id}}{_RECORD}/file": RECORDERS,
    f"page POST /{{fund_id}}{_RECORD}/look": RECORDERS,
    "page POST /{fund_id}/cases/{case_id}/claim": RECORDERS,
    f"GET {_FUND}/vault": READERS,
    f"GET {_FUND}/vault/acts": READERS,
    f"POST {_FUND}/vault/lock": MANDATED,
    f"POST {_FUND}/vault/unlock": RECORDERS,
    f"PUT {_FUND}/vault/profile": STEWARDS,
    f"GET {_FUND}/cases/{{case_id}}/people": _SEERS,
    f"POST {_FUND}/cases/{{case_id}}/people": RECORDERS,
    f"GET {_FUND}{_PERSON}": _SEERS,
    f"POST {_FUND}{_PERSON}/openings": RECORDERS,
    f"POST {_FUND}{_PERSON}/records": RECORDERS,
    f"POST {_FUND}{_PERSON}/files": RECORDERS,
    f"POST {_FUND}/vault/hearings": RECORDERS,
    f"POST {_FUND}/cases/{{case_id}}/hearings": RECORDERS,
    f"POST {_FUND}{_PERSON}/matches": RECORDERS,
    f"PUT {_FUND}{_PERSON}/keep-until": RECORDERS,
    f"POST {_FUND}{_PERSON}/hold": RECORDERS,
    f"POST {_FUND}{_PERSON}/hold/ask-lift": RECORDERS,
    f"POST {_FUND}{_PERSON}/hold/lift": RECORDERS,
    f"POST {_FUND}{_PERSON}/erasure": RECORDERS,
    f"POST {_FUND}{_RECORD}/openings": RECORDERS,
    f"POST {_FUND}{_RECORD}/versions": RECORDERS,
    f"POST {_FUND}{_RECORD}/askings": _AUDITORS,
    f"GET {_FUND}/vault/askings": _SEERS,
    f"POST {_FUND}{_ASKING}/agreement": RECORDERS,
    f"POST {_FUND}{_ASKING}/opening": _AUDITORS,
    f"POST {_FUND}/vault/report": RECORDERS,
    f"POST {_FUND}/vault/givers/erasure": RECORDERS,
}


async def sealed_in(site: Site, fund_id: UUID) -> dict[str, UUID | str]:
    """Seal somebody, and return the ids of what an address of the vault may name."""
    person = await site.vault.create_person(fund_id, [WORDS], keep_until=LATER, today=TODAY)
    (record,) = await site.vault.list_records(fund_id, person)
    asking = await site.vault.ask_opening(fund_id, record.record_id, actor=ANNA)
    return {
        "person_id": person,
        "record_id": record.record_id,
        "asking_id": asking,
        "help_kind": "bail",
    }
