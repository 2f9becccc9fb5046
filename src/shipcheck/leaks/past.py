"""A history from a request to a report: each secret once, judged like a file at the place where it stood last.

The latest word counts: the content that last had the secret is judged with the project's configuration, its baselines and
the comments in that content, and a secret that is silenced there is silenced.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from typing import BinaryIO, NamedTuple

from shipcheck import check
from shipcheck.collect import history, secrets
from shipcheck.collect.blobs import Blobs
from shipcheck.collect.git import WorkingTree
from shipcheck.collect.history import Reach, Ref, Repository
from shipcheck.collect.judged_before import Before
from shipcheck.collect.old_blobs import OldFiles
from shipcheck.collect.raw_changes import Change
from shipcheck.config import Config, load
from shipcheck.leaks import tell
from shipcheck.leaks.appearances import Appearance, Fold, Place
from shipcheck.leaks.contents import Contents, Names
from shipcheck.leaks.marks import Marks, wanted
from shipcheck.leaks.progress import Progress
from shipcheck.leaks.scan import Scan
from shipcheck.leaks.tell import Leak
from shipcheck.model import CannotJudge, Report, Unjudged
from shipcheck.project import Memory, Project, Source, glob_pattern

Scope = Callable[[Repository], Reach]
SHALLOW = Unjudged(
    "the history",
    "this is a shallow clone: the commits before its edge are not here",
    "`git fetch --unshallow`; for actions/checkout: `fetch-depth: 0`",
)
KEPT = "shipcheck: stopped; the next run goes on from here"


class Run(NamedTuple):
    """What a run over a history works with: `today` are the files of now, `store` has those of then."""

    request: check.Request
    repository: Repository
    config: Config
    today: Source
    store: Blobs
    names: Names
    marks: Marks

    def layer(self, blobs: Mapping[str, str]) -> tuple[Report, Project]:
        """Judge some contents as files of the project."""
        source = OldFiles(self.repository.root, self.store, blobs, self.today)
        project = Project(source, focus=blobs, exclude=self.config.exclude)
        return check.judged(self.request, project, self.config), project


def run(request: check.Request, scope: Scope | None, progress: Progress, *, fresh: bool = False) -> check.Outcome:
    """Judge the commits of a scope, or the whole history where there is none; raises `ShipcheckError`."""
    repository = history.look(check.project_root(request))
    # What a hook was given stays in the environment, as everywhere; replacements are not history.
    with closing(Blobs(repository.root, ["--no-replace-objects"])) as store:
        today = _today(repository, store)
        config = load(Project(today))._replace(engine="shipcheck")
        names = Names(repository.prefix, _chosen(config))
        # Not in all of the history: what is known to be clean would depend on a file that is nobody else's business.
        own = secrets.own_values(Project(today, exclude=config.exclude), config) if scope is not None else None
        work = Run(request, repository, config, today, store, names, Marks(own))
        before = Before(repository.common, fresh=fresh) if scope is None else None
        try:
            report = _judged(work, scope, before, progress)
        except CannotJudge as reason:
            report = Report(unjudged=(reason.unjudged,))
        except KeyboardInterrupt:
            progress.note(KEPT if before is not None and before.kept else "shipcheck: stopped")
            raise
        finally:
            progress.end()
            if before is not None:
                before.close()
    return check.Outcome(report, Project(Memory({})), repository.root, request.fail_on or config.fail_on)


def _today(repository: Repository, store: Blobs) -> Source:
    """The files of now, for configuration and baselines: of a bare repository those of its `HEAD`."""
    if not repository.bare:
        return WorkingTree(repository.root)
    try:
        listed = {os.fsdecode(path): blob for path, blob in history.tree(repository, "HEAD")}
    except CannotJudge:
        listed = {}
    return OldFiles(repository.root, store, listed, Memory({}))


def _chosen(config: Config) -> Callable[[str], bool]:
    """Which paths are judged."""
    excluded = [glob_pattern(glob) for glob in config.exclude]
    return lambda path: wanted(path) and not any(glob.match(path) for glob in excluded)


def _judged(work: Run, scope: Scope | None, before: Before | None, progress: Progress) -> Report:
    refs = _refs(work.repository, whole=scope is None)
    reach = history.everything(work.repository, refs) if scope is None else scope(work.repository)
    with history.commits(work.repository, reach) as commits:
        contents = Contents(work.names, before)
        gaps = list(_taken(contents, history.introduced(work.repository, commits), progress))
        contents.take_loose(reach.loose)
        known = 0
        if before is not None:
            known = before.met
            before.forget()
        scan = Scan(work.repository, work.names, work.marks, before)
        scan.run(contents, progress)
        leaks = list(_leaks(work, scan, reach, refs, commits))
        gaps += [*scan.gaps(), *_not_here(work.repository, reach, scan, commits)]
    report = tell.report(leaks, work.layer, work.names, work.marks)
    gaps += report.unjudged
    return report._replace(unjudged=tuple(sorted(set(gaps))), files=scan.judged + known)


def _refs(repository: Repository, *, whole: bool) -> list[Ref]:
    """The refs; a range is judged without them, where one of them is broken."""
    try:
        return history.refs(repository)
    except CannotJudge:
        if whole:
            raise
        return []


def _taken(contents: Contents, changes: Iterable[Change], progress: Progress) -> Iterator[Unjudged]:
    """Take in what can be had of a history: what was read before a failure counts."""
    try:
        contents.take(changes, progress)
    except CannotJudge as reason:
        yield reason.unjudged


def _not_here(repository: Repository, reach: Reach, scan: Scan, commits: BinaryIO) -> Iterator[Unjudged]:
    """What a clone that is not whole cannot answer."""
    if repository.shallow:
        edge = history.edge(repository)
        commits.seek(0)
        if reach.whole or any(line.split()[0].decode("ascii") in edge for line in commits):
            yield SHALLOW
    if scan.absent:
        reason = f"this is a partial clone: {scan.absent:,} contents are not here"
        yield Unjudged("the history", reason, "run it in a full clone: `git clone` without `--filter`")


def _leaks(work: Run, scan: Scan, reach: Reach, refs: Iterable[Ref], commits: BinaryIO) -> Iterator[Leak]:
    """What was found, each secret once, with what is known of when and where it stood."""
    every = list(scan.secrets.items())
    fold = Fold(dict(enumerate(places for _, places in every)))
    appeared: dict[int, Appearance] = {}
    if every:
        changes = history.followed(work.repository, commits, fold.paths)
        try:
            fold.run(_lines(commits), changes)
            appeared = fold.appearances(_ends(work.repository, refs))
        except CannotJudge as reason:
            scan.note(reason.unjudged)
    days = history.dates(work.repository, {end for one in appeared.values() for end in (one.first, one.last)})
    named = {Place(one.path, bytes.fromhex(one.blob)): one.ref for one in reach.loose}
    for number, (secret, places) in enumerate(every):
        one = appeared.get(number)
        if one is not None:
            when = tell.when(one, days, work.names.text(one.first_path), tuple(places))
            yield Leak(secret, one.places, when)
        else:
            ref = next((named[place] for place in places if place in named), "")
            yield Leak(secret, tuple(sorted(places)), f"in `{ref}`" if ref else "in the history")


def _lines(commits: BinaryIO) -> Iterator[bytes]:
    commits.seek(0)
    yield from commits


def _ends(repository: Repository, refs: Iterable[Ref]) -> Iterator[tuple[str, str]]:
    """Where a secret may still be: `HEAD`, then branches, then those of remotes, then whatever else has a name."""
    head = history.head_of(repository)
    if head:
        yield "HEAD", head
    order = ("refs/heads/", "refs/remotes/", "")
    for start in order:
        others = [one for one in order if one and one != start] if not start else []
        for ref in refs:
            if ref.kind == "commit" and ref.name.startswith(start) and not any(map(ref.name.startswith, others)):
                yield ref.name, ref.object
