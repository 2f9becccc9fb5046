"""A report in our JSON format as a `Report` again: data that anybody may have written, held to its schema first."""

from __future__ import annotations

from typing import Any

from shipcheck.model import Finding, Fix, Location, Report, RuleInfo, Severity, Unjudged


def report_of(value: dict[str, Any]) -> Report:
    """The report that a document describes; the document must conform to `schema.schema()`."""
    summary = value["summary"]
    return Report(
        findings=tuple(_finding(one) for one in value["findings"]),
        unjudged=tuple(Unjudged(one["what"], one["reason"], one["hint"]) for one in value["unjudged"]),
        rules=tuple(_rule(one) for one in value["rules"]),
        files=summary["files"],
        suppressed=summary["suppressed"],
        baselined=summary["baselined"],
        stale=summary["stale"],
    )


def _finding(one: dict[str, Any]) -> Finding:
    place = Location(one["path"], one["line"], one["column"], one["end_line"], one["end_column"])
    fix = one.get("fix")
    return Finding(
        place,
        one["rule"],
        Severity[one["severity"].upper()],
        one["message"],
        one["family"],
        fingerprint=one["fingerprint"] or "",
        hint=one["hint"],
        fix=Fix(fix["before"], fix["after"]) if fix else None,
    )


def _rule(one: dict[str, Any]) -> RuleInfo:
    return RuleInfo(one["rule"], one["family"], Severity[one["severity"].upper()], one["summary"], one["hint"], "")
