"""`shipcheck secrets`: the working tree, what is staged, a range of commits, a push, all of the history, or a text."""

from __future__ import annotations

import argparse
import os
import posixpath
from collections.abc import Callable
from types import SimpleNamespace
from typing import BinaryIO

from shipcheck import check
from shipcheck.check import Outcome, Request
from shipcheck.collect import history, push_range
from shipcheck.collect.git import WorkingTree, root_of
from shipcheck.collect.history import Reach, Repository
from shipcheck.config import load
from shipcheck.leaks import past
from shipcheck.leaks.progress import Progress
from shipcheck.model import Report, ShipcheckError, Unjudged
from shipcheck.project import SIZE_LIMIT, Memory, Project, Source
from shipcheck.report import FORMATS

Args = argparse.Namespace | SimpleNamespace
STDIN = "-"
UNNAMED = "<stdin>"
LEVELS = ("note", "warning", "error", "never")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help="files or folders, or `-` for standard input")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--staged", action="store_true", help="what git has staged instead of the working tree")
    where.add_argument("--since", metavar="REV", help="what the commits of REV..HEAD brought")
    where.add_argument("--push", action="store_true", help="what is about to be pushed: for pre-push hooks")
    where.add_argument("--history", action="store_true", help="everything that any ref reaches; goes on where it ended")
    parser.add_argument("--fresh", action="store_true", help="with --history: judge again what was found clean before")
    parser.add_argument("--as", metavar="PATH", dest="as_path", help="with `-`: the path by which the text is read")
    parser.add_argument("--root", metavar="DIR", help="the project's folder (default: the git repository)")
    parser.add_argument(
        "--ignore", action="append", metavar="WORD", help="not this rule (repeat, or separate with commas)"
    )
    parser.add_argument("--format", choices=tuple(FORMATS), default="text", help="how to tell it (default: text)")
    parser.add_argument("--output", metavar="FILE", help="write the report to a file instead of standard output")
    parser.add_argument("--fail-on", choices=LEVELS, help="the least severity that fails the run (default: warning)")
    parser.add_argument("--baseline", metavar="FILE", help="a baseline to use instead of the configured one")
    parser.add_argument(
        "--no-baseline", action="store_const", const="", dest="baseline", help="show what the baseline accepts, too"
    )
    parser.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="when to colour (default: auto)"
    )
    parser.add_argument(
        "--verify", action="store_true", help="send tokens to their providers, to ask whether they still work"
    )
    parser.add_argument("--today", metavar="DAY", help=argparse.SUPPRESS)
    parser.set_defaults(select=["secrets"])


def run(args: Args, request: Request, stdin: BinaryIO, say: Callable[[str], object] | None) -> Outcome:
    """Do what the arguments ask; `say` writes to a terminal, if there is one. Raises `ShipcheckError`."""
    _fits(args)
    if args.verify:
        return _verified(args, request, stdin)
    if args.push:
        # git's own hook is called with the remote's name and address.
        remote = args.paths[0] if args.paths else ""
        return past.run(request, _pushed(stdin, remote), Progress(say))
    if args.since is not None:
        return past.run(request, _since(args.since), Progress(say))
    if args.history:
        return past.run(request, None, Progress(say), fresh=args.fresh)
    if args.paths == [STDIN]:
        return _text(request, stdin, args.as_path)
    return check.run(request)


def _verified(args: Args, request: Request, stdin: BinaryIO) -> Outcome:
    from shipcheck.leaks import verify  # noqa: PLC0415  # nobody else needs a network

    verify.allowed(staged=args.staged, push=args.push, commits=args.history or args.since is not None)
    return verify.verified(_text(request, stdin, args.as_path) if args.paths == [STDIN] else check.run(request))


def _fits(args: Args) -> None:
    commits = next((name for name in ("since", "history") if getattr(args, name) not in {None, False}), "")
    if commits and args.paths:
        raise ShipcheckError(f"--{commits} takes no paths", "`exclude` in the configuration leaves paths out")
    if STDIN in args.paths and (len(args.paths) > 1 or args.staged or args.push):
        raise ShipcheckError("`-` stands alone: standard input is one text", "a file of that name is `./-`")
    if args.as_path is not None and args.paths != [STDIN]:
        raise ShipcheckError("--as says how to read standard input", "`shipcheck secrets - --as PATH`")
    if args.fresh and not args.history:
        raise ShipcheckError("--fresh belongs to --history")


def _since(revision: str) -> past.Scope:
    def scope(repository: Repository) -> Reach:
        start = history.commit_of(repository, revision)
        return Reach((history.commit_of(repository, "HEAD"),), (start,))

    return scope


def _pushed(stdin: BinaryIO, remote: str) -> past.Scope:
    def scope(repository: Repository) -> Reach:
        told = push_range.told_by_pre_commit(os.environ)
        if told is not None:
            return push_range.by_pre_commit(repository, told)
        lines = "" if stdin.isatty() else stdin.read().decode("utf-8", "replace")
        if lines.strip() or (push_range.within_git() and not stdin.isatty()):
            return push_range.by_git(repository, push_range.parse(lines), remote)
        return push_range.unpushed(repository)

    return scope


class _Piped:
    """A project with one file more, or another one: the text that was piped in."""

    versioned = True

    def __init__(self, path: str, data: bytes, beneath: Source) -> None:
        self._text = Memory({path: data})
        self._path = path
        self._beneath = beneath

    def paths(self) -> set[str]:
        """Every file, and the text."""
        return {*self._beneath.paths(), self._path}

    def read(self, path: str) -> bytes:
        """The text, or a file; raises `CannotJudge`."""
        return (self._text if path == self._path else self._beneath).read(path)

    def head(self, path: str, size: int) -> bytes:
        """The first bytes of the same."""
        return (self._text if path == self._path else self._beneath).head(path, size)


def _text(request: Request, stdin: BinaryIO, name: str | None) -> Outcome:
    """Judge standard input as if it were a file of the project."""
    root = check.project_root(request)
    source: Source = WorkingTree(root) if root_of(root) is not None else Memory({})
    config = load(Project(source))
    data = stdin.read(SIZE_LIMIT + 1)
    path = _named(name)
    if len(data) > SIZE_LIMIT:
        large = Unjudged(path, f"it is larger than {SIZE_LIMIT >> 20} MiB", "give it in parts")
        report = Report(unjudged=(large,))
    else:
        project = Project(_Piped(path, data, source), focus=[path], exclude=config.exclude)
        report = check.judged(request._replace(paths=()), project, config)
    return Outcome(report, Project(Memory({path: data[:SIZE_LIMIT]})), root, request.fail_on or config.fail_on)


def _named(name: str | None) -> str:
    """The path that a user gives a text, as a project names its files."""
    if name is None:
        return UNNAMED
    return posixpath.normpath(name.replace(os.sep, "/")).lstrip("/").removeprefix("../") or UNNAMED
