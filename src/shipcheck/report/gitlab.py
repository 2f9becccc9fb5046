"""GitLab's Code Quality report: a list of issues, each with a fingerprint of its own.

Its five severities are info, minor, major, critical and blocker (GitLab documentation, "Code Quality report format");
there is no place for what could not be judged, so that is a blocker, lest it look like a pass.
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Finding, Report, Severity, Unjudged
from shipcheck.report import View
from shipcheck.report.escape import data, document, terminal
from shipcheck.report.words import advised

_SEVERITY = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def render(report: Report, _view: View) -> str:
    """A JSON list, empty for a clean run."""
    seen: dict[str, int] = {}
    issues = []
    for issue in _issues(report):
        print_ = str(issue["fingerprint"])
        seen[print_] = seen.get(print_, 0) + 1
        issues.append(issue if seen[print_] == 1 else {**issue, "fingerprint": f"{print_}-{seen[print_]}"})
    return document(issues)


def _issues(report: Report) -> Iterator[dict[str, object]]:
    for finding in report.findings:
        yield _issue(
            terminal(advised(finding)),
            finding.rule,
            _SEVERITY[finding.severity],
            _fingerprint(finding),
            finding.location.path,
            finding.location.line,
        )
    for one in report.unjudged:
        said = terminal(f"could not judge {one.what}: {one.reason}")
        yield _issue(
            said, "could-not-judge", "blocker", _digest("could-not-judge", one.what, one.reason), _place(one), 1
        )


def _issue(description: str, check: str, severity: str, fingerprint: str, path: str, line: int) -> dict[str, object]:  # noqa: PLR0913, PLR0917
    return {
        "description": description,
        "check_name": data(check),
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": data(path), "lines": {"begin": line}},
    }


def _place(one: Unjudged) -> str:
    """The path that it starts with; what is no path still needs one."""
    return one.what.partition(": ")[0] or "."


def _fingerprint(finding: Finding) -> str:
    if finding.fingerprint:
        return finding.fingerprint
    return _digest(finding.location.path, finding.rule, finding.message, finding.key)


def _digest(*parts: str) -> str:
    import hashlib  # noqa: PLC0415  # most findings bring a fingerprint

    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]
