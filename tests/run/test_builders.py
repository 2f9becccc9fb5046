"""BuildKit and the legacy builder: the same verdicts, and the same instruction is to blame, whichever a client has."""

from __future__ import annotations

import json
import os
import shutil

import pytest

from run.apps import FAULTY, GOOD, Case
from run.conftest import QUICK, Bench, left
from shipcheck.run.engine import Engine

pytestmark = pytest.mark.docker
NAMES = ("flask-gunicorn", "failing-instruction", "env-file")
APPS = [one for one in (*GOOD, *FAULTY) if one.name in NAMES]


def _client(builder: str) -> str:
    """A docker command of this machine that builds this way; a machine may have several clients."""
    for folder in os.get_exec_path():
        found = shutil.which("docker", path=folder)
        if found and Engine(found).builder.kind == builder:
            return found
    pytest.skip(f"no client of this machine builds by the {builder} builder")


@pytest.mark.parametrize("builder", ["buildkit", "legacy"])
@pytest.mark.parametrize("one", APPS, ids=lambda one: one.name)
def test_both_builders_get_the_same_verdict(one: Case, builder: str, bench: Bench, base: str) -> None:
    client = _client(builder)
    bench.write({**one.files, "Dockerfile": str(one.files["Dockerfile"]).replace("@base@", base)})
    told = bench.run(*QUICK, *one.options, "--format", "json", "--docker", client)
    report = json.loads(told.out)
    assert {finding["rule"] for finding in report["findings"]} == one.found, told.out + told.err
    assert report["unjudged"] == []
    assert told.document is not None
    assert told.document.engine.builder == builder
    built = told.service.build
    assert built is not None
    if "failed-build" in one.found:
        lines = str(one.files["Dockerfile"]).splitlines()
        assert built.failed_at is not None
        assert lines[built.failed_at.line - 1].startswith("RUN")
    else:
        assert built.steps >= 4  # BuildKit counts only what changes files
        assert left(built.image) == []


def test_the_table_has_them() -> None:
    assert {one.name for one in APPS} == set(NAMES)
