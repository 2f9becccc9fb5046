"""One switch for everything that is written by machine: `pytest --update`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
Matches = Callable[[Path, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite generated files and expectations")


@pytest.fixture
def matches(request: pytest.FixtureRequest) -> Matches:
    """Compare a generated text with the file that holds it; with --update, write it."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--update"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        held = path.read_text(encoding="utf-8") if path.exists() else ""
        assert held == text, f"{path.relative_to(ROOT).as_posix()} is stale: run pytest --update"

    return compare
