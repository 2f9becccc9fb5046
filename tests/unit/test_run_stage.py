"""Where nothing can be built and run, it is said why; what a run showed settles what reading found."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from shipcheck.check import Request
from shipcheck.ci.run_stage import both, settled, stage
from shipcheck.model import Finding, Location, Report, RuleInfo, Severity, Unjudged

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-in for the engine's command is a shell script")
# What Docker Desktop answers on Windows when it runs Windows containers.
WINDOWS = {
    "Client": {"Version": "28.2.2", "ApiVersion": "1.50", "Os": "windows"},
    "Server": {"Version": "28.2.2", "ApiVersion": "1.50", "Os": "windows", "Components": [{"Name": "Engine"}]},
}


def _engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    (bin_ / "docker").write_text(
        f"#!/bin/sh\ncase \"$*\" in *.Server.Os*) echo windows;; version*) echo '{json.dumps(WINDOWS)}';; *) exit 1;; esac\n"
    )
    (bin_ / "docker").chmod(0o755)
    monkeypatch.setenv("PATH", f"{bin_}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.delenv("DOCKER_HOST", raising=False)


@pytest.mark.parametrize("demanded", [False, True])
def test_windows_containers_are_not_run_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, demanded: bool
) -> None:
    _engine(tmp_path, monkeypatch)
    found = stage(Request(root=str(tmp_path)), demanded=demanded)
    assert found.not_run == "the engine runs windows containers, and Linux ones are needed"
    assert found.evidence is None
    assert [one.what for one in found.report.unjudged] == (["build and run"] if demanded else [])


@pytest.mark.parametrize("demanded", [False, True])
def test_no_engine_is_no_pass_where_one_was_demanded(monkeypatch: pytest.MonkeyPatch, demanded: bool) -> None:
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:9")
    found = stage(Request(root="."), demanded=demanded)
    assert found.not_run.startswith("no engine answers")
    assert len(found.report.unjudged) == int(demanded)


def _finding(rule: str, line: int) -> Finding:
    return Finding(Location("Dockerfile", line), rule, Severity.ERROR, f"{rule} is here", fingerprint=rule)


def test_what_ran_confirms_or_cancels_what_was_read() -> None:
    found = (_finding("development-server", 7), _finding("missing-user", 1), _finding("missing-user", 9))
    verdicts = [
        {"rule": "development-server", "path": "Dockerfile", "line": 7, "verdict": "confirmed", "reason": "it answers"},
        {"rule": "missing-user", "path": "Dockerfile", "line": 1, "verdict": "cancelled", "reason": "no root was seen"},
    ]
    kept = settled(found, {"services": [{"verdicts": verdicts}, {}]})
    assert [(one.rule, one.location.line) for one in kept] == [("development-server", 7), ("missing-user", 9)]
    assert kept[0].message == "development-server is here (seen in the run: it answers)"
    assert settled(found, None) == found
    # What a baseline accepted stays accepted: a confirmation changes no fingerprint.
    assert kept[0].fingerprint == found[0].fingerprint


def test_two_reports_become_one_without_doubles() -> None:
    gap = Unjudged("x", "y", "z")
    info = RuleInfo("missing-user", "dockerfile", Severity.ERROR, "", "", "")
    one = Report((_finding("missing-user", 9),), (gap,), (info,), files=3, suppressed=1)
    two = Report((_finding("missing-user", 9), _finding("root-process", 2)), (gap,), (info,), files=1, suppressed=2)
    found = both(one, two)
    assert [finding.rule for finding in found.findings] == ["root-process", "missing-user"]
    assert (found.unjudged, found.rules, found.files, found.suppressed) == ((gap,), (info,), 3, 3)
