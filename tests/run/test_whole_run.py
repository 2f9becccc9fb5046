"""From the plan to the clean end, on the example that is well kept."""

from __future__ import annotations

import json
import re
import shutil

import jsonschema
import pytest

from conftest import ROOT
from run.conftest import Bench, left
from shipcheck.subjects.run_document import schema

pytestmark = pytest.mark.docker


def test_the_well_kept_example_passes_every_phase(bench: Bench) -> None:
    shutil.copytree(ROOT / "examples" / "well-kept", bench.path, dirs_exist_ok=True)
    told = bench.run()
    assert told.code == 0, told.out + told.err
    assert set(told.states().values()) <= {"ok", "not run"}
    jsonschema.validate(json.loads(bench.evidence.read_text()), schema(), cls=jsonschema.Draft202012Validator)
    built, ran = told.service.build, told.service.run
    assert built is not None
    assert built.config is not None
    assert (built.config.user, built.config.ports) == ("bakery", (8000,))
    assert 0 < built.added < built.size
    assert ran is not None
    assert ran.ready
    assert ran.health is not None
    assert (ran.health.status, ran.health_path, ran.health.server) == (200, "/health", "gunicorn")
    assert ran.healthcheck is not None
    assert ran.healthcheck.code == 0
    assert ran.stop is not None
    assert (ran.stop.code, ran.stop.killed) == (0, False)
    assert ran.processes[0].stops
    assert "root" not in {one.user for one in ran.processes}
    assert left(built.image) == []


def test_after_a_failure_every_phase_has_one_line_that_says_why(bench: Bench) -> None:
    bench.write({"Dockerfile": "FROM python:3.12-slim\nCOPY nothing-like-it /x\n"})
    told = bench.run()
    assert told.code == 1, told.out + told.err
    lines = [line.split() for line in told.err.splitlines() if line.strip()]
    names = [words[0] for words in lines]
    assert names[:2] == ["plan", "build"]
    assert names[-1] == "clean"
    assert sorted(names) == sorted(told.states())
    assert {" ".join(words[1:]) for words in lines[2:-1]} == {"not run build failed"}


README = re.compile(
    r"(?s)(?<=<!-- demo-run -->\n```text\n\$ shipcheck run --select running\n).*?(?=```\n<!-- /demo-run -->)"
)


def test_the_readme_shows_what_it_prints(bench: Bench) -> None:
    """All but the figures, which are another machine's, and what it was built with."""
    shutil.copytree(ROOT / "examples" / "badly-kept", bench.path, dirs_exist_ok=True)
    told = bench.run("--select", "running")
    assert told.code == 1, told.out + told.err
    shown = README.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert shown is not None
    assert _without_figures(shown.group()) == _without_figures(f"{told.err}\n{told.out}")


def _without_figures(text: str) -> str:
    text = re.sub(r"\b(?:legacy|buildkit)(?:, \d+ of \d+ steps cached)?$", "builder", text, flags=re.MULTILINE)
    return re.sub(r" +", " ", re.sub(r"\d+(?:\.\d+)*", "N", text))
