"""podman's docker-compatible command drives whole runs: what is good passes, what is wrong is found, nothing stays."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from run.apps import FAULTY, GOOD, Case
from run.conftest import QUICK, Bench
from shipcheck.run.watchdog import KINDS

pytestmark = [pytest.mark.docker, pytest.mark.xdist_group("podman")]
NAMES = ("flask-gunicorn", "flask-shell-form", "env-file", "missing-variable")
APPS = [one for one in (*GOOD, *FAULTY) if one.name in NAMES]
# What podman gives a container where nothing is configured; it cannot where a machine allows less.
FILES = 1_048_576
_LISTINGS = 5


@pytest.fixture(scope="session")
def podman(base: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment in which podman works here; it has the image that apps start from."""
    if shutil.which("podman") is None:
        pytest.skip("podman is not installed here")
    environment: dict[str, str] = {}
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if 0 <= most < FILES:
        limits = tmp_path_factory.mktemp("podman") / "containers.conf"
        limits.write_text(f'[containers]\ndefault_ulimits = ["nofile={most}:{most}", "nproc=4096:4096"]\n')
        environment["CONTAINERS_CONF"] = str(limits)
    if _podman("image", "exists", base).returncode:
        with subprocess.Popen(["docker", "save", base], stdout=subprocess.PIPE) as saved:
            subprocess.run(["podman", "load"], stdin=saved.stdout, capture_output=True, check=True, timeout=300)
    tried = _podman("run", "--rm", base, "true", env=environment)
    if tried.returncode:
        pytest.skip(f"podman cannot run a container here: {tried.stderr.strip()[-300:]}")
    return environment


def _podman(*words: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["podman", *words], capture_output=True, text=True, check=False, timeout=60, env={**os.environ, **(env or {})}
    )


def _left(run: str) -> list[str]:
    """What has the label of this run."""
    found = []
    for listing, _ in KINDS:
        # What goes away while podman lists it makes the whole listing fail.
        for _ in range(_LISTINGS):
            done = _podman(*listing, "--filter", "label=shipcheck.run")
            if done.returncode == 0:
                break
            time.sleep(0.5)
        assert done.returncode == 0, done.stderr
        found += [name for name in done.stdout.split() if f"{run}/" in _podman("inspect", name).stdout]
    return found


@pytest.mark.parametrize("one", APPS, ids=lambda one: one.name)
def test_an_app_gets_the_verdict_that_docker_gives(one: Case, bench: Bench, base: str, podman: dict[str, str]) -> None:
    bench.write({**one.files, "Dockerfile": str(one.files["Dockerfile"]).replace("@base@", base)})
    told = bench.run(*QUICK, *one.options, "--format", "json", "--docker", "podman", env=podman)
    report = json.loads(told.out)
    assert {finding["rule"] for finding in report["findings"]} == one.found, told.out + told.err
    assert report["unjudged"] == [], told.err
    assert told.document is not None
    assert told.document.engine.command == "podman"
    assert told.states()["clean"] == "ok", told.err
    assert told.service.build is not None
    assert _left(told.service.build.image.split("-")[1]) == []


def test_the_table_has_them() -> None:
    assert {one.name for one in APPS} == set(NAMES)


def test_what_cannot_be_driven_is_refused_in_a_sentence(bench: Bench, tmp_path: Path) -> None:
    broken = tmp_path / "podman"
    broken.write_text("#!/bin/sh\necho 'Cannot connect to Podman. Please verify your connection' >&2\nexit 125\n")
    broken.chmod(0o755)
    bench.write({"Dockerfile": "FROM scratch\n"})
    told = bench.run("--docker", str(broken))
    assert told.code == 2
    assert "no engine answers: Cannot connect to Podman." in told.err
    assert len(told.err.splitlines()) == 2
