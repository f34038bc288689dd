"""Which field a refusal of the ledger is about, on most pages."""

from typing import Final

FIELDS_OF_REFUSALS: Final[dict[str, str]] = {
    "date-in-future": "occurred_on",
    "date-too-early": "occurred_on",
    "before-its-case": "occurred_on",
    "amount-not-positive": "amount",
    "amount-too-large": "amount",
    "insufficient-funds": "amount",
    "account-short": "account_id",
    "insufficient-purpose": "purpose_id",
    "purpose-short": "purpose_id",
    "purpose-restricted": "purpose_id",
    "outside-purpose": "purpose_id",
    "more-than-held": "amount",
    "more-than-owed": "amount",
    "more-than-lost": "amount",
    "share-exceeds-amount": "share",
    "kind-unusable": "kind",
    "report-unusable": "news",
    "not-in-this-state": "occurred_on",
    "more-than-promised": "amount",
    "more-than-given": "amount",
    "more-than-paid": "amount",
    "consent-missing": "consent",
    "instalment-unknown": "instalment",
    "witness-needed": "amount",
    "urgent-path-closed": "way",
    "acts-unusable": "prepared",
}
"""Code of a refusal to the name of a field."""
