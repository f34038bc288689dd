"""An address for asyncpg, said in the environment of PostgreSQL's own programs.

Nothing of it stands on a command line, where other accounts of the machine could read it.
"""

from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

_VARIABLES: Final = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "database": "PGDATABASE",
    "passfile": "PGPASSFILE",
    "sslmode": "PGSSLMODE",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcrl": "PGSSLCRL",
    "krbsrvname": "PGKRBSRVNAME",
    "gsslib": "PGGSSLIB",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
}
_WITHOUT_TLS: Final = frozenset({"", "disable", "allow", "prefer"})


def environment_of(address: str, *, encrypted: bool = False) -> dict[str, str]:
    """Return the PG… variables that lead where *address* leads.

    *encrypted* says that our own connection there is: then theirs must be, too.
    """
    parts = urlsplit(address)
    login, _, hosts = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    each = [_host_and_port(one) for one in hosts.split(",") if one]
    said = {
        "user": unquote(user),
        "password": unquote(password),
        "host": ",".join(host for host, _ in each),
        "port": ",".join(port for _, port in each),
        "dbname": unquote(parts.path.lstrip("/")),
    }
    said |= dict(parse_qsl(parts.query))
    found = {_VARIABLES[name]: text for name, text in said.items() if text and name in _VARIABLES}
    if encrypted and found.get("PGSSLMODE", "") in _WITHOUT_TLS:
        found["PGSSLMODE"] = "require"
    return found


def _host_and_port(text: str) -> tuple[str, str]:
    """Split ``host:port``; an IPv6 address stands in brackets."""
    host, bracket, port = text.rpartition("]")
    if bracket:
        return host.lstrip("["), port.lstrip(":") or "5432"
    host, _, port = text.partition(":")
    return unquote(host), port or "5432"
