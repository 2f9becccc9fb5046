"""What `git diff-tree --stdin -r --root -z --raw` writes, as changes: pure, and the same for any size of pieces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Change(NamedTuple):
    """What a commit did at a path: the blob that stands there since, empty where no regular file does.

    All are as git writes them: hexadecimal digits, and the bytes of the path.
    """

    commit: bytes
    path: bytes
    blob: bytes


def changes(pieces: Iterable[bytes]) -> Iterator[Change]:
    """The changes in the order in which git writes them; raises `ValueError` for what it cannot have written.

    Every commit's id stands before its changes. Of a merge (`-c`) there is one entry a path with as many colons as
    parents, and only for what differs from all of them.
    """
    rest = b""
    commit = b""
    blob: bytes | None = None
    for piece in pieces:
        tokens = (rest + piece).split(b"\0")
        rest = tokens.pop()
        for token in tokens:
            if blob is not None:
                yield Change(commit, token, blob)
                blob = None
            elif token[:1] == b":":
                blob = _blob(token)
            else:
                commit = token
    if rest or blob is not None:
        raise ValueError("the output ends within an entry")


def _blob(entry: bytes) -> bytes:
    """The new content: links, submodules and what was deleted have none."""
    words = entry.split(b" ")
    parents = words[0].count(b":")
    if len(words) != 2 * parents + 3:
        raise ValueError("not an entry of a raw diff")
    return words[-2] if words[parents][:3] == b"100" else b""
