"""The reader of `.dockerignore` against what the engine here makes of the same build context."""

from __future__ import annotations

import io
import json
import os
import subprocess
import tarfile
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from shipcheck.subjects.ignore_file import read

pytestmark = [pytest.mark.docker, pytest.mark.xdist_group("docker")]

DATA: dict[str, Any] = json.loads((ROOT / "tests" / "data" / "ignore_files.json").read_text(encoding="utf-8"))
# Every fourth is enough of what was drawn at random; those that were thought of come first.
SAMPLES = [one for at, one in enumerate(DATA["samples"]) if (at < 165 or at % 3 == 0) and len(one) < 3]


def _context(folder: Path, text: str) -> Path:
    for path in DATA["files"]:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("x")
    (folder / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    (folder / ".dockerignore").write_text(text, encoding="utf-8", newline="")
    return folder


def _build(client: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    env = os.environ | {"DOCKER_BUILDKIT": "1"}
    return subprocess.run([client, "build", "-q", "-o", "-", str(folder)], capture_output=True, env=env, check=False)


@cache
def _client(folder: Path) -> str:
    """A client that can export what it builds: one may come without its BuildKit plugin, hiding an older one."""
    for client in ("docker", "/usr/bin/docker"):
        if _build(client, folder).returncode == 0:
            return client
    pytest.skip("no client here can export what it builds")


def _left_out(folder: Path, text: str, plain: Path) -> list[str] | None:
    done = _build(_client(plain), _context(folder, text))
    if done.returncode:
        return None
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        there = {member.name for member in archive if member.isfile()}
    return [path for path in DATA["files"] if path not in there]


def test_the_engine_leaves_out_the_same_files(tmp_path: Path) -> None:
    assert len(SAMPLES) >= 200
    plain = _context(tmp_path / "plain", "")
    _client(plain)
    with ThreadPoolExecutor(4) as pool:
        jobs = [
            pool.submit(_left_out, tmp_path / str(at), sample[0], plain)
            for at, sample in enumerate([*SAMPLES, *([text] for text in DATA["broken"][:4])])
        ]
        answers = [job.result() for job in jobs]
    odd = []
    for sample, theirs in zip(SAMPLES, answers, strict=False):
        found = read(".dockerignore", sample[0])
        mine = [path for path in DATA["files"] if found.excludes(path)]
        if mine != theirs:
            odd.append((sample[0], sorted(set(mine) ^ set(theirs or []))))
    assert odd == []
    assert answers[len(SAMPLES) :] == [None] * 4
