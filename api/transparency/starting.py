"""What a service has for verifiable logs: those of its funds, and a witness for others'."""

from typing import TYPE_CHECKING

from api.transparency.cosigning import Cosigning
from api.transparency.host import host_of
from api.transparency.keeping import Keeping
from ledger.transparency.log import Log
from ledger.transparency.witness import SUFFIX, Witness

if TYPE_CHECKING:
    from api.site import Site
    from ledger.store.database import Database


def open_logs(site: "Site", database: "Database") -> None:
    """Have the logs of the funds whose books are open, who keeps and cosigns them, the witness."""
    keys_dir, host = site.settings.keys_dir, host_of(site.settings)
    site.log = Log(database, site.books, keys_dir, host, site.now)
    site.witness = Witness(database, keys_dir, host + SUFFIX, site.now)
    site.keeping = Keeping(site)
    site.cosigning = Cosigning(site)
