"""Whether a file, folder, stage or service is meant for development: what is not deployed is not judged as production."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from shipcheck.lazy import lazy

Context = Literal["development", "production", "default"]


def _words(alternatives: str) -> re.Pattern[str]:
    return lazy(rf"(?<![a-z0-9])(?:{alternatives})(?![a-z0-9])")


# Never deployed, wherever the word stands: a `prod` folder among the tests is a test.
_APART = _words(
    "tests?|testing|e2e|ci|docs?|examples?|samples?|demo|sandbox|conftest|fixtures?|testdata"
    "|devcontainer|gitpod|vscode|idea|github|gitlab|vagrant|travis|unittests?|worktree|cypress|playwright"
)
_DEVELOPMENT = _words("dev|develop|development|local|override|debug")
_PRODUCTION = _words("prod|production|deploy|release|live|staging")


def apart(name: str) -> bool:
    """Whether a path is of tests, documents, examples or tools, which are never deployed; not whether it is for developers."""
    return bool(_APART.search(name.lower()))


@lru_cache(maxsize=4096)
def context(name: str) -> Context:
    """What a path, a stage or a service is for, by the words in its name.

    The word nearest to the end decides between development and production (`deploy/dev/Dockerfile`), but tests,
    documents and examples stay what they are. In one part production wins (`Dockerfile.prod-local`). The words are
    those of the labelled repositories that the rules were measured on.
    """
    name = name.lower()
    if _APART.search(name):
        return "development"
    for part in reversed(name.split("/")):
        if _PRODUCTION.search(part):
            return "production"
        if _DEVELOPMENT.search(part):
            return "development"
    return "default"
