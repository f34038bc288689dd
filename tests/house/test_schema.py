"""`fund_id` leads every key, so that funds can be spread over machines (POSTGRES on Citus)."""

import ast
import re
from collections.abc import Iterator
from typing import Final

import pytest

from tests.house.tree import PACKAGES, ROOT, list_code, parse

# What belongs to the whole instance and to no fund.
INSTANCE_WIDE: Final = frozenset(
    {"schema_migrations", "instance", "sign_ins", "sessions", "sign_in_codes", "upkeep"}
    | {"authenticators", "recovery_codes", "invitations", "api_tokens", "devices", "attempts"}
    | {"newcomers", "witnessed_logs"},
)
NAME: Final = r'(?:if\s+not\s+exists\s+)?(?:public\s*\.\s*)?([\w{}".]+)'
TABLE: Final = re.compile(rf"create\s+(?:unlogged\s+)?table\s+{NAME}\s*\(", re.IGNORECASE)
INDEX: Final = re.compile(
    rf"create\s+unique\s+index\s+(?:concurrently\s+)?(?:{NAME}\s+)?on\s+{NAME}\s*"
    r"(?:using\s+\w+\s*)?\(",
    re.IGNORECASE,
)
ADDED: Final = re.compile(
    rf"alter\s+table\s+{NAME}\s+add\s+(?:constraint\s+\w+\s+)?"
    r"(?:primary\s+key|unique)\s*(?:nulls\s+not\s+distinct\s*)?\(",
    re.IGNORECASE,
)
KEY: Final = re.compile(
    r"(?:constraint\s+\S+\s+)?(?:primary\s+key|unique)\s*(?:nulls\s+not\s+distinct\s*)?\((.*)\)",
    re.IGNORECASE | re.DOTALL,
)
KEY_OF_A_COLUMN: Final = re.compile(
    r"^(\w+)\s.*\b(?:primary\s+key|unique)\b", re.IGNORECASE | re.DOTALL
)
COPY: Final = re.compile(r"\s*like\s+\S+\s+including\s+all\s*", re.IGNORECASE)


def inside(text: str, start: int) -> str:
    """Return what stands between the bracket before *start* and the one that closes it."""
    depth = 1
    for at in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if depth == 0:
            return text[start:at]
    return text[start:]


def items(body: str) -> list[str]:
    """Split at the commas that are not inside brackets."""
    found, depth = [""], 0
    for letter in body:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            found.append("")
        else:
            found[-1] += letter
    return [item.strip() for item in found if item.strip()]


def keys(sql: str) -> Iterator[tuple[str, str]]:
    """Yield table and first column of each key; a table without any key yields no column."""
    plain = re.sub(r"--[^\n]*|/\*.*?\*/", " ", sql, flags=re.DOTALL)
    for found in TABLE.finditer(plain):
        leading = []
        if COPY.fullmatch(inside(plain, found.end())):
            continue  # its keys are those of the table that it copies
        for item in items(inside(plain, found.end())):
            if key := KEY.match(item):
                leading.append(items(key[1])[0])
            elif column := KEY_OF_A_COLUMN.match(item):
                leading.append(column[1])
        yield from ((found[1].strip('"'), first) for first in leading or [""])
    for pattern in (INDEX, ADDED):
        for found in pattern.finditer(plain):
            first = items(inside(plain, found.end()))[0]
            yield found[found.re.groups].strip('"'), first.split()[0]


def faults(sql: str) -> list[str]:
    """Say which keys do not begin with the fund."""
    return [
        f"{table}: {f'a key begins with {first}' if first else 'has no key'}"
        for table, first in keys(sql)
        if table not in INSTANCE_WIDE and first.strip('"').lower() != "fund_id"
    ]


def texts(tree: ast.Module) -> Iterator[str]:
    """Yield the string constants of a file; what is filled in later stands as braces."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def statements() -> list[tuple[str, str]]:
    """List where a table or a unique index is made, and the SQL that does it."""
    found = [
        (str(path.relative_to(ROOT)), path.read_text("utf-8"))
        for path in list_code(*PACKAGES, suffix=".sql")
    ]
    for path in list_code(*PACKAGES):
        found += [(str(path.relative_to(ROOT)), text) for text in texts(parse(path))]
    makes = re.compile(
        r"\bcreate\s+(unlogged\s+)?table\b|\bunique\s+index\b|\badd\b.*\bkey\b", re.IGNORECASE
    )
    return [(where, sql) for where, sql in found if makes.search(sql)]


def test_the_fund_leads_every_key() -> None:
    found = statements()
    assert any("table events" in sql for _, sql in found)
    assert [f"{where}: {fault}" for where, sql in found for fault in faults(sql)] == []


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("create table a (fund_id uuid, id int, primary key (fund_id, id))", []),
        ("create table a (id int, fund_id uuid, primary key (id, fund_id))", ["id"]),
        ("create table a (id uuid primary key default f(1, 2), fund_id uuid)", ["id"]),
        ("create table a (fund_id uuid primary key, n int unique)", ["n"]),
        ("CREATE TABLE IF NOT EXISTS a (n int, CONSTRAINT k UNIQUE (n))", ["n"]),
        ("create table a (fund_id uuid not null)", [""]),
        ("create table a (fund_id uuid, /* primary key */ n int)", [""]),
        ("create table a (like b including all)", []),
        ("create table a (like b)", [""]),
        ("create unique index on a (n, fund_id)", ["n"]),
        ("create unique index i on a using btree (lower(n), fund_id)", ["lower(n)"]),
        ("create unique index if not exists i on a (fund_id, n)", []),
        ("alter table a add constraint k unique (n)", ["n"]),
        ("alter table a add primary key (fund_id, n)", []),
        ("create table sessions (id uuid primary key)", []),
    ],
)
def test_the_reader_of_keys_finds_the_wrong_ones(sql: str, expected: list[str]) -> None:
    wanted = [f"a: {f'a key begins with {first}' if first else 'has no key'}" for first in expected]
    assert faults(sql) == wanted
