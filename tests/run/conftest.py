"""The command against the real engine: each test has runs of its own, and looks only at what these made."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from shipcheck.subjects.run_document import RunDocument, ServiceRun, read

ROOT = Path(__file__).parent.parent.parent
SECONDS = 240


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
        """What became of each phase."""
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
        document = read(json.loads(self.evidence.read_text())) if self.evidence.exists() else None
        return Told(done.returncode, done.stdout, done.stderr, document)


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
    kinds = (("ps", "-aq"), ("network", "ls", "-q"), ("volume", "ls", "-q"), ("image", "ls", "-q"))
    found = [name for kind in kinds for name in docker(*kind, "--filter", "label=shipcheck.run").split()]
    said = [(name, docker("inspect", "--format", "{{json .}}", name)) for name in found]
    return [name for name, text in said if f'"shipcheck.run":"{run}/' in text]
