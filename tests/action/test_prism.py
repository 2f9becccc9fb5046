"""A second judge: what is asked of GitHub, and what our server answers, goes through Prism, which refuses what GitHub's
published description does not allow.
"""

from __future__ import annotations

import io
import socket
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from action import payloads
from action.fake_github import DESCRIPTION, REPOSITORY, WORKFLOW, Fault, GitHub
from shipcheck.github import artifacts, find_pull, state, upsert
from shipcheck.github.api import Api
from shipcheck.github.checked import Checked, write
from shipcheck.github.context import read
from shipcheck.github.state import State
from shipcheck.github.upsert import Wish

pytestmark = [pytest.mark.node, pytest.mark.xdist_group("action")]
NODE = Path(__file__).parent / "prism"


@pytest.fixture(scope="session")
def prism() -> Path:
    """Prism's command, installed as its lock says."""
    command = NODE / "node_modules" / ".bin" / "prism"
    # Another worker may be at it.
    with FileLock(NODE / ".lock"):
        if not command.exists():
            words = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
            subprocess.run(words, cwd=NODE, check=True, capture_output=True)
    return command


@pytest.fixture
def judged(prism: Path, github: GitHub) -> Iterator[str]:
    """The address of Prism in front of our server."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [str(prism), "proxy", str(DESCRIPTION), github.root, "--port", str(port), "--errors"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                if "Prism is listening" in line:
                    break
            else:
                pytest.fail("Prism did not start")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def _wish(run: int) -> Wish:
    now = State(run, 1, "a" * 40, "fail", frozenset())
    return Wish("", "always", now, lambda _before: f"{state.marker('')}\n{state.line(now)}\n### text {run}\n")


def test_everything_that_is_asked_and_answered_is_as_described(github: GitHub, judged: str) -> None:
    api = Api(judged, WORKFLOW)
    for number in range(40):
        github.comment("somebody", f"comment {number}")
    assert upsert.upsert(api, REPOSITORY, 7, _wish(1), settle=0).written
    github.comment("github-actions[bot]", github.bodies()[0])
    assert upsert.upsert(api, REPOSITORY, 7, _wish(2), settle=0).written
    (body,) = github.bodies()
    assert body.endswith("### text 2\n")
    github.open, github.heads = {7: payloads.HEAD}, {7: "stranger:topic"}
    context = read(
        {"GITHUB_EVENT_NAME": "workflow_run", "GITHUB_REPOSITORY": REPOSITORY}, payloads.workflow_run().payload
    )
    assert find_pull.find(api, context).number == 7
    assert find_pull.find(api, context._replace(head="")).number == 7
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr("report.json", write(Checked()))
    github.zips = {7001: {1: ("shipcheck-report", held.getvalue(), False)}}
    (found,) = artifacts.fetch(api, REPOSITORY, 7001, "shipcheck-*")
    # The archive's address is our server's, not Prism's: it is found, and nothing is sent elsewhere.
    assert found.name == "shipcheck-report"
    methods = {method for method, _, _ in github.requests}
    assert methods == {"GET", "POST", "PATCH", "DELETE"}


def test_what_is_not_as_described_is_refused(github: GitHub, judged: str) -> None:
    comments = f"/repos/{REPOSITORY}/issues/7/comments"
    for method, path, body in (
        ("POST", comments, {"text": "no body"}),
        ("POST", comments, {"body": 3}),
        ("PATCH", f"/repos/{REPOSITORY}/issues/comments/first", {"body": "x"}),
        ("GET", f"/repos/{REPOSITORY}/pulls?state=ajar", None),
    ):
        assert not Api(judged, WORKFLOW).send(method, path, body).ok, (method, path)
    assert not github.requests
    github.faults = [Fault("GET", "/comments", 200, [{"id": "x"}])] * 3
    assert not Api(judged, WORKFLOW).get(comments).ok
    assert github.requests
