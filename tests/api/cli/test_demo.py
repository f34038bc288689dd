"""The example says that it is one, how to sign in as each of its people, and what donors see."""

import stat

import pytest

from api.cli.demo import PEOPLE_FILE
from api.cli.failures import Outcome
from api.demo.coded import FILE, read_shown
from api.demo.people import PARTS, passphrase_of, read_people
from tests.api.cli.test_commands import open_fund
from tests.instance import Instance

pytestmark = pytest.mark.slow


def test_the_demo_prints_how_to_sign_in_as_each_of_its_people(own: Instance) -> None:
    demo = own.place / "demo"
    done = own.run("demo", "--data-dir", str(demo), "--fill-only")
    assert done.returncode == Outcome.DONE, done.stderr
    assert "THIS IS AN EXAMPLE" in done.stdout
    people = read_people(demo / PEOPLE_FILE)
    assert [person.handle for person in people] == [part.handle for part in PARTS]
    for person in people:
        assert f"{person.handle}: {person.does}" in done.stdout
        assert f"passphrase: {passphrase_of(person.handle)}" in done.stdout
        assert person.totp in done.stdout
    assert stat.S_IMODE((demo / PEOPLE_FILE).stat().st_mode) == 0o600
    for fund in read_shown(demo / FILE):
        assert f"{fund.label}: {own.origin}/en/{fund.fund_id}/public" in done.stdout
        assert all(f"{each.became}: {each.code}" in done.stdout for each in fund.codes)
    again = own.run("demo", "--data-dir", str(demo), "--fill-only")
    assert again.stdout == done.stdout
    code = own.run("demo", "--data-dir", str(demo), "--code", "lark")
    assert code.returncode == Outcome.DONE
    assert len(code.stdout.strip()) == 6
    assert code.stdout.strip().isdigit()
    for nobody in ("fox", "gull"):
        refused = own.run("demo", "--data-dir", str(demo), "--code", nobody)
        assert refused.returncode == Outcome.UNUSABLE
        assert nobody not in refused.stdout


def test_a_fund_that_the_operator_opens_belongs_to_the_first_sign_in_at_once(
    shared: Instance,
) -> None:
    shared.sign_in_code()
    receipt = open_fund(shared)
    book = shared.run("export", receipt["fund_id"]).stdout
    assert book.count('"founder.named.v1"') == 1
