"""The `.env` files in focus."""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.collect.providers import DOTENV
from shipcheck.config import Config
from shipcheck.evidence import Evidence
from shipcheck.model import CannotJudge, Unjudged
from shipcheck.project import Project
from shipcheck.secrets.found import KEY, TOKEN, URL
from shipcheck.subjects.dotenv import DotEnv, is_model, parse

# What is a secret by its own form.
_FORMED = frozenset({KEY, TOKEN, URL})


def collect(project: Project, evidence: Evidence, config: Config) -> Iterator[DotEnv | Unjudged]:
    """Files of variables, but not the examples that document them."""
    del evidence, config
    for path in project.matching(DOTENV):
        if is_model(path):
            continue
        try:
            yield read(path, project.text(path), shared=project.versioned)
        except CannotJudge as reason:
            yield reason.unjudged


def read(path: str, text: str, *, shared: bool) -> DotEnv:
    """A `.env` file from its text: also tokens of providers, keys and URLs with passwords are secrets, whatever their names."""
    from shipcheck.collect.secret_search import find

    found = find(path, text.encode("utf-8", "surrogatepass"))
    return parse(path, text, shared=shared, credentials={one.line for one in found if one.rule in _FORMED})
