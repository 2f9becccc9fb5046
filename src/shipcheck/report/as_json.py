"""A report for programs: everything it knows, in the shape of docs/report.schema.json."""

from __future__ import annotations

from shipcheck import __version__
from shipcheck.model import Finding, Report, RuleInfo, Severity, Unjudged
from shipcheck.report import View
from shipcheck.report.escape import data, document
from shipcheck.report.words import outcome

VERSION = 1


def render(report: Report, _view: View) -> str:
    """A JSON document: the same report gives the same bytes, whenever and wherever."""
    return document(value(report))


def value(report: Report) -> dict[str, object]:
    """The document before it is written, for documents that hold reports."""
    return {
        "version": VERSION,
        "tool": {"name": "shipcheck", "version": __version__},
        "summary": {
            "outcome": outcome(report),
            "files": report.files,
            "errors": report.count(Severity.ERROR),
            "warnings": report.count(Severity.WARNING),
            "notes": report.count(Severity.NOTE),
            "unjudged": len(report.unjudged),
            "suppressed": report.suppressed,
            "baselined": report.baselined,
            "stale": report.stale,
        },
        "findings": [_finding(finding, report) for finding in report.findings],
        "unjudged": [_unjudged(one) for one in report.unjudged],
        "rules": [_rule(info) for info in sorted(report.rules)],
    }


def _finding(finding: Finding, report: Report) -> dict[str, object]:
    place = finding.location
    return {
        "rule": data(finding.rule),
        "family": data(finding.family),
        "severity": finding.severity.word,
        "message": data(finding.message),
        "path": data(place.path),
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "fingerprint": finding.fingerprint or None,
        "hint": data(report.hint(finding)),
        "fix": finding.fix and {"before": data(finding.fix.before), "after": data(finding.fix.after)},
    }


def _unjudged(one: Unjudged) -> dict[str, object]:
    return {"what": data(one.what), "reason": data(one.reason), "hint": data(one.hint)}


def _rule(info: RuleInfo) -> dict[str, object]:
    return {
        "rule": data(info.rule),
        "family": data(info.family),
        "severity": info.severity.word,
        "summary": data(info.summary),
        "hint": data(info.hint),
    }
