"""Examine evidence with rules: sign, suppress, compare with the baseline, sort.

Nothing that goes wrong here is a pass: a rule that crashes leaves an `Unjudged` that says where, without the message
of the exception, which may quote a file.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from shipcheck import baseline as baselines
from shipcheck import suppress
from shipcheck.evidence import Evidence
from shipcheck.model import (
    CannotJudge,
    Finding,
    NamedRule,
    Problem,
    Report,
    Severity,
    Unjudged,
)
from shipcheck.project import Project
from shipcheck.redact import redact
from shipcheck.subjects.suppression import Suppression

SeverityOf = Callable[[str, str, str], Severity | None]
BUG = "this is a bug in shipcheck: please report it with this line"


class Terms(NamedTuple):
    """How a run is judged: what the configuration says of severities and ignored rules, the baseline, the day."""

    severity_of: SeverityOf = lambda _rule, _family, _path: None
    ignored: Callable[[str], bool] = lambda _rule: False
    baseline: frozenset[baselines.Entry] = frozenset()
    fingerprints: bool = False
    today: str = ""
    known: frozenset[str] = frozenset()


def examine(project: Project, evidence: Evidence, rules: Sequence[NamedRule], terms: Terms | None = None) -> Report:
    """Judge everything in focus with these rules."""
    terms = terms or Terms()
    about_suppressions = [named for named in rules if named.rule.subject is Suppression]
    by_name = {named.name: named for named in rules}
    files = _Files(project)

    found = {finding for named in rules if named not in about_suppressions for finding in _judge(named, project, evidence, terms)}
    kept, used = _suppress(found, by_name, files, terms)
    suppressed = len(found) - len(kept)
    if about_suppressions:
        subjects = tuple(_suppressions(project, evidence, files, used, by_name, terms))
        kept += [finding for named in about_suppressions for finding in _check_all(named, subjects, evidence, terms)]

    kept.sort(key=_order)
    new, accepted, stale = _compare(kept, by_name, project, files, terms)
    return Report(
        findings=tuple(new),
        unjudged=tuple(sorted(evidence.unjudged)),
        files=len(project.focused),
        suppressed=suppressed,
        baselined=accepted,
        stale=stale,
    )


def _order(finding: Finding) -> tuple[str, int, int, str, str]:
    place = finding.location
    return (place.path, place.line, place.column, finding.rule, finding.message)


def _judge(named: NamedRule, project: Project, evidence: Evidence, terms: Terms) -> Iterator[Finding]:
    try:
        subjects = evidence.of(named.rule.subject)
    except Exception as error:  # noqa: BLE001  # a crash must become a result, whatever it is
        evidence.note(_crash(f"rule {named.name}", error))
        return
    yield from _check_all(named, (subject for subject in subjects if project.shows(subject.paths)), evidence, terms)


def _check_all(named: NamedRule, subjects: Iterable[Any], evidence: Evidence, terms: Terms) -> Iterator[Finding]:
    for subject in subjects:
        try:
            problems = tuple(named.rule.check(subject))
        except CannotJudge as reason:
            evidence.note(reason.unjudged)
        except Exception as error:  # noqa: BLE001  # the same
            evidence.note(_crash(f"{subject.paths[0] if subject.paths else 'project'}: rule {named.name}", error))
        else:
            yield from (finding for problem in problems if (finding := _sign(named, problem, terms)))


def _sign(named: NamedRule, problem: Problem, terms: Terms) -> Finding | None:
    rule = f"{named.name}/{problem.code}" if problem.code else named.name
    if terms.ignored(rule):
        return None
    configured = terms.severity_of(rule, named.family, problem.location.path)
    severity = configured or problem.severity or named.rule.severity
    return Finding(
        problem.location, rule, severity, redact(problem.message), named.family, named.rule.sensitive, problem.key
    )


def _crash(what: str, error: Exception) -> Unjudged:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = frame.filename.replace("\\", "/").rpartition("/")[2]
    return Unjudged(what, f"internal error: {type(error).__name__} in {where}:{frame.lineno} ({frame.name})", BUG)


class _Files:
    """The lines of the project's files, split once; a file that cannot be read has none."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._lines: dict[str, suppress.Lines] = {}

    def __getitem__(self, path: str) -> suppress.Lines:
        if path not in self._lines:
            try:
                text = self._project.text(path) if path in self._project else ""
            except CannotJudge:
                text = ""
            self._lines[path] = suppress.split(path, text)
        return self._lines[path]

    def marked(self, path: str) -> bool:
        try:
            return suppress.MARK in self._project.bytes(path).lower()
        except CannotJudge:
            return False


def _suppress(
    found: Iterable[Finding], rules: dict[str, NamedRule], files: _Files, terms: Terms
) -> tuple[list[Finding], set[Suppression]]:
    kept, used = [], set()
    for finding in found:
        file = files[finding.location.path]
        mine = [one for one in suppress.parse(file) if suppress.covers(one, finding, file)]
        used.update(mine)
        valid = any(one.reason and (not one.until or terms.today <= one.until) for one in mine)
        if not valid and not suppress.foreign(finding, rules[finding.rule.partition("/")[0]], file):
            kept.append(finding)
    return kept, used


def _suppressions(  # noqa: PLR0913  # what became of a comment depends on the whole run
    project: Project, evidence: Evidence, files: _Files, used: set[Suppression], rules: dict[str, NamedRule], terms: Terms
) -> Iterator[Suppression]:
    """The suppressions in focus, told what became of them."""
    doubtful = {unjudged.what.partition(":")[0] for unjudged in evidence.unjudged}
    families = {named.family for named in rules.values()}
    for path in project.focused:
        if not files.marked(path):
            continue
        for one in suppress.parse(files[path]):
            ran = all(name.partition("/")[0] in rules or name in families or name not in terms.known for name in one.rules)
            unknown = tuple(name for name in one.rules if terms.known and name.partition("/")[0] not in terms.known)
            yield one._replace(
                used=one in used, judged=ran and path not in doubtful, today=terms.today, unknown=unknown
            )


def _compare(
    findings: list[Finding], rules: dict[str, NamedRule], project: Project, files: _Files, terms: Terms
) -> tuple[list[Finding], int, int]:
    """New findings, how many are in the baseline, and how many entries of it no longer match anything."""
    if not (terms.baseline or terms.fingerprints):
        return findings, 0, 0
    signed = list(
        baselines.sign((finding, files[finding.location.path].at(finding.location.line)) for finding in findings)
    )
    new = [finding for finding in signed if baselines.entry(finding) not in terms.baseline]
    alive = {baselines.entry(finding) for finding in signed}
    stale = sum(
        1
        for entry in terms.baseline - alive
        if entry.path not in project or (project.shows((entry.path,)) and entry.rule.partition("/")[0] in rules)
    )
    return new, len(signed) - len(new), stale

