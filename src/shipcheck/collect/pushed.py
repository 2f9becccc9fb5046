"""Whether a secret that was found already stands in what was pushed, or only in commits of this clone.

Versions of the same path are read from git's object store and searched in memory: a value is never an argument of a
program (`git log -S` would show it to everybody on the machine). Remote-tracking branches are what is known of the
remote; nobody is asked over a network. All of it is bounded, and what is not known for certain is not said.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple, Self

from shipcheck.collect.git import root_of
from shipcheck.collect.process import Answering, run
from shipcheck.model import CannotJudge
from shipcheck.secrets.values import drawn
from shipcheck.subjects.secret_hit import SecretHit

PUSHED = "Already pushed: deleting the line is not enough."
LOCAL = "Committed, not pushed: take it out first (`git commit --amend`, or an interactive rebase)."
# Of a run, whatever it found: in seconds, paths, finds, versions of them, bytes of one and of all.
SECONDS = 0.5
PATHS = 50
FINDS = 200
VERSIONS = 200
TIPS = 8
LARGEST = 4 << 20
BYTES = 32 << 20
# A shorter value that was not drawn is looked for with its line: `postgres` stands in a file by chance.
TELLING = 16
_RAW = 5
# Of a private key, in bytes: its head, armour headers and the first lines of its body.
_KEY = 1000
_LINE = 1 << 14
# How far behind the beginning of its line a value begins at most.
_NEAR = 1 << 20


class Sought(NamedTuple):
    """A find, the bytes by which it is known again, and its line without the blanks around it."""

    hit: SecretHit
    value: bytes
    line: bytes

    def stands_in(self, text: bytes) -> bool:
        """Whether it is this secret that a text holds, where the text holds the value."""
        telling = len(self.value) >= TELLING or drawn(self.value.decode("utf-8", "replace"))
        return telling or self.line in text


def sought(finds: Iterable[tuple[SecretHit, str]], data: bytes) -> Iterator[Sought]:
    """How the secrets of one file's finds, given with their values, are known again in other versions of its bytes.

    Of a private key the value is its head, which many share: its body counts. A value that was put together from parts
    of the text (an escape, a concatenation) cannot be known again.
    """
    every = list(finds)
    starts = _starts(data, {hit.location.line for hit, _ in every})
    for hit, value in every:
        start = starts.get(hit.location.line, len(data))
        line = re.split(rb"[\r\n]", data[start : start + _LINE], maxsplit=1)[0].strip()
        needle = value.encode("utf-8", "surrogateescape")
        at = data.find(needle, start, start + _NEAR)
        if hit.kind == "private key":
            needle = data[at : at + _KEY].split(b"-----END")[0]
        yield Sought(hit, needle if at >= 0 else b"", line)


def _starts(data: bytes, wanted: set[int]) -> dict[int, int]:
    """Where lines begin, of those that are wanted."""
    starts = {1: 0}
    for number, found in enumerate(re.finditer(rb"\r\n|\r|\n", data), start=2):
        if number in wanted:
            starts[number] = found.end()
            if len(starts) > len(wanted):
                break
    return starts


def marked(root: str, sought: Iterable[Sought]) -> Iterator[SecretHit]:
    """The finds, each told in its hint where its secret stands already, if that is known."""
    every = list(sought)
    open_ = [one for one in every if one.value and "\n" not in one.hit.location.path]
    told: dict[int, str] = {}
    if root and open_ and root_of(root):
        try:
            told = _told(root, open_)
        except (CannotJudge, OSError):
            told = {}
    for one in every:
        said = told.get(id(one))
        yield one.hit._replace(hint=f"{said} {one.hit.hint}".strip()) if said else one.hit


class _Version(NamedTuple):
    path: str
    blob: str


def _told(root: str, sought: list[Sought]) -> dict[int, str]:
    """What is known, by the identity of a find."""
    git = _Git(root)
    tips = git.tips()
    if not tips or git.partial():
        return {}
    paths = list(dict.fromkeys(one.hit.location.path for one in sought))[:PATHS]
    left = [one for one in sought if one.hit.location.path in paths][:FINDS]
    told: dict[int, str] = {}
    with git:
        for tip in tips[:TIPS]:
            left = _search(left, (_Version(path, f"{tip}:./{path}") for path in paths), git, told, PUSHED)
        if not left:
            return told
        remote = git.versions(["--remotes"], paths)
        left = _search(left, remote, git, told, PUSHED)
        if left and git.whole():
            here = git.versions(["HEAD", "--not", "--remotes"], paths)
            _search(left, here, git, told, LOCAL)
    return told


def _search(
    sought: list[Sought], versions: Iterable[_Version], git: _Git, told: dict[int, str], answer: str
) -> list[Sought]:
    """Note the answer for each find whose secret a version holds; returns those of which nothing is known yet."""
    left = sought
    for version in versions:
        mine = [one for one in left if one.hit.location.path == version.path]
        text = git.content(version.blob) if mine else b""
        for one in mine if text else ():
            if one.value not in text:
                continue
            if one.stands_in(text):
                told[id(one)] = answer
            # Else it stands there, perhaps by chance: that is not known, and stays unsaid.
            left = [other for other in left if other is not one]
    return left


class _Git:
    """git's object store, asked within the bounds; `complete` is false as soon as one of them was met."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._end = time.monotonic() + SECONDS
        self._bytes = BYTES
        self._cat: Answering | None = None
        self._read: dict[str, bytes] = {}
        # Where it is a folder, two questions need no program.
        folder = os.path.join(root, ".git")
        self._plain = folder if os.path.isdir(folder) and "GIT_DIR" not in os.environ else ""
        self.complete = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._cat is not None:
            self._cat.close()

    def _run(self, *args: str) -> bytes:
        """What git prints, nothing where it fails; raises `CannotJudge` when the time is over."""
        seconds = max(self._end - time.monotonic(), 0.01)
        outcome = run(["git", "-C", self._root, "--literal-pathspecs", *args], what="git", seconds=seconds)
        return b"" if outcome.code else outcome.out

    def tips(self) -> list[str]:
        """The commits of the remote-tracking branches, the youngest first."""
        listed = self._run("for-each-ref", "--sort=-committerdate", "--format=%(objectname)", "refs/remotes")
        return list(dict.fromkeys(listed.decode("ascii", "replace").split()))

    def partial(self) -> bool:
        """Whether objects may be missing that git would fetch over the network when it is asked for them."""
        if not self._plain:
            return bool(self._run("config", "--get-regexp", r"^remote\..*\.promisor$"))
        with open(os.path.join(self._plain, "config"), "rb") as file:
            return b"promisor" in file.read(1 << 20).lower()

    def whole(self) -> bool:
        """Whether everything that was pushed could be looked at."""
        if self._plain:
            return self.complete and not os.path.exists(os.path.join(self._plain, "shallow"))
        return self.complete and self._run("rev-parse", "--is-shallow-repository").strip() == b"false"

    def versions(self, commits: list[str], paths: list[str]) -> list[_Version]:
        """The contents that these paths had in commits, the youngest first."""
        try:
            found = self._run(
                *("-c", "log.follow=false", "-c", "log.showSignature=false"),
                *("log", "--full-history", "--no-renames", "--relative", "--format=", "--raw", "-z", "--no-abbrev"),
                *(f"-n{VERSIONS + 1}", *commits, "--", *paths),
            )
        except CannotJudge:
            self.complete = False
            return []
        versions = []
        for head, name in pairwise(found.split(b"\0")):
            words = head.split()
            if head.startswith(b":") and len(words) == _RAW and words[3].strip(b"0"):
                versions.append(_Version(os.fsdecode(name), words[3].decode("ascii", "replace")))
        self.complete = self.complete and len(versions) <= VERSIONS
        return list(dict.fromkeys(versions))[:VERSIONS]

    def content(self, blob: str) -> bytes:
        """A blob's bytes; nothing where there is none, or where a bound was met."""
        if blob not in self._read:
            self._read[blob] = self._content(blob) if self.complete else b""
        return self._read[blob]

    def _content(self, blob: str) -> bytes:
        if time.monotonic() > self._end:
            self.complete = False
            return b""
        if self._cat is None:
            self._cat = Answering(["git", "-C", self._root, "cat-file", "--batch"])
        answer = self._cat.ask(os.fsencode(f"{blob}\n"))
        found = re.fullmatch(rb"[0-9a-f]+ (\w+) (\d+)\n", answer)
        if not found:
            return b""
        size = int(found.group(2))
        if found.group(1) != b"blob" or size > min(LARGEST, self._bytes):
            self.complete = False  # what follows on the pipe is not read: nothing more is asked
            return b""
        self._bytes -= size
        data = self._cat.read(size)
        self._cat.read(1)
        return data
