"""The containers of recorded runs."""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.collect import run_files
from shipcheck.config import Config
from shipcheck.evidence import Evidence
from shipcheck.model import Unjudged
from shipcheck.project import Project
from shipcheck.subjects.container_run import ContainerRun


def collect(project: Project, _evidence: Evidence, _config: Config) -> Iterator[ContainerRun | Unjudged]:
    """What a project's recorded runs say of its containers."""
    for one in run_files.services(project):
        if isinstance(one, Unjudged):
            yield one
        elif one.run is not None:
            yield one.run
