"""What goes wrong around hadolint, and that it costs one file only."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from shipcheck.collect import hadolint
from shipcheck.collect.hadolint_config import load
from shipcheck.model import CannotJudge, Severity
from shipcheck.project import Memory, Project
from shipcheck.rules.dockerfile.hadolint import tuned
from shipcheck.subjects.hadolint_hit import HadolintHit
from support import judge, lines

BAD = "FROM python:3.12-slim\nWORKDIR app\n"
FOUND = "hadolint/DL3000 error: Use absolute WORKDIR"
POSIX = pytest.mark.skipif(os.name != "posix", reason="a script stands in for the program")

STAND_IN = f"""#!{sys.executable}
import json, os, sys, time
files = sys.argv[sys.argv.index("--config") + 2:]
found = []
for name in files:
    text = open(name).read()
    if "hang" in text:
        time.sleep(60)
    if "crash" in text:
        sys.exit("hadolint: internal error\\nCallStack")
    if "chatter" in text:
        print("text before")
    if "environment" in text:
        names = sorted(name for name in os.environ if name.startswith("HADOLINT") or os.environ[name] == os.path.dirname(files[0]))
        found.append(dict(code="DL1", column=1, file=name, level="info", line=1, message=" ".join(names)))
    if "stranger" in text:
        found.append(dict(code="DL1", column=1, file="/etc/passwd", level="info", line=1, message=""))
    found.append(dict(code="DL3000", column=1, file=name, level="error", line=2, message="Use absolute WORKDIR"))
print(json.dumps(found), end="")
sys.exit(1)
"""


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "hadolint"
    program.write_text(STAND_IN)
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(hadolint, "_binary", lambda: str(program))


def _judge(files: dict[str, str | bytes]) -> list[str]:
    return lines(judge(files, ["hadolint"]))


def test_names_never_reach_the_disk() -> None:
    assert _judge({"-f/../ü Dockerfile/Dockerfile": BAD}) == [f"-f/../ü Dockerfile/Dockerfile:2:1 {FOUND}"]


def test_utf_16_is_handed_over_as_utf_8() -> None:
    assert _judge({"Dockerfile": BAD.encode("utf-16")}) == [f"Dockerfile:2:1 {FOUND}"]


def test_bytes_it_cannot_take_cost_one_file() -> None:
    found = _judge({"Dockerfile": BAD, "b/Dockerfile": b"FROM a\n\0\n"})
    assert found[0] == f"Dockerfile:2:1 {FOUND}"
    assert found[1].startswith("unjudged b/Dockerfile: it holds NUL bytes")
    assert len(found) == 2


def test_nothing_is_started_without_a_dockerfile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hadolint, "_binary", lambda: pytest.fail("started"))
    assert _judge({"app.py": "", ".hadolint.yaml": "ignore: x"}) == []
    assert lines(judge({"Dockerfile": BAD, "app.py": ""}, ["hadolint"], focus=["app.py"])) == []


def test_without_the_program_the_answer_is_unjudged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    monkeypatch.setenv("PATH", "")
    assert _judge({"Dockerfile": BAD, "b/Dockerfile": BAD}) == ["unjudged hadolint: the program is not installed"]


@POSIX
@pytest.mark.usefixtures("stand_in")
@pytest.mark.parametrize("fault", ["crash", "chatter", "stranger"])
def test_a_file_that_breaks_it_costs_one_file(fault: str) -> None:
    found = _judge({"a/Dockerfile": BAD, "b/Dockerfile": f"{BAD}# {fault}\n", "c/Dockerfile": BAD})
    assert [line for line in found if "unjudged" not in line] == [f"{name}/Dockerfile:2:1 {FOUND}" for name in "ac"]
    assert [line.partition(": hadolint failed")[0] for line in found if "unjudged" in line] == ["unjudged b/Dockerfile"]


@POSIX
@pytest.mark.usefixtures("stand_in")
def test_a_file_on_which_it_hangs_costs_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hadolint, "SECONDS", 1.0)
    monkeypatch.setattr(hadolint, "SECONDS_EACH", 1.0)
    found = _judge({"a/Dockerfile": BAD, "b/Dockerfile": f"{BAD}# hang\n"})
    assert found == [
        f"a/Dockerfile:2:1 {FOUND}",
        "unjudged b/Dockerfile: hadolint did not answer within 1 s and was stopped",
    ]


@POSIX
@pytest.mark.usefixtures("stand_in")
def test_no_private_configuration_reaches_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HADOLINT_IGNORE", "DL3000")
    found = [line for line in _judge({"Dockerfile": f"{BAD}# environment\n"}) if "DL1 " in line]
    assert [line.rpartition(": ")[2].split() for line in found] == [
        ["APPDATA", "HOME", "USERPROFILE", "XDG_CONFIG_HOME"]
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[]", "not a mapping"),
        ("ignored: DL3000", "`ignored` is not a list"),
        ("override: {fatal: [x]}", "`override` is not lists"),
        ("failure-threshold: big", "`failure-threshold` is none of"),
        ("a: &a [*a]", "unknown key"),
        ("ignored: &a [[x]]", "holds more than words"),
        ("override: {error: [[x]]}", "`override` is not lists"),
        ("label-schema: {a: {b: c}}", "holds more than words"),
        ("\t", "not YAML"),
        ("[" * 100_000, "nested more than"),
    ],
)
def test_a_configuration_that_hadolint_would_ignore_is_refused(text: str, reason: str) -> None:
    with pytest.raises(CannotJudge, match=reason):
        load(Project(Memory({".hadolint.yaml": text})))


@pytest.mark.parametrize(
    ("text", "failing"),
    [
        ("", 4),
        ("failure-threshold: warning", 2),
        ("failure-threshold: none", 0),
        ("no-fail: true", 0),
    ],
)
def test_the_threshold_of_the_project_counts(text: str, failing: int) -> None:
    assert len(load(Project(Memory({".hadolint.yml": text}))).failing) == failing


def test_a_code_switched_on_has_the_level_of_hadolint() -> None:
    hit = HadolintHit("Dockerfile", 1, "DL3008", "warning", "Pin")
    assert [problem.severity for problem in tuned({"show": []})(hit)] == [Severity.NOTE]
    assert [problem.severity for problem in tuned({"show": ["DL3008"]})(hit)] == [Severity.WARNING]
