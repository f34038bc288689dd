"""Who may do what in a fund, and under which policy: the part of its state that is about people."""

from ledger.governance.fold import evolve_governance
from ledger.governance.state import (
    CAP_DAYS,
    FOUNDING,
    KEEPS_BOOKS,
    REST,
    SUSPENSION,
    AloneUse,
    Breaking,
    Float,
    Governance,
    Mandate,
    Policy,
    Ratification,
    Sheets,
    Stop,
    Suspension,
    UrgentUse,
)

__all__ = [
    "CAP_DAYS", "FOUNDING", "KEEPS_BOOKS", "REST", "SUSPENSION", "AloneUse", "Breaking", "Float",
    "Governance", "Mandate", "Policy", "Ratification", "Sheets", "Stop", "Suspension", "UrgentUse",
    "evolve_governance",
]  # fmt: skip
