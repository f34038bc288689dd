"""Reading what a page shows: its tables, its links, its sentences."""

import re
from html import unescape

from tests.api.pages.recording.stage import Desk, text_of


async def page_of(desk: Desk, path: str) -> str:
    """Open a page of the fund once all lines are in its figures."""
    await desk.catch_up()
    answer = await desk.get(path)
    assert answer.status_code == 200, text_of(answer.text)
    return answer.text


def table(page: str, caption: str) -> list[list[str]]:
    """Return the rows of the table whose caption or heading holds *caption*."""
    for found in re.findall(r"<table.*?</table>", page, re.DOTALL):
        if caption in text_of(found.split("</thead>")[0]):
            body = re.search(r"<tbody.*?</tbody>", found, re.DOTALL)
            rows = re.findall(r"<tr.*?</tr>", body.group(0) if body else "", re.DOTALL)
            cells = r"<t[hd][^>]*>(.*?)</t[hd]>"
            return [[text_of(cell) for cell in re.findall(cells, row, re.DOTALL)] for row in rows]
    raise AssertionError(f"no table says {caption!r}")


def tiles(page: str) -> dict[str, str]:
    """Return the figures of the strips by their names."""
    found = re.findall(r'<div><dt>(.*?)</dt><dd class="big[^"]*">(.*?)</dd>', page, re.DOTALL)
    return {text_of(name): text_of(value) for name, value in found}


def link(page: str, text: str) -> str:
    """Return where the first link of a text leads to."""
    for address, inner in re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', page, re.DOTALL):
        if text_of(inner).startswith(text):
            return unescape(address)
    raise AssertionError(f"no link says {text!r}")


def positions(page: str) -> list[int]:
    """Return the lines that a page lists, from the top."""
    return [int(found) for found in re.findall(r'<tr id="line-(\d+)"', page)]
