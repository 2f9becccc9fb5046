"""The command against the real engine: each test has runs of its own, and looks only at what these made."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from shipcheck.subjects.run_document import RunDocument, ServiceRun, read

ROOT = Path(__file__).parent.parent.parent
SECONDS = 240
# Waiting is for people: a test that needs more of it says so.
QUICK = ("--watch", "0.3", "--ready-seconds", "20")


class Told(NamedTuple):
    """What a run said and wrote."""

    code: int
    out: str
    err: str
    document: RunDocument | None

    @property
    def service(self) -> ServiceRun:
        """The only service."""
        assert self.document is not None, self.err
        (one,) = self.document.services
        return one

    def states(self) -> dict[str, str]:
        """What became of each phase; each has one line."""
        assert len({phase.name for phase in self.service.phases}) == len(self.service.phases)
        return {phase.name: phase.state for phase in self.service.phases}


class Bench:
    """A folder with an app, and the command."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Make these files."""
        for name, content in files.items():
            target = self.path / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)

    def words(self, *more: str) -> list[str]:
        """The command's words."""
        return [
            sys.executable,
            "-m",
            "shipcheck",
            "run",
            "--root",
            str(self.path),
            "--evidence",
            str(self.evidence),
            *more,
        ]

    @property
    def evidence(self) -> Path:
        """Where the evidence goes: not into what is built."""
        return self.path.parent / f"{self.path.name}.run.json"

    def run(self, *more: str, env: Mapping[str, str] | None = None) -> Told:
        """Run it to its end."""
        done = subprocess.run(
            self.words(*more),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
            env={**os.environ, "COLUMNS": "200", **(env or {})},
        )
        return self.told(done.returncode, done.stdout, done.stderr)

    def told(self, code: int, out: str, err: str = "") -> Told:
        """What a run that is over has said, with what it wrote."""
        document = read(json.loads(self.evidence.read_text())) if self.evidence.exists() else None
        return Told(code, out, err, document)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """An empty folder to put an app into."""
    (tmp_path / "app").mkdir()
    return Bench(tmp_path / "app")


def docker(*words: str) -> str:
    """The engine's answer."""
    done = subprocess.run(["docker", *words], capture_output=True, text=True, timeout=60, check=True)
    return done.stdout


def left(image: str) -> list[str]:
    """What has the label of the run that gave an image this name."""
    run = image.split("-")[1]
    return [name for name, label in _labelled() if label.startswith(f"{run}/")]


def left_by(pid: int) -> list[str]:
    """What has the label of the run that was this process."""
    return [name for name, label in _labelled() if f"/{pid}/" in label]


def _labelled() -> list[tuple[str, str]]:
    """What any run has made, with the label that says which."""
    kinds = (("ps", "-aq"), ("network", "ls", "-q"), ("volume", "ls", "-q"), ("image", "ls", "-aq"))
    found = []
    for kind in kinds:
        for name in docker(*kind, "--filter", "label=shipcheck.run").split():
            words = ["docker", "inspect", "--format", "{{json .}}", name]
            # Somebody else's may go away meanwhile.
            done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
            label = re.search(r'"shipcheck\.run":"([^"]*)"', done.stdout)
            if label:
                found.append((name, label.group(1)))
    return found


HERE = Path(__file__).parent
BASE_FILES = ("Dockerfile", "requirements.txt")


@pytest.fixture(scope="session")
def base() -> str:
    """The image that cases start from, made once on a machine; it stays there, as a cache."""
    text = b"".join((HERE / "base" / name).read_bytes() for name in BASE_FILES)
    name = f"shipcheck-tests/apps:{hashlib.sha256(text).hexdigest()[:12]}"
    with open(Path(tempfile.gettempdir()) / "shipcheck-tests-base.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if subprocess.run(["docker", "image", "inspect", name], capture_output=True, check=False).returncode:
            subprocess.run(
                ["docker", "build", "-q", "-t", name, str(HERE / "base")], capture_output=True, check=True, timeout=600
            )
    return name
