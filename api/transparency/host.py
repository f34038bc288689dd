"""The host under which this instance names its logs and its witness."""

from typing import Final
from urllib.parse import urlsplit

from api.settings import Settings

_USUAL: Final = {"http": 80, "https": 443}


def host_of(settings: Settings) -> str:
    """Return the host in small letters, with its port where that is not the usual one."""
    parts = urlsplit(settings.origin)
    host = parts.netloc.lower()
    return host.rpartition(":")[0] if parts.port == _USUAL[parts.scheme] else host
