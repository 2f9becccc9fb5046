"""The sentences that several formats share."""

from __future__ import annotations

from collections.abc import Sequence

from shipcheck.model import Finding, Report, Severity

WORST_FIRST = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


def plural(number: int, noun: str, many: str = "") -> str:
    """`1 file`, `2 files`, `1 entry`, `2 entries`."""
    return f"{number} {noun if number == 1 else many or noun + 's'}"


def both(parts: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)


def counts(report: Report) -> str:
    """`2 errors and 1 note`; empty where nothing was found."""
    numbers = [(report.count(severity), severity.word) for severity in WORST_FIRST]
    return both([plural(number, word) for number, word in numbers if number])


def advised(finding: Finding) -> str:
    """A finding's message with its own advice, for formats that have no place for advice but the rule's."""
    return f"{finding.message}. {finding.hint}" if finding.hint else finding.message


def outcome(report: Report) -> str:
    """The answer of a run in one word: `unjudged` before `findings` before `clean`."""
    return "unjudged" if report.unjudged else "findings" if report.findings else "clean"


def where(report: Report) -> str:
    """`2 of 14 files`: how many files have findings, and how many were in focus."""
    hit = len({finding.location.path for finding in report.findings})
    return f"{hit} of {plural(report.files, 'file')}" if hit < report.files else plural(hit, "file")


def asides(report: Report) -> list[str]:
    """Sentences on what is not counted: the baseline, suppressions, entries of the baseline that match nothing."""
    left_out = []
    if report.baselined:
        left_out.append(f"{plural(report.baselined, 'finding')} in the baseline")
    if report.suppressed:
        left_out.append(f"{plural(report.suppressed, 'finding')} suppressed by comments")
    said = [f"Not counted: {both(left_out)}."] if left_out else []
    if report.stale:
        match = "matches" if report.stale == 1 else "match"
        entries = plural(report.stale, "baseline entry", "baseline entries")
        said.append(
            f"{entries} {match} nothing any more: `shipcheck baseline --prune` drops {'it' if report.stale == 1 else 'them'}."
        )
    return said
