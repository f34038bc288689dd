"""Receipts and promises as they come back from paper, from mail, and from other programs."""

import textwrap
from collections.abc import Callable, Mapping
from typing import Final


def _cut(text: str, width: int) -> str:
    """Cut lines anywhere, as paper and a narrow window do."""
    lines = (
        line[at : at + width] for line in text.split("\n") for at in range(0, len(line), width)
    )
    return "\n".join(lines) + "\n"


def _cut_whole(text: str, width: int) -> str:
    """Cut every line, and keep the empty ones where they were."""
    return "\n".join(_cut(line, width)[:-1] if line else "" for line in text.split("\n"))


def _cut_at_spaces(text: str) -> str:
    """Cut lines as mail programs do: at a space where there is one, within a word where not."""
    return "\n".join(
        "\n".join(textwrap.wrap(line, 76, break_on_hyphens=False)) for line in text.split("\n")
    )


COPIES: Final[Mapping[str, Callable[[str], str]]] = {
    "lines of Windows": lambda text: text.replace("\n", "\r\n"),
    "lines of old": lambda text: text.replace("\n", "\r"),
    "no last newline": lambda text: text[:-1],
    "more empty lines behind": lambda text: text + "\n\n",
    "empty lines before": lambda text: "\n \n" + text,
    "a byte order mark": lambda text: "\ufeff" + text,
    "blanks behind": lambda text: text.replace("\n", " \t\u00a0\n"),
    "blanks before": lambda text: "  " + text.replace("\n", "\n  "),
    "every second line empty": lambda text: text.replace("\n", "\n\n"),
    "no empty line": lambda text: text.replace("\n\n", "\n"),
    "cut at 64": lambda text: _cut_whole(text, 64),
    "cut at 76": lambda text: _cut_whole(text, 76),
    "cut at 45": lambda text: _cut_whole(text, 45),
    "cut at 80, and no empty line": lambda text: _cut(text, 80),
    "cut at 70 and lines of Windows": lambda text: _cut_whole(text, 70).replace("\n", "\r\n"),
    "cut at spaces": _cut_at_spaces,
    "extra cut behind its name": lambda text: text.replace("extra ", "extra\n"),
    "signatures cut behind the dash": lambda text: text.replace("\u2014 ", "\u2014\n"),
}
"""Each way to copy a text that leaves what it says."""

SPOILT: Final[Mapping[str, Callable[[str], str]]] = {
    "a hyphen for the dash": lambda text: text.replace("\u2014", "-"),
    "marks of a quotation": lambda text: "> " + text.replace("\n", "\n> "),
    "a blank within": lambda text: text.replace("=\n", " =\n", 1),
    "a sign lost": lambda text: text.replace("extra c", "extra ", 1),
    "another first line": lambda text: text.replace("v1\n", "v1 and more\n", 1),
    "something behind": lambda text: text + "sent from a telephone\n",
    "something before": lambda text: "see below\n" + text,
    "hashes cut": lambda text: _cut_whole(text, 30),
    "no signature": lambda text: text.rpartition("\n\n")[0] + "\n\n",
    "nothing": lambda _text: "",
    "the first line alone": lambda text: text.partition("\n")[0],
}
"""What is no copy any more."""
