"""What carries a nudge learns one sentence; a wrong program or address is named at the start."""

from pathlib import Path

import pytest

from api import nudge
from api.nudge import TEXT, NudgeFailed, send
from api.settings import WrongSettings, read_settings
from tests.api.client import plain_settings
from tests.api.nudge_stage import Heard, a_program, an_address


@pytest.fixture
def heard(tmp_path: Path) -> Heard:
    return Heard(tmp_path)


async def test_the_program_learns_nothing_of_the_service(
    monkeypatch: pytest.MonkeyPatch, heard: Heard
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    monkeypatch.setenv("PARASOL_KEYS_DIR", "/secret")
    await send(heard.settings)
    assert heard.count == 1
    assert "secret" not in heard.environment
    assert {line.split("=")[0] for line in heard.environment.splitlines()} <= {
        "HOME", "LANG", "PATH", "PWD", "OLDPWD", "SHLVL", "_",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "reason"), [("exit 3", "program failed"), ("sleep 60", "too slow")]
)
async def test_a_program_that_fails_or_hangs_is_given_up(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, body: str, reason: str
) -> None:
    monkeypatch.setattr(nudge, "PATIENCE_SECONDS", 0.3)
    program = a_program(tmp_path, body)
    settings = plain_settings(PARASOL_NUDGE_COMMAND=str(program))
    with pytest.raises(NudgeFailed, match=reason):
        await send(settings)


async def test_an_address_gets_the_sentence_and_no_header_that_tells_more() -> None:
    with an_address() as received:
        await send(plain_settings(PARASOL_NUDGE_URL=received.url))
    ((path, headers, body),) = received.posts
    assert (path, body) == ("/topic?key=a", f"{TEXT}\n")
    assert set(headers) == {"Host", "Accept-Encoding", "Content-Length", "Content-Type"}


@pytest.mark.parametrize("status", [302, 404, 500])
async def test_an_address_that_refuses_is_a_failure_and_no_redirect_is_followed(
    status: int,
) -> None:
    with an_address() as received:
        received.status = status
        with pytest.raises(NudgeFailed, match=f"status {status}"):
            await send(plain_settings(PARASOL_NUDGE_URL=received.url))
    assert len(received.posts) == 1


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("PARASOL_NUDGE_COMMAND", "tell", "whole path"),
        ("PARASOL_NUDGE_COMMAND", "/nowhere/tell", "whole path"),
        ("PARASOL_NUDGE_COMMAND", "/bin/sh -c x", "whole path"),
        ("PARASOL_NUDGE_URL", "push.example.org", "address"),
        ("PARASOL_NUDGE_URL", "ftp://push.example.org", "address"),
        ("PARASOL_NUDGE_URL", "https://me:word@push.example.org", "address"),
        ("PARASOL_NUDGE_URL", "http://push.example.org/topic", "https"),
        ("PARASOL_NUDGE_URL", "https://push.example.org:99999/topic", "port"),
        ("PARASOL_NUDGE_URL", "https://push.example.org/a b", "spaces"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str, word: str) -> None:
    with pytest.raises(WrongSettings) as refused:
        read_settings({name: value})
    assert [problem[0] for problem in refused.value.problems] == [name]
    assert word in refused.value.problems[0][1]


def test_only_one_way_to_nudge_is_taken(tmp_path: Path) -> None:
    program = a_program(tmp_path, "true")
    with pytest.raises(WrongSettings, match="keep one"):
        read_settings(
            {
                "PARASOL_NUDGE_COMMAND": str(program),
                "PARASOL_NUDGE_URL": "https://push.example.org/topic",
            }
        )


def test_the_address_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "address"
    file.write_text("https://push.example.org/topic\n")
    settings = read_settings({"PARASOL_NUDGE_URL_FILE": str(file)})
    assert settings.nudge_url == "https://push.example.org/topic"
