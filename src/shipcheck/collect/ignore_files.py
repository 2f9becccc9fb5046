"""The ignore files of build contexts."""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.collect.providers import DOCKERIGNORE
from shipcheck.config import Config
from shipcheck.evidence import Evidence
from shipcheck.model import CannotJudge, Unjudged
from shipcheck.project import Project
from shipcheck.subjects.ignore_file import IgnoreFile, read


def collect(project: Project, _evidence: Evidence, _config: Config) -> Iterator[IgnoreFile | Unjudged]:
    """Every ignore file in focus."""
    for path in project.matching(DOCKERIGNORE):
        try:
            yield read(path, project.text(path))
        except CannotJudge as reason:
            yield reason.unjudged
