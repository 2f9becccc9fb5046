"""What we say an image will be, against what the real engine makes of the same Dockerfile."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from shipcheck.subjects.dockerfile import parse
from shipcheck.subjects.dockerfile_syntax import Instruction
from shipcheck.subjects.dockerfile_variables import expand

pytestmark = [pytest.mark.docker, pytest.mark.xdist_group("docker")]

DOCKERFILES = {
    "exec form": 'FROM scratch\nUSER 1000\nENTRYPOINT ["gunicorn"]\nCMD ["app:app"]\n',
    "shell form": "FROM scratch\nCMD gunicorn app:app\n",
    "the last of each counts": 'FROM scratch\nUSER root\nCMD ["a"]\nUSER app\nCMD ["b"]\n',
    "a stage inherits": 'FROM scratch AS base\nUSER app\nENV A=1\nCMD ["base"]\nFROM base\nENV B=$A\n',
    "an entry point resets the inherited command": 'FROM scratch AS base\nCMD ["base"]\nFROM base\nENTRYPOINT ["new"]\n',
    "a command keeps the inherited entry point": 'FROM scratch AS base\nENTRYPOINT ["old"]\nFROM base\nCMD ["x"]\n',
    "an entry point of its own keeps its own command": 'FROM scratch\nCMD ["x"]\nENTRYPOINT ["y"]\n',
    "variables": 'FROM scratch\nARG NAME=app\nENV HOME_OF=${NAME:-nobody} EMPTY= QUOTED="two words"\nUSER $NAME\n',
    "old form of ENV": "FROM scratch\nENV GREETING hello  world\nUSER 7\n",
    "continuations and comments": 'FROM scratch\nCMD ["a", \\\n# between\n\n  "b"]\n',
    "lower case": 'from scratch\nuser app\ncmd ["x"]\n',
    "another escape": "# escape=`\nFROM scratch\nENV A=1 `\n    B=2\nUSER app\n",
    "no JSON after all": "FROM scratch\nCMD ['gunicorn', 'app:app']\n",
}


def _docker(*args: str, **environment: str) -> str:
    env = os.environ | {"DOCKER_BUILDKIT": "0"} | environment
    return subprocess.run(["docker", *args], capture_output=True, text=True, check=True, env=env, timeout=120).stdout


def _built(folder: Path, text: str) -> dict[str, Any]:
    (folder / "Dockerfile").write_text(text)
    _docker("build", "-q", "--iidfile", str(folder / "id"), "--label", "shipcheck.test=1", str(folder))
    image = (folder / "id").read_text().strip()
    try:
        config: dict[str, Any] = json.loads(_docker("image", "inspect", image))[0]["Config"]
    finally:
        _docker("image", "rm", "-f", image)
    return config


@pytest.mark.parametrize("title", DOCKERFILES)
def test_the_image_is_what_the_parser_says(title: str, tmp_path: Path) -> None:
    text = DOCKERFILES[title]
    config = _built(tmp_path, text)
    stage = next(parse("Dockerfile", text).deployed())
    user = expand(stage.user.arguments, stage.variables, "\\") if stage.user else ""
    assert user == config["User"]
    assert _words(stage.command) == (config["Cmd"] or [])
    assert _words(stage.entrypoint) == (config["Entrypoint"] or [])
    declared = dict(pair.split("=", 1) for pair in config["Env"] or [] if not pair.startswith("PATH="))
    assert {name: stage.variables.get(name) for name in declared} == declared


def _words(instruction: Instruction | None) -> list[str]:
    if instruction is None:
        return []
    return list(instruction.json) if instruction.json is not None else ["/bin/sh", "-c", instruction.arguments]
