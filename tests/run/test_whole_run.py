"""From the plan to the clean end, on the example that is well kept."""

from __future__ import annotations

import json
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
