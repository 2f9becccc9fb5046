"""The demo app: each seeded fault is found exactly once, its twin is clean, and the README shows what is printed."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from conftest import ROOT, Matches
from e2e.conftest import Repository

SEEDED = [
    ".env:1 committed-dotenv",
    "Dockerfile:1 missing-healthcheck",
    "Dockerfile:1 missing-user",
    "Dockerfile:1 unversioned-base-image",
    "Dockerfile:4 hadolint/DL3042",
    "Dockerfile:5 missing-dockerignore",
    "Dockerfile:7 buffered-output",
    "Dockerfile:7 development-server",
    "app.py:9 hardcoded-credential",
    "app.py:29 hardcoded-debug",
    "compose.yaml:4 privileged-service",
    "compose.yaml:16 public-database-port",
    "requirements-dev.txt:2 unpinned-requirement",
    "requirements.in:3 missing-from-lock",
    "requirements.txt:11 locked-against-source",
    "requirements.txt:25 orphan-in-lock",
    "requirements.txt:27 ranged-requirement",
]
BLOCK = re.compile(r"(?s)(?<=<!-- demo -->\n```text\n).*?(?=```\n<!-- /demo -->)")
TIME = re.compile(r"\(\d+\.\d+ s\)")


def _copy(name: str, repository: Repository) -> None:
    for path in sorted((ROOT / "examples" / name).iterdir()):
        repository.write({path.name: path.read_bytes()})


def test_each_seeded_fault_is_found_exactly_once(repository: Repository) -> None:
    _copy("badly-kept", repository)
    assert repository.found() == SEEDED
    assert repository.found("--staged") == SEEDED


def test_the_twin_is_clean(repository: Repository) -> None:
    _copy("well-kept", repository)
    report = repository.report("--fail-on", "note")
    assert (report["exit"], report["findings"], report["unjudged"]) == (0, [], [])


def test_the_readme_shows_what_is_printed(repository: Repository, matches: Matches) -> None:
    _copy("badly-kept", repository)
    command = "check --select secrets,server,lock"
    printed = f"$ shipcheck {command}\n" + TIME.sub("(0.2 s)", repository.shipcheck(*command.split()).stdout)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert BLOCK.search(readme)
    matches(ROOT / "README.md", BLOCK.sub(lambda _: printed, readme))


def test_make_demo_says_the_same(repository: Repository) -> None:
    _copy("badly-kept", repository)
    done = repository.run(sys.executable, "-m", "shipcheck", "check", "--root", str(ROOT / "examples" / "badly-kept"))
    # In a clone the example stands on a remote, which a hint says.
    said = done.stdout.replace("Already pushed: deleting the line is not enough. ", "")
    assert TIME.sub("", said) == TIME.sub("", repository.shipcheck("check").stdout)
    makefile = (Path(ROOT) / "Makefile").read_text(encoding="utf-8")
    assert [makefile.count(f"{command} --root examples/") for command in ("check", "run")] == [2, 2]
