"""Pages of the vault."""

from api.pages.vault.routes import VAULT_PAGES

__all__ = ["VAULT_PAGES"]
