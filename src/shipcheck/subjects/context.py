"""Whether a file, folder, stage or service is meant for development: what is not deployed is not judged as production."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

Context = Literal["development", "production", "default"]

# Never deployed, wherever the word stands: a `prod` folder among the tests is a test.
_APART = frozenset(
    "test tests testing e2e ci docs doc example examples sample samples demo sandbox conftest fixture fixtures testdata "
    "devcontainer vscode idea github gitlab vagrant".split()
)
_DEVELOPMENT = frozenset("dev develop development local override debug".split())
_PRODUCTION = frozenset("prod production deploy release live staging".split())
_BETWEEN = re.compile(r"[^A-Za-z0-9]+")


@lru_cache(maxsize=4096)
def context(name: str) -> Context:
    """What a path, a stage or a service is for, by the words in its name.

    The word nearest to the end decides between development and production (`deploy/dev/Dockerfile`), but tests,
    documents and examples stay what they are. In one part production wins (`Dockerfile.prod-local`). The words are
    those of the labelled repositories that the rules were measured on.
    """
    found: Context = "default"
    for part in name.lower().split("/"):
        words = set(_BETWEEN.split(part))
        if words & _APART:
            return "development"
        if words & _PRODUCTION:
            found = "production"
        elif words & _DEVELOPMENT:
            found = "development"
    return found
