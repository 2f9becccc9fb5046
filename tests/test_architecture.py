"""Imports run downwards only: the contracts are in pyproject.toml."""

from __future__ import annotations

import subprocess
import sys
import tomllib

import pytest
from importlinter import cli

from conftest import ROOT
from shipcheck import __version__


def test_the_contracts_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert cli.lint_imports(no_cache=True) == 0


def test_the_version_is_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__
    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


HEAVY = {
    "dataclasses",
    "inspect",
    "yaml",
    "packaging",
    "detect_secrets",
    "requests",
    "tomllib",
    "json",
    "asyncio",
    "importlib.metadata",
    "logging",
}
CLEAN_RUN = """
import sys
from shipcheck import cli
code = cli.main(["check", "--root", sys.argv[1], "--select", sys.argv[2]])
print(code, *sorted(sys.modules))
"""


@pytest.mark.parametrize("family", ["secrets", "requirements", "dockerfile", "server", "config"])
def test_a_hook_imports_nothing_that_it_does_not_use(family: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CLEAN_RUN, str(ROOT / "examples" / "well-kept"), family],
        capture_output=True,
        text=True,
        check=True,
    )
    code, *modules = done.stdout.splitlines()[-1].split()
    assert code == "0"
    # hadolint answers in JSON, and a command's exec form is JSON; compose files say what is started
    wanted = {"dockerfile": {"json"}, "server": {"json", "yaml"}, "config": {"json", "yaml"}}
    assert set(modules) & HEAVY == wanted.get(family, set())
