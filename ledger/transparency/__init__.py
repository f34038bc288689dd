"""The verifiable log: what proves that a book was only added to, and that a line is in it.

Pure: `text`, `tree`, `tiles`, `note`, `checkpoint`, `cosignature`, `keys`, `leaf`, `promise`,
`receipt`. Their bytes are those of docs/proofs.md and of no other place.
"""
