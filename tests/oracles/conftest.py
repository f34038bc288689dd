"""What our program made, as the oracles read it, and the oracles themselves."""

import json
from pathlib import Path

import pytest

from tests.ledger.transparency.conftest import stage
from tests.oracles import grown, tools
from tests.oracles.material import material

__all__ = ["stage"]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with heads, proofs and tiles of a log that grows."""
    path = tmp_path_factory.mktemp("material") / "material.json"
    path.write_text(json.dumps(material(grown.log())))
    return path


@pytest.fixture(scope="session")
def go(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program with Go's packages."""
    return tools.go_oracle(tmp_path_factory.mktemp("go"))


@pytest.fixture(scope="session")
def sigstore(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The script with sigstore's."""
    return tools.node_oracle(tmp_path_factory.mktemp("node"))
