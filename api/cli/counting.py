"""Numbers of things in a sentence."""


def counted(number: int, thing: str) -> str:
    """Return ``1 fund`` or ``2 funds``; *thing* is a word that takes an s."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
