"""Files of the look: served under a name that holds the hash of their bytes, kept for ever."""

import gzip
import hashlib
from pathlib import Path
from typing import Any, Final

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from msgspec import Struct

from api.access import Power, needs

STATIC_DIR: Final = Path(__file__).parent / "static"
_TYPES: Final = {".css": "text/css", ".png": "image/png"}
_FOR_EVER: Final = "public, max-age=31536000, immutable"


class Asset(Struct, frozen=True):
    """One file: its address, its bytes, and the same bytes compressed."""

    address: str
    media_type: str
    content: bytes
    compressed: bytes


class Assets:
    """All files of ``static/``, read once at start."""

    def __init__(self, directory: Path = STATIC_DIR) -> None:
        self._by_file: dict[str, Asset] = {}
        for path in sorted(directory.iterdir()):
            if path.suffix in _TYPES:
                self._by_file[path.name] = self._read(path)
        self._by_address = {asset.address: asset for asset in self._by_file.values()}

    @staticmethod
    def _read(path: Path) -> Asset:
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()[:16]
        return Asset(
            address=f"/static/{path.stem}.{digest}{path.suffix}",
            media_type=_TYPES[path.suffix],
            content=content,
            compressed=gzip.compress(content, mtime=0),
        )

    def address(self, file_name: str) -> str:
        """Return the address of a file; raises KeyError for one that does not exist."""
        return self._by_file[file_name].address

    def find(self, address: str) -> Asset | None:
        """Return the asset at *address*."""
        return self._by_address.get(address)


@get("/static/{name:str}", include_in_schema=False, opt=needs(Power.STRANGER), sync_to_thread=False)
def static_file(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[bytes]:
    """Serve one file of the look."""
    assets: Assets = request.app.state.site.assets
    asset = assets.find(f"/static/{name}")
    if asset is None:
        raise NotFoundException
    headers = {"Cache-Control": _FOR_EVER, "Vary": "Accept-Encoding"}
    content = asset.content
    # Public bytes only: a compressed page with a secret in it would tell its length.
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"], content = "gzip", asset.compressed
    return Response(content, media_type=asset.media_type, headers=headers)
