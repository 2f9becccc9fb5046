"""A report for a person at a terminal, in the form of compilers, which editors know how to follow."""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Finding, Report, Severity, Unjudged
from shipcheck.report import View
from shipcheck.report.escape import terminal
from shipcheck.report.words import asides, counts, plural, where

_RESET, _BOLD, _DIM, _MAGENTA, _GREEN, _CYAN = "\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[1;35m", "\x1b[1;32m", "\x1b[36m"
_COLOR = {Severity.ERROR: "\x1b[1;31m", Severity.WARNING: "\x1b[1;33m", Severity.NOTE: "\x1b[1;34m"}


def render(report: Report, view: View) -> str:
    """Findings with their source lines, then what could not be judged, then a summary."""
    blocks = [_finding(report, finding, view) for finding in report.findings]
    blocks += [_unjudged(one, view) for one in report.unjudged]
    blocks.append("\n".join(_summary(report, view)))
    return "\n\n".join(blocks) + "\n"


def _paint(view: View, color: str, text: str) -> str:
    return f"{color}{text}{_RESET}" if view.color and text else text


def _finding(report: Report, finding: Finding, view: View) -> str:
    plain = not view.symbols
    place = finding.location
    color = _COLOR[finding.severity]
    head = _paint(view, _BOLD, f"{terminal(place.path, plain=plain)}:{place.line}:{place.column}:")
    word = _paint(view, color, f"{finding.severity.word}:")
    rule = _paint(view, _DIM, f"[{terminal(finding.rule, plain=plain)}]")
    lines = [f"{head} {word} {terminal(finding.message, plain=plain)} {rule}"]
    source = view.line_of(place.path, place.line)
    if source and not source.isspace():
        lines += _quote(source, finding, view)
    hint = report.hint(finding)
    if hint:
        lines.append(_hint(hint, view))
    return "\n".join(lines)


def _quote(source: str, finding: Finding, view: View) -> tuple[str, str]:
    from shipcheck.report.excerpt import excerpt  # noqa: PLC0415  # most runs find nothing to quote

    shown = excerpt(source, finding, plain=not view.symbols)
    bar = "\u2502" if view.symbols else "|"
    number = f"{finding.location.line:>5}"
    blank = " " * len(number)
    caret = _paint(view, _COLOR[finding.severity], "^" * shown.width)
    return (
        f"{_paint(view, _DIM, f'{number} {bar}')} {shown.text}".rstrip(),
        f"{_paint(view, _DIM, f'{blank} {bar}')} {' ' * shown.start}{caret}",
    )


def _hint(hint: str, view: View) -> str:
    return f"      {_paint(view, _CYAN, 'hint:')} {terminal(hint, plain=not view.symbols)}"


def _unjudged(one: Unjudged, view: View) -> str:
    plain = not view.symbols
    head = _paint(view, _MAGENTA, f"could not judge {terminal(one.what, plain=plain)}:")
    said = f"{head} {terminal(one.reason, plain=plain)}"
    return f"{said}\n{_hint(one.hint, view)}" if one.hint else said


def _summary(report: Report, view: View) -> Iterator[str]:
    time = "" if view.seconds is None else f" ({view.seconds:.2f} s)"
    if report.findings:
        worst = max(finding.severity for finding in report.findings)
        yield f"Found {_paint(view, _COLOR[worst], counts(report))} in {where(report)}{time}."
    elif report.unjudged:
        yield f"Found nothing in what could be judged{time}."
    elif report.files:
        yield f"{_paint(view, _GREEN, 'Clean:')} nothing found in {plural(report.files, 'file')}{time}."
    else:
        yield f"Nothing to judge: no files{time}."
    if report.unjudged:
        number = plural(len(report.unjudged), "thing")
        yield f"{_paint(view, _MAGENTA, f'Could not judge {number}, so this is not a pass.')}"
    yield from asides(report)
