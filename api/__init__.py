"""The web face: HTTP, pages, command line. Imports projections and ledger, never the reverse."""
