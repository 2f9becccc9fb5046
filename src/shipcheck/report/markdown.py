"""A summary in GitHub's Markdown, for a step summary or a merge request: short, worst first, hints folded away."""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Finding, Report, Severity, Unjudged
from shipcheck.report import View
from shipcheck.report.escape import code, markdown
from shipcheck.report.words import asides, counts, plural, where

# GitHub drops a step summary over 1 MiB and refuses a comment over 65,536 characters.
ROWS = 50
_LONGEST = 300


def render(report: Report, view: View) -> str:
    """Verdict, numbers, a table of findings, what could not be judged, hints."""
    return "\n\n".join(_parts(report, view)) + "\n"


def _parts(report: Report, view: View) -> Iterator[str]:
    yield f"### shipcheck: {_verdict(report)}"
    yield " ".join(_numbers(report, view))
    if report.findings:
        yield _table(report)
    if len(report.findings) > ROWS:
        yield f"{plural(len(report.findings) - ROWS, 'more finding')} not shown here."
    if report.unjudged:
        yield _doubts(report)
    hints = _hints(report)
    if hints:
        yield f"<details>\n<summary>What to do</summary>\n\n{hints}\n\n</details>"


def _verdict(report: Report) -> str:
    if report.count(Severity.ERROR):
        return "not ready to ship"
    if report.unjudged:
        return "could not judge everything"
    return "nothing of severity error, but see below" if report.findings else "nothing found"


def _numbers(report: Report, view: View) -> Iterator[str]:
    time = "" if view.seconds is None else f" ({view.seconds:.2f} s)"
    if report.findings:
        yield f"**{counts(report)}** in {where(report)}{time}."
    elif report.unjudged:
        yield f"Nothing found in what could be judged{time}."
    else:
        yield f"{plural(report.files, 'file')} looked at{time}."
    if report.unjudged:
        yield f"**{plural(len(report.unjudged), 'thing')} could not be judged: this is not a pass.**"
    yield from asides(report)


def _table(report: Report) -> str:
    worst_first = sorted(report.findings, key=lambda finding: -finding.severity)
    rows = [_row(finding) for finding in worst_first[:ROWS]]
    return "\n".join(["| Severity | Rule | Place | What was found |", "|:--|:--|:--|:--|", *rows])


def _row(finding: Finding) -> str:
    word = f"**{finding.severity.word}**" if finding.severity is Severity.ERROR else finding.severity.word
    place = code(f"{_short(finding.location.path)}:{finding.location.line}", cell=True)
    return f"| {word} | {code(finding.rule, cell=True)} | {place} | {markdown(_short(finding.message), cell=True)} |"


def _doubts(report: Report) -> str:
    lines = [_doubt(one) for one in report.unjudged[:ROWS]]
    if len(report.unjudged) > ROWS:
        lines.append(f"> - {len(report.unjudged) - ROWS} more not shown here.")
    return "\n".join(["> [!CAUTION]", "> These could not be judged:", ">", *lines])


def _doubt(one: Unjudged) -> str:
    hint = f" *{markdown(_short(one.hint))}*" if one.hint else ""
    return f"> - **{code(_short(one.what))}**: {markdown(_short(one.reason))}{hint}"


def _hints(report: Report) -> str:
    found = sorted({(finding.rule, hint) for finding in report.findings if (hint := report.hint(finding))})
    return "\n".join(f"- {code(name)}: {markdown(_short(hint))}" for name, hint in found[:ROWS])


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
