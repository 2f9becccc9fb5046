"""Secrets of a history as findings: each is judged like a file's, in the content that had it last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from shipcheck.leaks.appearances import Appearance, Place
from shipcheck.leaks.contents import Names
from shipcheck.leaks.marks import Marks
from shipcheck.model import CannotJudge, Finding, Report, RuleInfo
from shipcheck.project import Project

SHORT = 12
# Judges blobs, given by their paths, as files of the project: the report, and the project they were part of.
JudgeLayer = Callable[[Mapping[str, str]], tuple[Report, Project]]


class Leak(NamedTuple):
    """A secret of the history: the places that had it last, and when that was, in words."""

    secret: bytes
    places: tuple[Place, ...]
    when: str


def when(one: Appearance, days: Mapping[str, str], first_path: str, places: Sequence[Place]) -> str:
    """`first in 1b2c3d4e5f60 2024-01-02 `app.py`, last in 6f5e4d3c2b1a 2024-05-06 (3 versions)`."""

    def at(commit: str) -> str:
        return f"{commit[:SHORT]} {days.get(commit, '')}".rstrip()

    first = f"first in {at(one.first)} `{first_path}`"
    if one.still:
        said = f"{first}, still in {'HEAD' if one.still == 'HEAD' else f'`{one.still}`'}"
    elif one.first == one.last:
        said = f"only in {at(one.first)}"
    else:
        said = f"{first}, last in {at(one.last)}"
    versions, files = len({place.blob for place in places}), len({place.path for place in places})
    counts = [f"{number} {noun}" for number, noun in ((versions, "versions"), (files, "files")) if number > 1]
    return f"{said} ({' of '.join(counts)})" if counts else said


def report(leaks: Sequence[Leak], judge: JudgeLayer, names: Names, marks: Marks) -> Report:
    """One finding for each secret that nothing silences where it stood last, sorted like a file's."""
    found: dict[bytes, list[Finding]] = {}
    reports = []
    for layer in layers(leaks, names) or [{}]:
        told, project = judge({path: content.blob for path, content in layer.items()})
        reports.append(told)
        secrets = _secrets(project, layer, marks)
        for finding in told.findings:
            place = finding.location
            for secret in secrets.get((place.path, place.line, place.column), ()):
                found.setdefault(secret, []).append(finding)
    findings = [_with(min(found[leak.secret], key=_order), leak.when) for leak in leaks if leak.secret in found]
    return _joined(reports)._replace(findings=tuple(sorted(findings, key=_order)))


class Content(NamedTuple):
    """A blob, and the secrets that stood in it last: others in it stood longer elsewhere."""

    blob: str
    secrets: set[bytes]


def layers(leaks: Iterable[Leak], names: Names) -> list[dict[str, Content]]:
    """The contents to judge by their paths, in as many parts as one path has contents."""
    every: dict[str, dict[str, Content]] = {}
    for leak in leaks:
        for place in leak.places:
            blob = place.blob.hex()
            contents = every.setdefault(names.text(place.path), {})
            contents.setdefault(blob, Content(blob, set())).secrets.add(leak.secret)
    deepest = max(map(len, every.values()), default=0)
    found: list[dict[str, Content]] = [{} for _ in range(deepest)]
    for path, contents in every.items():
        for layer, content in zip(found, contents.values(), strict=False):
            layer[path] = content
    return found


def _secrets(project: Project, layer: Mapping[str, Content], marks: Marks) -> dict[tuple[str, int, int], list[bytes]]:
    """The secrets that a layer is judged for, by their places."""
    found: dict[tuple[str, int, int], list[bytes]] = {}
    for path, content in layer.items():
        try:
            every = marks.of_file(project, path)
        except CannotJudge:
            continue  # the engine met the same, and said so
        for mark in every:
            if mark.secret in content.secrets:
                found.setdefault((path, mark.line, mark.column), []).append(mark.secret)
    return found


def _with(finding: Finding, when: str) -> Finding:
    return finding._replace(message=f"{finding.message}, {when}")


def _order(finding: Finding) -> tuple[str, int, int, str, str]:
    place = finding.location
    return (place.path, place.line, place.column, finding.rule, finding.message)


def _joined(reports: Sequence[Report]) -> Report:
    rules: dict[str, RuleInfo] = {info.rule: info for one in reports for info in one.rules}
    return Report(
        unjudged=tuple(gap for one in reports for gap in one.unjudged),
        rules=tuple(rules.values()),
        suppressed=sum(one.suppressed for one in reports),
        baselined=sum(one.baselined for one in reports),
    )
