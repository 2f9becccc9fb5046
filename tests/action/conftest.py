"""The server that the tests of the comment talk to, and the runner that runs the actions."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from action.composite import GitHubSays, Job
from action.fake_github import GitHub
from action.payloads import Event
from conftest import ROOT


@pytest.fixture
def github() -> Iterator[GitHub]:
    with GitHub() as server:
        yield server
        assert not server.violations


@pytest.fixture(scope="session")
def says() -> Iterator[GitHubSays]:
    """GitHub's own parser and evaluator."""
    process = GitHubSays()
    yield process
    process.close()


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `action/install.sh` makes of an empty runner, with pip: made once, as it takes ten seconds."""
    temp = tmp_path_factory.mktemp("runner")
    output = temp / "output"
    path = os.pathsep.join(part for part in os.environ["PATH"].split(os.pathsep) if not os.path.exists(f"{part}/uv"))
    subprocess.run(
        ["bash", str(ROOT / "action" / "install.sh")],
        env=os.environ | {"RUNNER_TEMP": str(temp), "GITHUB_OUTPUT": str(output), "PATH": path},
        check=True,
        capture_output=True,
    )
    assert output.read_text() == f"python={temp}/shipcheck-environment/bin/python\n"
    return temp / "shipcheck-environment"


Start = Callable[..., Job]


@pytest.fixture
def start(says: GitHubSays, installed: Path, github: GitHub, tmp_path: Path) -> Start:
    """A runner with a checkout, an event and a token."""

    def begin(workspace: Path, event: Event, token: str = "", **variables: str) -> Job:
        temp = tmp_path / f"temp{len(list(tmp_path.glob('temp*')))}"
        temp.mkdir()
        (temp / "shipcheck-environment").symlink_to(installed)
        context: dict[str, Any] = event.github() | {"api_url": github.root}
        job = Job(says, workspace, temp, context, token)
        job.environment |= variables
        return job

    return begin
