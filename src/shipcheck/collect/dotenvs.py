"""The `.env` files in focus."""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.collect.providers import DOTENV
from shipcheck.config import Config
from shipcheck.evidence import Evidence
from shipcheck.model import CannotJudge, Unjudged
from shipcheck.project import Project
from shipcheck.subjects.dotenv import DotEnv, is_model, parse


def collect(project: Project, evidence: Evidence, config: Config) -> Iterator[DotEnv | Unjudged]:
    """Files of variables, but not the examples that document them."""
    del evidence, config
    for path in project.matching(DOTENV):
        if is_model(path):
            continue
        try:
            yield parse(path, project.text(path), shared=project.versioned)
        except CannotJudge as reason:
            yield reason.unjudged
