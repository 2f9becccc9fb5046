"""Recorded runs: the JSON that `shipcheck run --evidence` writes, where a project keeps one."""

from __future__ import annotations

import json
from collections.abc import Iterator

from shipcheck.collect.providers import RUN
from shipcheck.model import CannotJudge, Unjudged
from shipcheck.project import Project
from shipcheck.subjects import run_document
from shipcheck.subjects.record import WrongRecord
from shipcheck.subjects.run_document import ServiceRun


def services(project: Project) -> Iterator[ServiceRun | Unjudged]:
    """The services of every recorded run in focus; other files of that name are none."""
    for path in project.matching(RUN):
        try:
            data = json.loads(project.text(path))
        except CannotJudge as reason:
            yield reason.unjudged
            continue
        except (ValueError, RecursionError):
            continue  # JSON of somebody else, or none at all
        if not run_document.is_run(data):
            continue
        try:
            yield from run_document.read(data).services
        except WrongRecord as wrong:
            yield Unjudged(path, f"it is no evidence of a run: {wrong}", "write it with `shipcheck run --evidence`")
