"""Programs of other people say whether they agree with what ours makes: ``make test-oracles``.

Not part of ``make test``, because they are fetched: Go's own packages for such logs (Debian's, or
the pinned module), ``@sigstore/verify`` from npm, and openssl. What is missing fails and is named.
"""
