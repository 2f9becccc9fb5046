"""The secrets hook on files with nothing in them, which is nearly every run: the same answer without the house.

It reads the index, asks the gate, and looks closer where that opens. Whatever it does not understand at a glance, and
whatever is found, it leaves to the ordinary run: a configuration, a baseline, a `.env`, a link, a conflict, a problem.
Next to nothing is imported on a clean run; `tests/e2e/test_quick.py` holds it to that.
"""

from __future__ import annotations

import os
import sys

_CALL = ("check", "--staged", "--select", "secrets")
# What every pipe takes in one piece: nobody waits for a reader that waits for him.
_PIPE = 512
_FOLDERS = 50
_LARGEST = 8 << 20
_MARKS = (b"dockerfile", b"containerfile", b"compose", b"manage.py")
_REGULAR = (b"100644", b"100755")


def clean(words: list[str]) -> int | None:
    """How many files the secrets hook was called for, if nothing is in them; None where the ordinary run has to judge."""
    paths = words[len(_CALL) :]
    if tuple(words[: len(_CALL)]) != _CALL or not paths or not hasattr(os, "posix_spawnp") or os.sep != "/":
        return None
    if "GIT_WORK_TREE" in os.environ or not os.path.lexists(".git") or not all(map(_plain, paths)):
        return None
    blobs = _Blobs()
    try:
        return len(set(paths)) if _nothing(blobs, paths) else None
    except Exception:  # noqa: BLE001  # the ordinary run meets the same, and says it as it should be said
        return None
    finally:
        blobs.close()


def _plain(path: str) -> bool:
    """Whether a path is written as git writes it, and is no business of other rules."""
    name = path.rpartition("/")[2]
    return (
        bool(name)
        and ".env" not in name
        and not path.startswith(("/", "-"))
        and "/./" not in f"/{path}"
        and "../" not in path
    )


def _nothing(blobs: _Blobs, paths: list[str]) -> bool:
    pid, listing = _listed()
    try:
        from shipcheck.collect.secret_search import find, gate

        gate()  # while git reads its index
    finally:
        index = _index(pid, listing)
    names = [os.fsencode(path) for path in dict.fromkeys(paths)]
    if index is None or not _ordinary(index) or any(name not in index for name in names):
        return False
    wanted = [index[name] for name in names]
    project = [index[b"pyproject.toml"]] if b"pyproject.toml" in index else []
    if b"" in wanted or b"" in project:
        return False
    blobs.ask([*project, *wanted])
    from shipcheck.secrets.paths import skipped

    if project and b"shipcheck" in blobs.next():
        return False
    for path in dict.fromkeys(paths):
        data = blobs.next()
        head = data[:8192]
        if head[:2] in {b"\xff\xfe", b"\xfe\xff"} or head[:4] == b"\0\0\xfe\xff":
            return False
        if b"\0" not in head and not skipped(path) and find(path, data):
            return False
    return True


def _listed() -> tuple[int, int]:
    """A git that lists its index: the process, and where it writes."""
    read, write = os.pipe()
    actions = [(os.POSIX_SPAWN_DUP2, write, 1), (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)]
    try:
        pid = os.posix_spawnp("git", ("git", "ls-files", "--stage", "-z"), dict(os.environ), file_actions=actions)
    finally:
        os.close(write)
    return pid, read


def _index(pid: int, listing: int) -> dict[bytes, bytes] | None:
    """The name of each staged file's object, empty for what is no regular file or in conflict."""
    with open(listing, "rb") as file:
        listed = file.read()
    if os.waitpid(pid, 0)[1]:
        return None
    index = {}
    for entry in listed.split(b"\0")[:-1]:
        about, _, name = entry.partition(b"\t")
        mode, blob, stage = about.split(b" ")
        index[name] = blob if mode in _REGULAR and stage == b"0" else b""
    return index


def _ordinary(index: dict[bytes, bytes]) -> bool:
    """Whether the project has no configuration, no baseline of ours, and beside its files no `.env`."""
    if b"shipcheck.toml" in index or b".shipcheck-baseline" in index:
        return False
    folders = {b"."}
    folders.update(name.rpartition(b"/")[0] or b"." for name in index if any(mark in name.lower() for mark in _MARKS))
    for folder in folders if len(folders) <= _FOLDERS else ():
        try:
            beside = os.listdir(folder)
        except OSError:
            continue
        if any(name.startswith(b".env") or name.endswith(b".env") for name in beside):
            return False
    return len(folders) <= _FOLDERS


class _Blobs:
    """One `git cat-file` that is started at once, and asked for a few at a time."""

    def __init__(self) -> None:
        in_read, self._in = os.pipe()
        out_read, out_write = os.pipe()
        actions = [
            (os.POSIX_SPAWN_DUP2, in_read, 0),
            (os.POSIX_SPAWN_DUP2, out_write, 1),
            (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
        ]
        try:
            self._pid = os.posix_spawnp("git", ("git", "cat-file", "--batch"), dict(os.environ), file_actions=actions)
        finally:
            os.close(in_read)
            os.close(out_write)
        self._out = open(out_read, "rb")  # noqa: SIM115  # closed by `close`
        self._wanted: list[bytes] = []
        self._asked = 0

    def ask(self, blobs: list[bytes]) -> None:
        """Ask for these, as many at once as any pipe takes."""
        self._wanted += blobs
        some = self._wanted[: max(_PIPE // (len(self._wanted[0]) + 1), 1)]
        del self._wanted[: len(some)]
        self._asked = len(some)
        os.write(self._in, b"".join(blob + b"\n" for blob in some))

    def next(self) -> bytes:
        """The content of the next one; raises `ValueError` for what is missing or very large."""
        if not self._asked:
            self.ask([])
        self._asked -= 1
        _, kind, size = self._out.readline().split()
        if kind != b"blob" or int(size) > _LARGEST:
            raise ValueError("not a small blob")
        return self._out.read(int(size) + 1)[:-1]

    def close(self) -> None:
        """End the program."""
        os.close(self._in)
        self._out.close()
        os.waitpid(self._pid, 0)


def main() -> int:
    """The command `shipcheck`."""
    import time

    started = time.perf_counter()
    try:
        files = clean(sys.argv[1:])
        if files is not None and not sys.stdout.isatty() and not os.environ.get("FORCE_COLOR"):
            took = time.perf_counter() - started
            print(f"Clean: nothing found in {files} {'file' if files == 1 else 'files'} ({took:.2f} s).", flush=True)
            os._exit(0)  # what would be taken apart now is gone a moment later anyway
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 141
    from shipcheck.cli import main as ordinary

    code = ordinary()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        return code  # Python says so
    os._exit(code)  # as above
