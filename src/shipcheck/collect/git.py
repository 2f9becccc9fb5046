"""What git knows: the index (what will be committed) and the working tree (tracked, and untracked but not ignored).

No variable that git set for a hook is removed here: `GIT_INDEX_FILE` names the very index that is being committed.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator

from shipcheck.collect.blobs import Blobs
from shipcheck.collect.folder import Beside, OnDisk
from shipcheck.collect.process import first_line, run
from shipcheck.model import CannotJudge, ShipcheckError

SECONDS = 60.0
_REGULAR = {"100644", "100755"}


def root_of(folder: str) -> str | None:
    """The top of the working tree that holds a folder, or None outside of any; no process is started."""
    if os.environ.get("GIT_WORK_TREE"):
        return os.path.abspath(os.environ["GIT_WORK_TREE"])
    folder = os.path.abspath(folder)
    while not os.path.lexists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent
    return folder


def _git(root: str, *args: str) -> bytes:
    outcome = run(["git", "-C", root, *args], what="git", seconds=SECONDS)
    if outcome.code:
        raise ShipcheckError(f"git {args[0]} failed: {first_line(outcome.err)}", "run the same git command by hand")
    return outcome.out


def _names(data: bytes) -> list[str]:
    return [_text(name) for name in data.split(b"\0") if name]


def _text(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")


def staged_names(root: str) -> list[str]:
    """The paths whose staged version differs from the last commit, deleted ones included; all of them before the first."""
    first = run(["git", "-C", root, "rev-parse", "-q", "--verify", "HEAD"], what="git", seconds=SECONDS).code
    if first:
        return _names(_git(root, "ls-files", "-z", "--cached"))
    return _names(_git(root, "diff", "--cached", "--name-only", "--no-renames", "-z", "HEAD"))


class Index:
    """The staged files of a repository; their content comes from one `git cat-file` that answers on demand."""

    versioned = True

    def __init__(self, root: str) -> None:
        self.root = root
        self.beside = Beside(root)
        self._blobs: dict[str, str] = {}
        self.special: set[str] = set()
        self.unmerged: set[str] = set()
        self._store = Blobs(root)
        for entry in _git(root, "ls-files", "--stage", "-z").split(b"\0"):
            if entry:
                head, _, name = entry.partition(b"\t")
                self._enter(head.decode("ascii").split(" "), _text(name))

    def _enter(self, head: list[str], path: str) -> None:
        mode, blob, stage = head
        if stage != "0":
            self.unmerged.add(path)
        if mode in _REGULAR:
            self._blobs[path] = blob
        else:
            self.special.add(path)

    def paths(self) -> Iterable[str]:
        """Every staged regular file; links and submodules are known as `special`."""
        return self._blobs

    def read(self, path: str) -> bytes:
        """The staged content; raises `CannotJudge` for an unmerged, missing or very large one."""
        return self._store.read(self._blob(path), path)

    def head(self, path: str, size: int) -> bytes:
        """The first bytes of the staged content."""
        return self._store.head(self._blob(path), path, size)

    def chunks(self, path: str) -> Iterator[bytes]:
        """Staged content of any size in parts; raises `CannotJudge`."""
        return self._store.chunks(self._blob(path), path)

    def _blob(self, path: str) -> str:
        if path in self.unmerged:
            raise CannotJudge(path, "it is unmerged", "resolve the conflict and `git add` it")
        return self._blobs[path]

    def close(self) -> None:
        """End the process that reads blobs."""
        self._store.close()


class WorkingTree(OnDisk):
    """The files on disk that git has, or would take in: ignored ones are not there."""

    versioned = True

    def __init__(self, root: str) -> None:
        super().__init__(root)
        listed = _names(_git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"))
        self._paths = [path for path in dict.fromkeys(listed) if self._regular(path)]

    def _regular(self, path: str) -> bool:
        try:
            mode = os.lstat(os.path.join(self.root, path)).st_mode
        except OSError:
            return False
        if not stat.S_ISREG(mode):
            self.special.add(path)
        return stat.S_ISREG(mode)

    def paths(self) -> Iterable[str]:
        """Every regular file that git has or would take in."""
        return self._paths
