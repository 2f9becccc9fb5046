"""What a compose file may ask of the engine: its own words, never options, and nothing of this machine."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from shipcheck.model import CannotJudge
from shipcheck.run import build
from shipcheck.run.compose import Start, Values, start
from shipcheck.run.container import given_words
from shipcheck.run.plan import Plan
from shipcheck.run.values import Given
from shipcheck.subjects.compose import read


def _start(root: Path, **service: object) -> Start:
    compose = read("compose.yaml", json.dumps({"services": {"web": {"image": "a/b:1", **service}}}))
    assert compose is not None
    (web,) = compose.services
    return start(compose, web, Values(()), str(root), "run")


@pytest.mark.parametrize(
    ("volume", "options"),
    [
        ("./data:/data", ("--mount", "type=bind,source={root}/data,target=/data,readonly")),
        ("./data:/data:rw", ("--mount", "type=bind,source={root}/data,target=/data,readonly")),
        ("cache:/cache", ("--mount", "type=volume,source=run-cache,target=/cache")),
        ("/scratch", ("--volume", "/scratch")),
        ("/etc:/host", ("--volume", "/host")),
        ("~/.ssh:/root/.ssh", ("--volume", "/root/.ssh")),
        ("../..:/up", ("--volume", "/up")),
        ("./out:/out", ("--volume", "/out")),
        ("./data:/data,source=/", ()),
        ("cache:/c,volume-opt=type=none,volume-opt=o=bind,volume-opt=device=/", ()),
        ({"type": "bind", "source": "", "target": "/:/host"}, ()),
        ({"type": "bind", "source": "/", "target": "/host"}, ("--volume", "/host")),
        ({"type": "tmpfs", "target": "/tmp"}, ("--tmpfs", "/tmp")),
        ({"type": "tmpfs", "target": "--privileged"}, ()),
        ("--privileged", ()),
    ],
)
def test_volumes_are_the_projects_or_the_runs(tmp_path: Path, volume: object, options: tuple[str, ...]) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "out").symlink_to("/")
    assert _start(tmp_path, volumes=[volume]).options == tuple(one.format(root=tmp_path) for one in options)


def test_no_name_of_a_variable_is_more_than_a_name(tmp_path: Path) -> None:
    given = _start(tmp_path, environment=["A=1", "B C=2", "=3", "\0=4", "D=a\0b"]).variables
    assert [(one.name, one.value) for one in given] == [("A", "1"), ("D", "ab")]


@pytest.mark.parametrize(
    "name",
    ["DOCKER_HOST", "BUILDX_CONFIG", "HTTPS_PROXY", "no_proxy", "SSL_CERT_FILE", "XDG_CONFIG_HOME", "GODEBUG", "HOME"],
)
def test_the_engines_own_command_heeds_no_variable_of_a_container(name: str) -> None:
    words, environment = given_words([Given(name, "x"), Given("SECRET_KEY", "y")])
    assert words == ["--env", f"{name}=x", "--env", "SECRET_KEY"]
    assert environment == {"SECRET_KEY": "y"}


def test_only_folders_of_the_repository_are_sent_to_the_builder(tmp_path: Path) -> None:
    root = tmp_path / "shop"
    (root / "web").mkdir(parents=True)
    (root / "out").symlink_to(tmp_path)

    def context(folder: str) -> str:
        return build._context(str(root), Plan(service="web", dockerfile="Dockerfile", context=folder))

    assert context(".") == str(root)
    assert context("web") == str(root / "web")
    for folder in ("..", "out", "/", "web/../../", "out/shop/.."):
        with pytest.raises(CannotJudge, match="leads out of the repository"):
            context(folder)
    # A service of a monorepo may be built from the repository's root.
    (root / ".git").mkdir()
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    assert build._context(str(root / "web"), Plan(service="web", dockerfile="web/Dockerfile", context="..")) == str(
        root
    )
