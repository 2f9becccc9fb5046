"""The commits of a repository: which are meant, what each changed, and what is known of them.

Of a range the changes of a merge are those that differ from all parents, so that what came in from elsewhere is not
counted as its own. What a commit holds is followed along first parents, which is exact for every commit.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO, NamedTuple

from shipcheck.collect import raw_changes
from shipcheck.collect.git_pipe import Pipe, answer, lines_file, spooled
from shipcheck.collect.raw_changes import Change
from shipcheck.model import CannotJudge, ShipcheckError

WHAT = "the history"
_DIFF = ("diff-tree", "--stdin", "-r", "--root", "-z", "--raw", "--no-abbrev", "--no-renames")
# More words than this are not put on a command line.
_ARGUMENTS = 32_000
_REMOTE = r"[A-Za-z0-9_][\w./-]{0,200}"


class Repository(NamedTuple):
    """What must be known of a repository before it is read. `prefix` is where in it the project's folder is."""

    root: str
    bare: bool
    shallow: bool
    partial: bool
    prefix: str
    common: str


class Ref(NamedTuple):
    """A name in `refs/` with the object behind it, tags peeled; `kind` is git's word for the object."""

    name: str
    object: str
    kind: str


class Loose(NamedTuple):
    """A blob that no commit holds, but a ref does: a tag of a file, or of a tree."""

    blob: str
    path: bytes
    ref: str


class Reach(NamedTuple):
    """Which commits are meant: those of `tips` (of every ref) without those of `without` and of a remote.

    `remote` is the name of one, `*` for all, empty for none. `whole` says that it is all of the history.
    """

    tips: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    remote: str = ""
    whole: bool = False
    loose: tuple[Loose, ...] = ()


def look(root: str) -> Repository:
    """Ask git about the repository at a folder; raises `ShipcheckError` where there is none."""
    try:
        words = answer(root, ["rev-parse", "--is-bare-repository", "--is-shallow-repository"]).split()
        prefix = answer(root, ["rev-parse", "--show-prefix"]).removesuffix(b"\n")
        common = answer(root, ["rev-parse", "--git-common-dir"]).removesuffix(b"\n")
    except CannotJudge as reason:
        raise ShipcheckError(
            reason.unjudged.reason, "its history can only be read inside of a git repository"
        ) from None
    folder = os.path.realpath(os.path.join(root, os.fsdecode(common)))
    return Repository(root, words[0] == b"true", words[1] == b"true", _partial(root), _text(prefix), folder)


def _partial(root: str) -> bool:
    """Whether the repository may lack objects because it was told to (`git clone --filter`)."""
    try:
        return bool(answer(root, ["config", "--get-regexp", r"^(remote\..*\.promisor|extensions\.partialclone)$"]))
    except CannotJudge:
        return False


def _text(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")


def refs(repository: Repository) -> list[Ref]:
    """Every name in `refs/`, tags peeled to what they are of in the end, and the older stashes; raises `CannotJudge`."""
    form = "%(objecttype)%00%(objectname)%00%(refname)"
    rows = answer(repository.root, ["for-each-ref", f"--format={form}"], what=WHAT).splitlines()
    listed = [Ref(_text(name), held.decode(), kind.decode()) for kind, held, name in (row.split(b"\0") for row in rows)]
    tags = [ref for ref in listed if ref.kind == "tag"]
    peeled = dict(zip(tags, peel(repository, [f"{ref.object}^{{}}" for ref in tags]), strict=True))
    found = [ref._replace(object=held[0], kind=held[1]) if (held := peeled.get(ref)) else ref for ref in listed]
    return [*found, *(_stashes(repository) if any(ref.name == "refs/stash" for ref in listed) else [])]


def _stashes(repository: Repository) -> Iterator[Ref]:
    listed = answer(repository.root, ["rev-list", "--walk-reflogs", "refs/stash"], what=WHAT)
    for number, commit in enumerate(listed.decode("ascii", "replace").split()[1:], start=1):
        yield Ref(f"stash@{{{number}}}", commit, "commit")


def peel(repository: Repository, names: Sequence[str]) -> list[tuple[str, str] | None]:
    """The object and its kind behind each name, `None` where there is none; raises `CannotJudge`."""
    if not names:
        return []
    with lines_file(os.fsencode(name) for name in names) as questions:
        told = answer(repository.root, ["cat-file", "--batch-check"], questions=questions, what=WHAT).splitlines()
    words = [line.decode("utf-8", "replace").split(" ") for line in told]
    found = [(one[0], one[1]) if len(one) == 3 and one[2].isdigit() else None for one in words]  # noqa: PLR2004
    return [*found, *[None] * (len(names) - len(found))]


def commit_of(repository: Repository, name: str) -> str:
    """The commit that a user's word means; raises `ShipcheckError` for one that means none."""
    try:
        args = ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"]
        return answer(repository.root, args).decode("ascii", "replace").strip()
    except (CannotJudge, ValueError):
        shown = "".join(char if char.isprintable() else "?" for char in name)[:100]
        hint = "fetch it: this is a shallow clone" if repository.shallow else "`git log` shows the commits"
        raise ShipcheckError(f"no commit is called `{shown}`", hint) from None


def head_of(repository: Repository) -> str:
    """The commit that is checked out; empty before the first."""
    try:
        return answer(repository.root, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]).decode("ascii").strip()
    except CannotJudge:
        return ""


