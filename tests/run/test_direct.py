"""The engine's socket gives the answers of the command line, and where it is not certain nobody asks it."""

from __future__ import annotations

import json
import os
import socket
import uuid
from pathlib import Path

import pytest

from run.conftest import docker
from shipcheck.run.direct import Direct, socket_of
from shipcheck.run.engine import Engine, Refused
from shipcheck.run.watchdog import KINDS


@pytest.mark.docker
def test_the_socket_says_what_the_command_line_says(base: str) -> None:
    engine = Engine()
    path = socket_of(os.environ, os.path.expanduser("~"))
    if not path:
        pytest.fail("this machine's engine has no socket that is certain: the test needs one")
    direct = Direct(path)
    found = direct.inspect("image", base, 20)
    assert found is not None
    assert found.said == json.loads(docker("image", "inspect", base))
    missing = direct.inspect("container", f"nobody-{uuid.uuid4().hex}", 20)
    assert missing is not None
    assert missing.said is None
    assert "No such container" in missing.refused
    with pytest.raises(Refused, match="No such image"):
        engine.inspect("image", f"nobody-{uuid.uuid4().hex}")
    label = f"shipcheck-test={uuid.uuid4().hex}"
    name = docker("create", "--label", label, base, "true").strip()
    try:
        docker("volume", "create", "--label", label)
        docker("network", "create", "--label", label, label.partition("=")[2])
        for listing, removal in KINDS[:3]:
            names = direct.names(listing, label, 20)
            assert names is not None
            assert [one[:12] for one in names] == [
                one[:12] for one in docker(*listing, "--filter", f"label={label}").split()
            ]
            assert len(names) == 1
            docker(*removal, *names)
    finally:
        docker("rm", "-f", name)
    assert direct.names(KINDS[3][0], label, 20) == []


@pytest.mark.parametrize(
    ("environment", "config", "found"),
    [
        ({"DOCKER_HOST": "tcp://127.0.0.1:1"}, "{}", False),
        ({"DOCKER_HOST": "unix://@"}, "{}", True),
        ({"DOCKER_CONTEXT": "other"}, "{}", False),
        ({}, '{"currentContext": "other"}', False),
        ({}, "not JSON", False),
        ({}, "[]", False),
    ],
)
def test_only_a_certain_socket_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], config: str, found: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("shipcheck.run.direct.USUAL", "s")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s")
        (tmp_path / ".docker").mkdir()
        (tmp_path / ".docker" / "config.json").write_text(config)
        at = {name: value.replace("@", "s") for name, value in environment.items()}
        assert socket_of(at, str(tmp_path)) == ("s" if found else "")


def test_the_usual_socket_is_found_without_any_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("shipcheck.run.direct.USUAL", "s")
    assert socket_of({}, str(tmp_path)) == ""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s")
        assert socket_of({}, str(tmp_path)) == "s"
        assert Direct("s").inspect("image", "x", 1) is None
