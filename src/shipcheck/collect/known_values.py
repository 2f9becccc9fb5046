"""A developer's own `.env` files, and their values in what is about to be committed.

Compared in memory; a value is never shown, written, hashed or handed on. Files that git has are no developer's own (a
rule of their own reports them); links are not followed; what is no regular file or cannot be read is passed over, since
it may be another user's; of a large file the beginning counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shipcheck.collect import secret_text
from shipcheck.collect.process import run
from shipcheck.collect.providers import DOTENV
from shipcheck.collect.secret_file import File
from shipcheck.config import Config
from shipcheck.model import CannotJudge, Unjudged
from shipcheck.project import Project
from shipcheck.secrets.found import KNOWN, Found
from shipcheck.secrets.own_values import needles, own_values, spots
from shipcheck.subjects.dotenv import is_model

FILES = 20
SIZE = 64 << 10
VALUES = 200
_SECONDS = 10.0


class KnownValues:
    """The values to look for; empty where the files hold none."""

    def __init__(self, project: Project, candidates: list[str], config: Config) -> None:
        tracked = _tracked(project, [path for path in candidates if path in project])
        self._files = {path for path in candidates if path not in tracked}
        texts = [(path, text) for path in sorted(self._files)[:FILES] if (text := _text(project, path))]
        own = own_values(texts, _samples(project)) if texts else []
        self._needles = needles(own[:VALUES])
        self._project, self._config = project, config

    def added(self, files: Iterable[File | Unjudged]) -> Iterator[File | Unjudged]:
        """The files in which credentials were found, and those in which a known value stands: each with both."""
        if not self._needles:
            yield from files
            return
        searched: dict[str, list[Found]] = {}
        for file in files:
            if isinstance(file, Unjudged):
                yield file
            else:
                searched[file.path] = file.found
        for path in filter(secret_text.concerned, self._project.focused):
            try:
                data = secret_text.read(self._project, path)
            except CannotJudge:
                continue  # said when credentials were looked for
            found = self.join(path, data, searched.get(path, []))
            if found:
                yield File(path, data, found)

    def join(self, path: str, data: bytes, found: list[Found]) -> list[Found]:
        """What was found in a file, with the places of known values.

        A place that another rule reports stays its: else a baseline would change with the machine. It is told in its
        hint whose value it is.
        """
        if path in self._files:
            return found
        joined = list(found)
        for spot in spots(data, self._needles):
            same = [one for one in joined if one.line == spot.line and one.column < spot.end and spot.column < one.end]
            reported = [one for one in same if self._wanted(one.rule)]
            if reported:
                note = f"It is the value of `{spot.own.name}` from `{spot.own.file}`."
                joined[joined.index(reported[0])] = reported[0]._replace(note=note)
            else:
                kind = f"`{spot.own.file}`" + (f", {spot.form}" if spot.form else "")
                joined.append(Found(spot.line, spot.column, spot.end, KNOWN, kind, spot.own.name, spot.own.value))
        return sorted(joined, key=lambda one: (one.line, one.column))

    def _wanted(self, rule: str) -> bool:
        """Whether the project listens to a rule."""
        select, ignore = self._config.select, {*self._config.ignore}
        return rule not in ignore and (not select or bool({rule, "secrets"} & {*select}))


def _tracked(project: Project, paths: list[str]) -> set[str]:
    """Which of the project's files git has; the others it would only take in."""
    if not paths or not project.root:
        return set(paths)
    args = ["git", "-C", project.root, "--literal-pathspecs", "ls-files", "-z", "--cached", "--", *paths]
    try:
        outcome = run(args, what="git", seconds=_SECONDS)
    except CannotJudge:
        return set(paths)
    listed = outcome.out.decode("utf-8", "surrogateescape").split("\0")
    return set(paths) if outcome.code else set(paths) & set(listed)


def _text(project: Project, path: str) -> str:
    if project.beside is None:
        return ""
    try:
        return project.beside.read(path, SIZE).decode("utf-8-sig", "surrogateescape").replace("\0", "")
    except CannotJudge:
        return ""


def _samples(project: Project) -> Iterator[str]:
    """The project's `.env.example` and its like."""
    for path in [path for path in project.matching(DOTENV, everywhere=True) if is_model(path)][:FILES]:
        try:
            yield project.head(path, SIZE).decode("utf-8-sig", "surrogateescape")
        except CannotJudge:
            continue