def everything(repository: Repository, known: Iterable[Ref]) -> Reach:
    """All that any ref reaches, every stash included."""
    known = list(known)
    stashes = tuple(ref.object for ref in known if ref.name.startswith("stash@"))
    return Reach(stashes, whole=True, loose=tuple(loose(repository, known)))


def loose(repository: Repository, known: Iterable[Ref]) -> Iterator[Loose]:
    """The blobs that a ref names itself, or in a tree; raises `CannotJudge`."""
    for ref in known:
        if ref.kind == "blob":
            yield Loose(ref.object, os.fsencode(ref.name), ref.name)
        elif ref.kind == "tree":
            yield from (Loose(blob, path, ref.name) for path, blob in tree(repository, ref.object))


def tree(repository: Repository, name: str) -> Iterator[tuple[bytes, str]]:
    """The regular files of a commit or a tree with their blobs; raises `CannotJudge`."""
    listed = answer(repository.root, ["ls-tree", "-r", "-z", "--full-tree", name], what=WHAT)
    for entry in listed.split(b"\0"):
        head, _, path = entry.partition(b"\t")
        words = head.split(b" ")
        if words[0][:3] == b"100":
            yield path, words[2].decode("ascii")


@contextmanager
def commits(repository: Repository, reach: Reach) -> Iterator[BinaryIO]:
    """A file of the commits with their parents, one a line, no commit before its parents; raises `CannotJudge`."""
    if not (reach.tips or reach.whole):
        with lines_file() as nothing:
            yield nothing
        return
    args = ["rev-list", "--topo-order", "--reverse", "--parents", *(["--all"] if reach.whole else []), "--stdin"]
    if reach.remote == "*":
        args += ["--not", "--remotes"]
    elif re.fullmatch(_REMOTE, reach.remote):
        args += ["--not", f"--remotes={reach.remote}"]
    ends = [*(tip.encode() for tip in reach.tips), *(b"^" + one.encode() for one in reach.without)]
    with lines_file(ends) as asked, spooled(repository.root, args, questions=asked, what=WHAT) as listed:
        yield listed


def introduced(repository: Repository, listed: BinaryIO) -> Iterator[Change]:
    """What commits brought, given as `commits` lists them: of a merge what none of its parents has."""
    listed.seek(0)
    yield from _changes(repository, [*_DIFF, "-c"], listed)


def followed(repository: Repository, listed: BinaryIO, paths: Iterable[bytes]) -> Iterator[Change]:
    """What commits changed at some paths against their first parents."""
    listed.seek(0)
    names = [_text(path) for path in paths]
    chosen = ["--", *names] if sum(len(os.fsencode(name)) + 9 for name in names) < _ARGUMENTS else []
    with lines_file(b" ".join(line.split(b" ", 2)[:2]).rstrip() for line in listed) as pairs:
        yield from _changes(repository, [*_DIFF, *chosen], pairs)


def _changes(repository: Repository, args: list[str], listed: BinaryIO) -> Iterator[Change]:
    # The paths are those of the repository, whatever its names look like.
    with Pipe(repository.root, ["--literal-pathspecs", *args], questions=listed, what=WHAT) as pipe:
        try:
            yield from raw_changes.changes(pipe.pieces())
        except ValueError as error:
            raise CannotJudge(WHAT, f"git diff-tree answered oddly: {error}", "run `git fsck`") from None


def edge(repository: Repository) -> frozenset[str]:
    """The commits of a shallow clone whose parents are not there."""
    if not repository.shallow:
        return frozenset()
    name = os.fsdecode(answer(repository.root, ["rev-parse", "--git-path", "shallow"]).removesuffix(b"\n"))
    try:
        with open(os.path.join(repository.root, name), encoding="ascii", errors="replace") as file:
            return frozenset(file.read().split())
    except OSError:
        return frozenset()


def dates(repository: Repository, wanted: Iterable[str]) -> dict[str, str]:
    """The days on which commits were made, as their committers' clocks said; raises `CannotJudge`."""
    wanted = dict.fromkeys(wanted)
    if not wanted:
        return {}
    with lines_file(commit.encode() for commit in wanted) as asked:
        form = ["--no-walk=unsorted", "--no-show-signature", "--no-color", "--format=%H %cs", "--stdin"]
        told = answer(repository.root, ["log", *form], questions=asked, what=WHAT).decode("ascii", "replace")
    pairs = (line.partition(" ") for line in told.splitlines())
    return {commit: day for commit, _, day in pairs if re.fullmatch(r"\d{4,}-\d\d-\d\d", day)}
