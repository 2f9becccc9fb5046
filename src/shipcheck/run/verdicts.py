"""What a run says of what was found by reading: a finding is confirmed by what was seen, or cancelled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from shipcheck import check, rulebook
from shipcheck.check import Request
from shipcheck.config import Config
from shipcheck.evidence import Evidence, Provider
from shipcheck.model import Finding, NamedRule, Settles
from shipcheck.project import Project
from shipcheck.run.plan import Plan
from shipcheck.subjects.compose import ComposeFile
from shipcheck.subjects.container_run import ContainerRun, Verdict
from shipcheck.subjects.dockerfile import Dockerfile
from shipcheck.subjects.image_build import ImageBuild
from shipcheck.subjects.python_module import PythonModule
from shipcheck.subjects.run_document import ServiceRun
from shipcheck.subjects.start_command import StartCommand


class Judge:
    """Holds what was found by reading against what ran; nothing is read before somebody asks."""

    def __init__(self, project: Project, config: Config, evidence: Evidence) -> None:
        self._rules = [
            (named, named.rule.settles)
            for named in rulebook.load(rulebook.selected(sorted(rulebook.OF_RUNS), ()))
            if named.rule.settles is not None
        ]
        known = {kind.__name__: _known(evidence, kind) for kind in _OF_PLANS}
        self._findings = _found(project, config, [settles for _, settles in self._rules], known)

    def of(self, plan: Plan, service: ServiceRun) -> tuple[Verdict, ...]:
        """The verdicts on findings about one service; where two rules speak, a confirmation counts."""
        found: dict[tuple[str, str, int], Verdict] = {}
        for named, settles in self._rules:
            subject = service.run if named.rule.subject is ContainerRun else service.build
            for finding in self._findings if subject is not None else ():
                if finding.rule in settles.rules and _covers(plan, finding):
                    for one in _verdicts(named, settles, subject, finding):
                        old = found.get((one.rule, one.path, one.line))
                        if old is None or one.verdict == "confirmed":
                            found[one.rule, one.path, one.line] = one
        return tuple(found[key] for key in sorted(found))


# What planning has read already.
_OF_PLANS: tuple[type[Any], ...] = (Dockerfile, StartCommand, ComposeFile, PythonModule)


def _known(evidence: Evidence, kind: type[Any]) -> Provider:
    return lambda _evidence: iter(evidence.of(kind))


def _found(
    project: Project, config: Config, every: Iterable[Settles], read: Mapping[str, Provider]
) -> tuple[Finding, ...]:
    wanted = {rule for settles in every for rule in settles.rules}
    known = rulebook.names()
    select = tuple(sorted(rule for rule in wanted if rule.partition("/")[0] in known))
    report = check.judged(Request(select=select, baseline=""), project, config, known=read)
    return tuple(one for one in report.findings if one.rule in wanted)


def _verdicts(
    named: NamedRule, settles: Settles, subject: ImageBuild | ContainerRun | None, finding: Finding
) -> Iterator[Verdict]:
    at = finding.location
    problems = [
        one
        for one in named.rule.check(subject)
        if not settles.here or (one.location.path, one.location.line) == (at.path, at.line)
    ]
    if problems:
        yield Verdict(finding.rule, at.path, at.line, "confirmed", problems[0].message)
    elif settles.denied is not None and (why := settles.denied(subject)):
        yield Verdict(finding.rule, at.path, at.line, "cancelled", why)


def _covers(plan: Plan, finding: Finding) -> bool:
    """Whether a finding is about what ran: a line of the stages it was built from, or a file on the way to its server."""
    at = finding.location
    if at.path == plan.dockerfile:
        return any(one.location.line <= at.line <= one.location.last_line for one in plan.starts)
    return at.path in {link.partition(":")[0] for link in plan.places.chain}
