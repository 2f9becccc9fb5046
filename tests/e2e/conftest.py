"""Real git repositories, and a real clone of this repository as pre-commit users consume it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT

IDENTITY = {
    "GIT_AUTHOR_NAME": "A. Tester",
    "GIT_AUTHOR_EMAIL": "tester@example.org",
    "GIT_COMMITTER_NAME": "A. Tester",
    "GIT_COMMITTER_EMAIL": "tester@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def clean_environment(**more: str) -> dict[str, str]:
    """This process's environment without what git or a surrounding hook put into it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT", "SKIP"))}
    return kept | IDENTITY | {"NO_COLOR": "1", "PYTHONUTF8": "1"} | more


# What stands for secrets in the tests of ranges, pushes and histories.
CANARIES = ("q8w2e9r1t7y3", "flour4water-77")


class Repository:
    """A git repository to be broken, and shipcheck run in it."""

    def __init__(self, path: Path, **environment: str) -> None:
        self.path = path
        self.environment = clean_environment(**environment)
        path.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main")
        self.git("config", "commit.gpgsign", "false")
        self.git("config", "protocol.file.allow", "always")

    def run(self, *args: str, timeout: float = 300) -> subprocess.CompletedProcess[str]:
        """Run a program in the repository."""
        return subprocess.run(
            args, cwd=self.path, env=self.environment, capture_output=True, text=True, timeout=timeout, check=False,
            encoding="utf-8", errors="surrogateescape",
        )  # fmt: skip

    def git(self, *args: str) -> str:
        """Run git, which must succeed."""
        done = self.run("git", *args)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def write(self, files: Mapping[str, str | bytes], *, add: bool = True) -> None:
        """Write files and stage them."""
        for name, text in files.items():
            path = self.path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text)
        if add:
            self.git("add", "-f", "--", *files)

    def commit(self, message: str = "x", *args: str) -> subprocess.CompletedProcess[str]:
        """Commit what is staged, hooks and all."""
        return self.run("git", "commit", "-m", message, *args)

    def shipcheck(self, *args: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        """Run shipcheck from this checkout."""
        return self.run(sys.executable, "-m", "shipcheck", *args, timeout=timeout)

    def report(self, *args: str) -> dict[str, Any]:
        """The JSON report of `shipcheck check`."""
        done = self.shipcheck("check", "--format", "json", *args)
        assert done.stderr == ""
        loaded: dict[str, Any] = json.loads(done.stdout)
        loaded["exit"] = done.returncode
        return loaded

    def found(self, *args: str) -> list[str]:
        """A report's findings and gaps, as one line each."""
        report = self.report(*args)
        lines = [f"{one['path']}:{one['line']} {one['rule']}" for one in report["findings"]]
        return lines + [f"unjudged {one['what']}" for one in report["unjudged"]]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """An empty repository."""
    return Repository(tmp_path / "repository")


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """This checkout, uncommitted changes included, as a repository with a tag: what `repo:` and `rev:` name."""
    path = tmp_path_factory.mktemp("release")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True,
        env=clean_environment(),
    ).stdout  # fmt: skip
    for name in filter(None, listed.decode().split("\0")):
        if (ROOT / name).is_file():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, path / name)
    repository = Repository(path)
    repository.git("add", "-f", "-A")
    assert repository.commit("release", "--no-verify").returncode == 0
    repository.git("tag", "v0.1.0")
    return repository


@pytest.fixture(scope="session")
def pre_commit_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps the environments that these tests share."""
    return tmp_path_factory.mktemp("pre-commit-home")


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that only tests write; each has a repository of its own, and so a file of its own in it."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def canaries(repository: Repository, cache: Path) -> Iterator[None]:
    """Whatever a test does: no value is in a file that was written."""
    repository.environment["SHIPCHECK_CACHE"] = str(cache)
    yield
    for file in cache.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            assert not [value for value in CANARIES if value.encode() in data], file
