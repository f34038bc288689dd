"""Names that the treasurer typed, as somebody would who wants to harm the reader."""

import csv
import io
import re
from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.v1.lines_csv import safe
from tests.api.client import token_for
from tests.api.v1.program import Program, opening

MARKUP = "<script>alert(1)</script>\"'><img src=x>{{7*7}}"


async def open_fund(client: httpx.AsyncClient, **changes: Any) -> tuple[Program, httpx.Response]:
    program = Program(client, await token_for(client))
    answer = await program.send("POST", "/funds", key=uuid4().hex, json=opening(**changes))
    if answer.status_code == 201:
        program.fund_id = answer.json()["fund_id"]
        opened = answer.json()["opened"]
        program.bank, program.anything = opened[0], opened[3]
    return program, answer


async def test_a_name_is_text_on_every_page_and_in_no_title(treasurer: httpx.AsyncClient) -> None:
    accounts = [{"kind": "bank", "label": MARKUP, "currency": "USD"}] * 3
    program, _ = await open_fund(treasurer, label=MARKUP, accounts=accounts)
    await program.done("/donations", program.donation())
    todo, seen = [f"/en/{program.fund_id}/"], set[str]()
    while todo and len(seen) < 40:
        path = todo.pop()
        if path in seen or path.endswith(".csv"):
            continue
        seen.add(path)
        page = await treasurer.get(path)
        if "html" not in page.headers["content-type"]:
            continue
        assert "<script" not in page.text, path
        assert "<img" not in page.text, path
        [title] = re.findall(r"<title>(.*?)</title>", page.text, re.DOTALL)
        assert "alert" not in title, path
        assert program.fund_id not in title, path
        assert page.headers["cache-control"] == "no-store", path
        todo += re.findall(rf'href="(/en/{program.fund_id}/[a-z/0-9-]*)"', page.text)
    assert len(seen) > 20


@pytest.mark.parametrize(
    "name",
    [
        "\u202eevil",
        "a\u2066b",
        "Cash\u200bbox",
        "a\nb",
        "a\x00b",
        "\ufeffx",
        "\U000e0041x",
        " ",
        "x" * 81,
    ],
    ids=ascii,
)
async def test_a_name_that_cannot_be_seen_is_refused(
    treasurer: httpx.AsyncClient, name: str
) -> None:
    _, answer = await open_fund(treasurer, label=name)
    assert answer.status_code == 422
    assert answer.json()["code"] == "label-unusable"


@pytest.mark.parametrize(
    "name", ["=1+1", "@SUM(A1)", "-2+3", "+1", " =1", "Bank;=1+1", "Bank; -1", "a|@x", "a,=1"]
)
async def test_a_name_is_no_formula_whichever_sign_parts_the_columns(
    treasurer: httpx.AsyncClient, name: str
) -> None:
    accounts = [{"kind": "bank", "label": name, "currency": "USD"}] * 3
    program, _ = await open_fund(treasurer, accounts=accounts)
    await program.done("/donations", program.donation())
    text = (await program.get("/lines.csv")).text
    for separator in ",;|\t":
        cells = [cell for row in csv.reader(io.StringIO(text), delimiter=separator) for cell in row]
        assert not [cell for cell in cells if re.match(r" *[=+@]|-[^0-9]| +-", cell)], separator


def test_an_ordinary_name_stays_as_it_is() -> None:
    for name in ("Cash box; kitchen", "Bank - savings", "A+B", "rent, east"):
        assert safe(name) == name
