"""Examine evidence with rules: sign, suppress, compare with the baseline, sort.

Nothing that goes wrong here is a pass: a rule that crashes leaves an `Unjudged` that says where, without the message
of the exception, which may quote a file.
"""

from __future__ import annotations

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

Guard = Callable[[Iterable[Finding]], list[Finding]]
SeverityOf = Callable[[str, str, str], Severity | None]
BUG = "this is a bug in shipcheck: please report it with this line"


class Terms(NamedTuple):
    """How a run is judged: what the configuration says of severities and ignored rules, the baseline, the day.

    `guard` marks findings whose lines must not be shown, or hashed, as they stand.
    """

    severity_of: SeverityOf = lambda _rule, _family, _path: None
    ignored: Callable[[str], bool] = lambda _rule: False
    baseline: frozenset[baselines.Entry] = frozenset()
    fingerprints: bool = False
    today: str = ""
    known: frozenset[str] = frozenset()
    guard: Guard = list


def examine(project: Project, evidence: Evidence, rules: Sequence[NamedRule], terms: Terms | None = None) -> Report:
    """Judge everything in focus with these rules."""
    run = _Run(project, evidence, _Files(project), {named.name: named for named in rules}, terms or Terms())
    found = {finding for named in rules if named.rule.subject is not Suppression for finding in _judge(named, run)}
    kept, used = _suppress(found, run)
    suppressed = len(found) - len(kept)
    about_suppressions = [named for named in rules if named.rule.subject is Suppression]
    if about_suppressions:
        comments = tuple(_suppressions(run, used))
        kept += [finding for named in about_suppressions for finding in _check_all(named, comments, run)]
    kept.sort(key=_order)
    new, accepted, stale = _compare([_shown(finding, run) for finding in run.terms.guard(kept)], run)
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


def _judge(named: NamedRule, run: _Run) -> Iterator[Finding]:
    try:
        subjects = run.evidence.of(named.rule.subject)
    except Exception as error:  # noqa: BLE001  # a crash must become a result, whatever it is
        run.evidence.note(crash(f"rule {named.name}", error))
        return
    yield from _check_all(named, (subject for subject in subjects if run.project.shows(subject.paths)), run)


def _check_all(named: NamedRule, subjects: Iterable[Any], run: _Run) -> Iterator[Finding]:
    check = named.rule.on_day(run.terms.today) if named.rule.on_day else named.rule.check
    for subject in subjects:
        try:
            problems = tuple(check(subject))
        except CannotJudge as reason:
            run.evidence.note(reason.unjudged)
        except Exception as error:  # noqa: BLE001  # the same
            run.evidence.note(crash(f"{subject.paths[0] if subject.paths else 'project'}: rule {named.name}", error))
        else:
            yield from (finding for problem in problems if (finding := _sign(named, problem, run.terms)))


def _sign(named: NamedRule, problem: Problem, terms: Terms) -> Finding | None:
    rule = f"{named.name}/{problem.code}" if problem.code else named.name
    if terms.ignored(rule):
        return None
    configured = terms.severity_of(rule, named.family, problem.location.path)
    severity = configured or problem.severity or named.rule.severity
    return Finding(
        problem.location,
        rule,
        severity,
        redact(problem.message),
        named.family,
        named.rule.sensitive,
        problem.key,
        hint=problem.hint,
        edit=problem.edit,
    )


def _shown(finding: Finding, run: _Run) -> Finding:
    """With what would mend it, where that is known and its lines are as the rule expected."""
    if finding.edit is None:
        return finding
    from shipcheck import edits  # noqa: PLC0415  # most runs find nothing

    knows = run.rules[finding.rule.partition("/")[0]].rule.sensitive
    file = run.files[finding.location.path]
    return finding._replace(edit=None, fix=edits.fix(finding, file.lines, knows=knows))


def crash(what: str, error: Exception) -> Unjudged:
    """What is said of a bug: where it is in our code, and nothing of what was being read."""
    import traceback  # noqa: PLC0415  # a crash can wait

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


class _Run(NamedTuple):
    project: Project
    evidence: Evidence
    files: _Files
    rules: dict[str, NamedRule]
    terms: Terms


def _suppress(found: Iterable[Finding], run: _Run) -> tuple[list[Finding], set[Suppression]]:
    """The findings that no comment silences, and the suppressions that silenced (or would have silenced) one."""
    kept, used = [], set()
    written: dict[str, tuple[Suppression, ...]] = {}
    for finding in found:
        file = run.files[finding.location.path]
        if file.path not in written:
            written[file.path] = tuple(suppress.parse(file))
        mine = [one for one in written[file.path] if suppress.covers(one, finding, file)]
        used.update(mine)
        valid = any(one.reason and one.lasts(run.terms.today) for one in mine)
        if not valid and not suppress.foreign(finding, run.rules[finding.rule.partition("/")[0]], file):
            kept.append(finding)
    return kept, used


def _suppressions(run: _Run, used: set[Suppression]) -> Iterator[Suppression]:
    """The suppressions in focus, told what became of them."""
    doubtful = {unjudged.what.partition(":")[0] for unjudged in run.evidence.unjudged}
    ran = {*run.rules, *(named.family for named in run.rules.values()), "ALL"}
    known = run.terms.known
    for path in run.project.focused:
        if path.endswith(suppress.PROSE) or not run.files.marked(path):
            continue
        for one in suppress.parse(run.files[path]):
            heads = [name.partition("/")[0] for name in one.rules]
            unknown = tuple(
                name for name, head in zip(one.rules, heads, strict=True) if known and head not in {*known, "ALL"}
            )
            judged = path not in doubtful and all(head in ran for head in heads)
            yield one._replace(used=one in used, judged=judged, today=run.terms.today, unknown=unknown)


def _compare(findings: list[Finding], run: _Run) -> tuple[list[Finding], int, int]:
    """New findings, how many are in the baseline, and how many entries of it no longer match anything."""
    accepted = run.terms.baseline
    if not (accepted or run.terms.fingerprints):
        return findings, 0, 0
    places = ((finding, run.files[finding.location.path].at(finding.location.line)) for finding in findings)
    signed = list(baselines.sign(places))
    new = [finding for finding in signed if baselines.entry(finding) not in accepted]
    alive = {baselines.entry(finding) for finding in signed}
    stale = sum(
        entry.path not in run.project
        or (run.project.shows((entry.path,)) and entry.rule.partition("/")[0] in run.rules)
        for entry in accepted - alive
    )
    return new, len(signed) - len(new), stale
