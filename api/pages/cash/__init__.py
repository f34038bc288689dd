"""Pages about what becomes of accounts: counted, handed over, lost, frozen, reconciled, closed."""
