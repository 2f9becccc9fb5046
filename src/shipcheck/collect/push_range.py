"""What a push is about to send: told by pre-commit in the environment, or by git on a hook's standard input.

pre-commit takes the first ref of a push only (its `hook_impl.py`, 4.7): who pushes many at once is served by git's own
hook, which names them all. Where nobody tells, it is what HEAD has and no remote does.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from shipcheck.collect import history
from shipcheck.collect.history import Reach, Ref, Repository
from shipcheck.model import ShipcheckError

_ID = r"[0-9a-f]{40}(?:[0-9a-f]{24})?"
_FIELDS = 4
ANY = "*"


class Line(NamedTuple):
    """One ref of a push: what will stand there, and what stands there now, if anything."""

    ref: str
    new: str
    old: str


def parse(text: str) -> list[Line]:
    """The lines `<local ref> <local id> <remote ref> <remote id>` of git, without deletions; raises `ShipcheckError`.

    A local ref is what the user wrote, blanks included; an id of zeros means that there is nothing (githooks(5)).
    """
    lines = []
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.rsplit(maxsplit=_FIELDS - 1)
        if len(words) != _FIELDS or not all(re.fullmatch(_ID, word) for word in (words[1], words[3])):
            raise ShipcheckError(
                f"standard input, line {number}: not what git tells a pre-push hook",
                "`--push` reads `<local ref> <local id> <remote ref> <remote id>`",
            )
        if words[1].strip("0"):
            lines.append(Line(words[2], words[1], words[3] if words[3].strip("0") else ""))
    return lines


def told_by_pre_commit(environment: Mapping[str, str]) -> Reach | None:
    """The range that pre-commit names, with names as they were given; None outside of pre-commit.

    It names both ends, or only the branch when its root commit is new, or nothing at all (`--all-files`).
    """
    if not environment.get("PRE_COMMIT"):
        return None
    remote = environment.get("PRE_COMMIT_REMOTE_NAME") or ANY
    start = environment.get("PRE_COMMIT_FROM_REF", "")
    tip = environment.get("PRE_COMMIT_TO_REF") or environment.get("PRE_COMMIT_LOCAL_BRANCH") or "HEAD"
    return Reach((tip,), (start,) if start.strip("0") else (), remote)


def by_pre_commit(repository: Repository, told: Reach) -> Reach:
    """The same with commits for names; raises `ShipcheckError` for one that means none."""
    return told._replace(
        tips=tuple(history.commit_of(repository, tip) for tip in told.tips),
        without=tuple(history.commit_of(repository, one) for one in told.without),
    )


def by_git(repository: Repository, lines: Iterable[Line], remote: str) -> Reach:
    """The range of git's lines; what the other side has and this one does not know cannot be left out.

    What any remote has counts as pushed where it is not known which one is meant.
    """
    lines = list(lines)
    old = [line.old for line in lines if line.old]
    new = history.peel(repository, [f"{line.new}^{{}}" for line in lines])
    seen = history.peel(repository, [f"{one}^{{commit}}" for one in old])
    refs = [Ref(line.ref, *held) for line, held in zip(lines, new, strict=True) if held]
    if len(refs) < len(lines):
        raise ShipcheckError("what is to be pushed is not in git's object store", "run `git fsck`")
    return Reach(
        tuple(ref.object for ref in refs if ref.kind == "commit"),
        tuple(held[0] for held in seen if held),
        remote or ANY,
        loose=tuple(history.loose(repository, refs)),
    )


def unpushed(repository: Repository) -> Reach:
    """What HEAD has and no remote does."""
    return Reach((history.commit_of(repository, "HEAD"),), remote=ANY)


def within_git(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether git started this process, as it starts hooks: then an empty input says that nothing is pushed."""
    return "GIT_PREFIX" in environment or "GIT_EXEC_PATH" in environment
