"""Compose files."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from shipcheck.collect.providers import COMPOSE
from shipcheck.config import Config
from shipcheck.evidence import Evidence
from shipcheck.model import CannotJudge, Unjudged
from shipcheck.project import Project
from shipcheck.subjects.compose import ComposeFile, read
from shipcheck.subjects.context import context


def collect(project: Project, _evidence: Evidence, _config: Config) -> Iterator[ComposeFile | Unjudged]:
    """Every compose file in focus."""
    wanted = list(project.matching(COMPOSE))
    if not wanted:
        return
    folders = {
        posixpath.dirname(path)
        for path in project.matching(COMPOSE, everywhere=True)
        if context(posixpath.basename(path)) == "production"
    }
    for path in wanted:
        try:
            text = project.text(path)
            found = read(path, text, beside_production=posixpath.dirname(path) in folders)
        except CannotJudge as reason:
            if not _is_template(project, path):
                yield reason.unjudged
        else:
            if found is not None:
                yield found


def _is_template(project: Project, path: str) -> bool:
    """Whether a file that is no YAML becomes one when somebody fills it in."""
    try:
        text = project.text(path)
    except CannotJudge:
        return False
    return "{{" in path or "{%" in text or "{{" in text
