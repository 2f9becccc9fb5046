"""One switch for everything that is written by machine: `pytest --update`."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parent.parent
# Who runs the tests in the background ignores Ctrl-C, and so would every program that they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
# A shared machine pauses now and then: that is no finding. In CI the same examples every time.
settings.register_profile("shipcheck", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("shipcheck")
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


def _engine_answers() -> bool:
    if not shutil.which("docker"):
        return False
    try:
        return subprocess.run(["docker", "info"], capture_output=True, timeout=20, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False


NEEDS = {
    "docker": (_engine_answers, "no Docker engine answers here"),
    "node": (lambda: bool(shutil.which("node")), "there is no Node.js here"),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs a tool that is not there, unless SHIPCHECK_REQUIRE demands it: then it runs and fails."""
    demanded = os.environ.get("SHIPCHECK_REQUIRE", "").split(",")
    for name, (there, reason) in NEEDS.items():
        concerned = [item for item in items if item.get_closest_marker(name)]
        if concerned and name not in demanded and not there():
            for item in concerned:
                item.add_marker(pytest.mark.skip(reason=reason))
