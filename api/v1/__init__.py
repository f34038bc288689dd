"""The JSON API, version 1: one file a concept. `docs/api.md` shows it at work."""

from typing import Final

from litestar import Router

from api.v1 import (
    accounts,
    audits,
    authorities,
    bail,
    bail_courts,
    break_glass,
    budgets,
    cash,
    costs,
    courts,
    deciding,
    donations,
    floats,
    funds,
    gifts,
    giver_names,
    grants,
    help_requests,
    labels,
    line_receipts,
    lines,
    lines_csv,
    log,
    me,
    orders,
    people,
    policy,
    publishing,
    purposes,
    reports,
    requests,
    sealed_book,
    seat,
    statements,
    transfers,
    vault,
    well,
)
from api.v1.bodies import body_given
from api.v1.reading import on_behind, query_fits
from projections.known import ProjectionBehind

MAX_BODY_BYTES: Final = 64 * 1024

_REPORTS: Final = (*reports.ROUTES, *publishing.ROUTES, *giver_names.ROUTES)
CONCEPTS: Final = (
    ("funds", "", funds.ROUTES),
    ("accounts", "/{fund_id:uuid}", accounts.ROUTES),
    ("purposes", "/{fund_id:uuid}", purposes.ROUTES),
    ("authorities", "/{fund_id:uuid}", authorities.ROUTES),
    ("donations", "/{fund_id:uuid}", (*donations.ROUTES, *gifts.ROUTES)),
    ("transfers", "/{fund_id:uuid}", transfers.ROUTES),
    ("bail", "/{fund_id:uuid}", (*bail.ROUTES, *bail_courts.ROUTES, *courts.ROUTES)),
    ("grants", "/{fund_id:uuid}", grants.ROUTES),
    ("requests", "/{fund_id:uuid}", (*requests.ROUTES, *help_requests.ROUTES)),
    ("costs", "/{fund_id:uuid}", costs.ROUTES),
    ("floats", "/{fund_id:uuid}", floats.ROUTES),
    ("cash", "/{fund_id:uuid}", cash.ROUTES),
    ("orders", "/{fund_id:uuid}", orders.ROUTES),
    ("deciding", "/{fund_id:uuid}", deciding.ROUTES),
    ("budgets", "/{fund_id:uuid}", (*budgets.ROUTES, *seat.ROUTES)),
    ("lines", "/{fund_id:uuid}", (*lines.ROUTES, *lines_csv.ROUTES, *line_receipts.ROUTES)),
    ("statements", "/{fund_id:uuid}", statements.ROUTES),
    ("labels", "/{fund_id:uuid}", labels.ROUTES),
    ("people", "/{fund_id:uuid}", (*people.ROUTES, *policy.ROUTES, *break_glass.ROUTES)),
    ("reports", "/{fund_id:uuid}/reports", _REPORTS),
    ("audits", "/{fund_id:uuid}", audits.ROUTES),
    ("log", "/{fund_id:uuid}/log", (*log.ROUTES, *sealed_book.ROUTES)),
    ("vault", "/{fund_id:uuid}", vault.ROUTES),
)
"""Tag, path below the funds, and routes."""


_OF_FUNDS: Final = tuple(
    Router(
        f"/funds{path}",
        route_handlers=routes,
        tags=[tag],
        guards=[query_fits],
        before_request=body_given,
        exception_handlers={ProjectionBehind: on_behind},
        request_max_body_size=MAX_BODY_BYTES,
    )
    for tag, path, routes in CONCEPTS
)
_OF_THE_INSTANCE: Final = Router(
    "/well", route_handlers=well.ROUTES, tags=["well"], guards=[query_fits]
)
_OF_ONESELF: Final = Router(
    "/me",
    route_handlers=me.ROUTES,
    tags=["me"],
    guards=[query_fits],
    before_request=body_given,
    request_max_body_size=MAX_BODY_BYTES,
)
ROUTES: Final = (*_OF_FUNDS, _OF_THE_INSTANCE, _OF_ONESELF)
"""To be served under ``/api/v1``."""
