"""Which lines a change touched, as git tells it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from shipcheck.collect.git import SECONDS, root_of
from shipcheck.collect.process import first_line, run
from shipcheck.model import ShipcheckError

_HUNK = re.compile(rb"^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@", re.MULTILINE)
# No line of a hunk begins so.
_HEAD = re.compile(rb"^diff --git ", re.MULTILINE)
_SHA = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_HINT = "check out with `fetch-depth: 0`, so that git knows both"


class Changed(NamedTuple):
    """The lines that are new or different, as first and last, by path; a file without lines was renamed or its mode changed."""

    root: str
    lines: Mapping[str, tuple[tuple[int, int], ...]]

    def touches(self, path: str, first: int, last: int) -> bool:
        """Whether one of these lines was changed."""
        return any(start <= last and first <= stop for start, stop in self.lines.get(path, ()))


def changed_since(folder: str, base: str) -> Changed:
    """What HEAD, with the working tree, has and the common ancestor with a commit has not; raises `ShipcheckError`."""
    root = root_of(folder)
    if root is None or not _SHA.fullmatch(base):
        raise ShipcheckError("what changed is not known: not in a git repository, or no commit to compare with", _HINT)
    old = _ancestor(root, base)
    options = ("--unified=0", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames", "--diff-filter=d")
    names = [name for name in _git(root, "diff", "--name-only", "-z", *options[2:], old).split(b"\0") if name]
    diffs = _HEAD.split(_git(root, "diff", *options, old))[1:]
    if len(diffs) != len(names):  # a file that became a link has two; then each is asked for by its name
        diffs = [_git(root, "diff", *options, old, "--", name) for name in names]
    paths = (name.decode("utf-8", "surrogateescape") for name in names)
    return Changed(root, {path: tuple(_spans(diff)) for path, diff in zip(paths, diffs, strict=True)})


def changed_paths(folder: str, base: str) -> list[str]:
    """The paths that differ between the common ancestor with a commit and the working tree; raises `ShipcheckError`."""
    root = root_of(folder)
    if root is None or not _SHA.fullmatch(base):
        raise ShipcheckError("what changed is not known: not in a git repository, or no commit to compare with", _HINT)
    data = _git(root, "diff", "--name-only", "-z", "--no-renames", _ancestor(root, base))
    return [name.decode("utf-8", "surrogateescape") for name in data.split(b"\0") if name]


def _ancestor(root: str, base: str) -> str:
    """The commit to compare with; the other one itself where git's history here is too short to know."""
    found = run(["git", "-C", root, "merge-base", base, "HEAD"], what="git", seconds=SECONDS)
    if found.code == 0:
        return found.out.decode("ascii").strip()
    known = run(["git", "-C", root, "cat-file", "-e", f"{base}^{{commit}}"], what="git", seconds=SECONDS)
    if known.code:
        raise ShipcheckError(f"what changed is not known: commit {base[:12]} is not here", _HINT)
    return base


def _spans(diff: bytes) -> Iterator[tuple[int, int]]:
    for found in _HUNK.finditer(diff):
        first, many = int(found.group(1)), int(found.group(2) or 1)
        # Where lines were only taken away, those around the gap are what changed.
        yield (first, first + max(many, 1) - 1 + (many == 0))


def _git(root: str, command: str, *args: str | bytes) -> bytes:
    words = [arg.decode("utf-8", "surrogateescape") if isinstance(arg, bytes) else arg for arg in args]
    outcome = run(["git", "-C", root, "--literal-pathspecs", command, *words], what="git", seconds=SECONDS)
    if outcome.code:
        raise ShipcheckError(f"git {command} failed: {first_line(outcome.err)}", "run the same git command by hand")
    return outcome.out
