"""Whether code of the project may be run: custom plugins and filters that its `.secrets.baseline` names.

detect-secrets runs them wherever it runs. Here the person who has the clone says so once, in git's configuration of the
clone: a pull request cannot, since nothing in a repository's files becomes part of it (docs/decisions.md).
"""

from __future__ import annotations

from shipcheck.collect.git import root_of
from shipcheck.collect.process import run
from shipcheck.model import CannotJudge

_SECONDS = 10.0


def trusted(root: str) -> bool:
    """Whether `git config shipcheck.runPlugins` is true for the clone at a folder; false without git."""
    if not root or root_of(root) is None:
        return False
    try:
        outcome = run(
            ["git", "-C", root, "config", "--type=bool", "--get", "shipcheck.runPlugins"], what="git", seconds=_SECONDS
        )
    except CannotJudge:
        return False
    return outcome.code == 0 and outcome.out.strip() == b"true"
