"""docs/api.md is run from top to bottom, as a reader would."""

import json
import re
from pathlib import Path
from typing import Any, Final

import httpx

from tests.api.client import site_of_client

TEXT: Final = (Path(__file__).parents[3] / "docs" / "api.md").read_text("utf-8")
BLOCK: Final = re.compile(r"```http\n(.*?)```\n\n```json (\d+)\n(.*?)```", re.DOTALL)


def filled(text: str, known: dict[str, str]) -> str:
    """Put in what earlier answers said."""
    for name, value in known.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def learn(expected: Any, given: Any, known: dict[str, str]) -> None:
    """Compare what the page shows of an answer with the answer; remember what it names."""
    if isinstance(expected, dict):
        assert expected.keys() <= given.keys()
        for name, value in expected.items():
            learn(value, given[name], known)
    elif isinstance(expected, list):
        assert len(expected) == len(given)
        for each, one in zip(expected, given, strict=True):
            learn(each, one, known)
    elif isinstance(expected, str) and (named := re.fullmatch(r"\{(\w+)\}", expected)):
        assert known.setdefault(named[1], given) == given
    else:
        assert expected == given


async def test_the_guide_does_what_it_says(client: httpx.AsyncClient) -> None:
    known = {"code": await site_of_client(client).sign_in.issue_code()}
    blocks = BLOCK.findall(TEXT)
    assert len(blocks) == TEXT.count("```http") == TEXT.count("```json")
    for request, status, expected in blocks:
        head, _, body = request.partition("\n\n")
        first, *lines = filled(head, known).strip().split("\n")
        method, address = first.split(" ")
        headers = dict(line.split(": ", 1) for line in lines)
        if "token" in known:
            headers["Authorization"] = f"Bearer {known['token']}"
        content = filled(body, known)
        answer = await client.request(method, address, headers=headers, content=content)
        assert answer.status_code == int(status), (first, answer.text)
        learn(json.loads(expected), answer.json(), known)
