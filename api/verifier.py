"""The page that checks receipts in a browser: one file, the same bytes for everybody.

It is meant to be saved and opened from disk. The copy that a service gives out says so itself,
because who is checked should not bring the scales. It is the only page with a script, so it is
shut away: it may ask nobody for anything, and is of no origin, so that no cookie is within reach.
"""

import gzip
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any, Final

from litestar import Request, Response, get

from api.access import Power, needs
from api.assets import STATIC_DIR

VERIFIER_ADDRESS: Final = "/verify.html"
VERIFIER_FILE: Final = STATIC_DIR / "verifier" / "verify.html"
_OWN_POLICY: Final = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]+)"')
_SERVED: Final = "; frame-ancestors 'none'; sandbox allow-scripts allow-forms allow-downloads"


@cache
def _content(path: Path = VERIFIER_FILE) -> bytes:
    return path.read_bytes()


@cache
def _compressed() -> bytes:
    return gzip.compress(_content(), mtime=0)


@cache
def verifier_digest() -> str:
    """Return the SHA-256 of the page in hexadecimal: what a saved copy is compared with."""
    return hashlib.sha256(_content()).hexdigest()


@cache
def verifier_policy() -> str:
    """Return the policy of the copy that is given out: its own, and shut away.

    The page names its script and its style by their hashes; forms are allowed because a form
    whose answer stays in the page counts as one.
    """
    [own] = _OWN_POLICY.findall(_content().decode())
    return f"{own}{_SERVED}"


@get(VERIFIER_ADDRESS, include_in_schema=False, opt=needs(Power.STRANGER), sync_to_thread=False)
def verifier_page(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Give out the page: to be looked at, or with ``?save`` as a file."""
    how = "attachment" if "save" in request.query_params else "inline"
    headers = {
        "Cache-Control": "public, max-age=3600",
        "Content-Disposition": f'{how}; filename="verify.html"',
        "Content-Security-Policy": verifier_policy(),
        "Vary": "Accept-Encoding",
    }
    content = _content()
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"], content = "gzip", _compressed()
    return Response(content, media_type="text/html", headers=headers)
