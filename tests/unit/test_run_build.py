"""A build that lost a cached step to somebody's cleaning is tried once more; no other failure is."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from shipcheck.run import build

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-in for the builder is a shell script")


@pytest.mark.parametrize(
    ("said", "tries", "code"),
    [
        ("failed to get digest sha256:c0f9: open /x: no such file", 2, 0),
        ("unknown parent image ID sha256:c0f9", 2, 0),
        ("COPY failed: no such file", 1, 1),
    ],
)
def test_a_lost_step_is_built_again(tmp_path: Path, said: str, tries: int, code: int) -> None:
    count = tmp_path / "count"
    script = tmp_path / "builder"
    # It fails at first, and never again.
    script.write_text(
        f'#!/bin/sh\necho x >> "{count}"\n[ "$(wc -l < "{count}")" -gt 1 ] || {{ echo "{said}"; exit 1; }}\n'
    )
    script.chmod(0o755)
    engine: Any = SimpleNamespace(command=[str(script)], builder=SimpleNamespace(environment={}))
    traces: Any = SimpleNamespace(tell=lambda _line: None)
    ended, _ = build.run(engine, ["build"], traces, 30)
    assert (ended, count.read_text().count("x")) == (code, tries)
