"""A finding made by reading is confirmed or cancelled by what ran; what did not run says nothing."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from run.apps import FLASK, FLASK_MAIN, GUNICORN, IGNORE
from run.conftest import QUICK, Bench
from shipcheck.collect.providers import providers
from shipcheck.config import Config
from shipcheck.evidence import Evidence
from shipcheck.project import Memory, Project
from shipcheck.run.plan import Wishes, plans
from shipcheck.run.verdicts import Judge
from shipcheck.subjects.container_run import ContainerRun, Process
from shipcheck.subjects.run_document import ServiceRun

NOTHING_ELSE = (*QUICK, "--skip", "layers,canary,variables")
CHECK = "HEALTHCHECK CMD curl -f http://localhost:8000/health\n"


def verdicts(bench: Bench) -> dict[str, tuple[str, str]]:
    """The verdicts by rule."""
    told = bench.run(*NOTHING_ELSE)
    return {one.rule: (one.verdict, one.reason) for one in told.service.verdicts}


@pytest.mark.docker
def test_what_is_bad_is_confirmed(bench: Bench, base: str) -> None:
    dockerfile = f"FROM python:3-slim\nFROM {base}\nWORKDIR /app\nCOPY . .\nUSER root\nEXPOSE 8000\n"
    bench.write(
        {
            "Dockerfile": f"{dockerfile}{CHECK}CMD flask run --host 0.0.0.0 --port 8000\n",
            ".dockerignore": IGNORE,
            "app.py": FLASK_MAIN,
        }
    )
    found = verdicts(bench)
    assert {rule: said for rule, (said, _) in found.items()} == {
        "development-server": "confirmed",
        "missing-user": "confirmed",
        "hadolint/DL3025": "confirmed",
    }
    assert "Werkzeug" in found["development-server"][1]
    assert "runs as root" in found["missing-user"][1]


@pytest.mark.docker
def test_what_is_not_so_bad_is_cancelled(bench: Bench, base: str) -> None:
    """A start that is not what the file says, and a server that steps down by itself."""
    bench.write(
        {
            "Dockerfile": f"FROM {base}\nWORKDIR /app\nCOPY . .\nUSER root\nRUN mv start.sh /usr/local/bin/flask && "
            'chmod +x /usr/local/bin/flask && useradd baker\nEXPOSE 8000\nCMD ["flask", "run"]\n',
            ".dockerignore": IGNORE,
            "app.py": FLASK,
            "start.sh": "#!/bin/sh\nexec gunicorn --user baker --bind 0.0.0.0:8000 app:app\n",
        }
    )
    found = verdicts(bench)
    assert {rule: said for rule, (said, _) in found.items()} == {
        "development-server": "cancelled",
        "missing-user": "cancelled",
    }
    assert found["development-server"][1] == "`gunicorn` answers"


@pytest.mark.docker
def test_what_did_not_run_settles_nothing(bench: Bench, base: str) -> None:
    bench.write(
        {
            "Dockerfile": f'FROM {base}\nWORKDIR /app\nCOPY . .\nUSER root\n{CHECK}CMD ["flask", "run"]\n',
            ".dockerignore": IGNORE,
            "app.py": f"import nothing_of_that_name\n{FLASK}",
        }
    )
    assert verdicts(bench) == {}


FILES: Mapping[str, str] = {
    "Dockerfile": "FROM python:3.12-slim AS old\nUSER root\nCMD flask run\nFROM python:3.12-slim\nUSER root\n"
    + GUNICORN,
    "app.py": FLASK,
}


def test_other_stages_are_not_what_ran() -> None:
    project = Project(Memory(FILES))
    evidence = Evidence(providers(project, Config()))
    (plan,) = plans(project, Config(), evidence, Wishes())
    judge = Judge(project, Config(), evidence)
    run = ContainerRun(ready=True, started=True, places=plan.places, processes=(Process(1, "1000", "gunicorn"),))
    found = judge.of(plan, ServiceRun(run=run))
    assert [(one.rule, one.line, one.verdict) for one in found] == [("missing-user", 5, "cancelled")]
