"""Annotations for GitHub: commands that the runner reads from a workflow's log.

A step may show 10 annotations of each level, and a composite action counts as one step (actions/runner,
ExecutionContext.cs): the worst are shown, and a last line says how many are not.
"""

from __future__ import annotations

from typing import NamedTuple

from shipcheck.model import Finding, Report, Severity, Unjudged
from shipcheck.report import View
from shipcheck.report.escape import command_data, command_property, terminal
from shipcheck.report.words import WORST_FIRST, both, counts, plural

LIMIT = 10
# The runner cuts messages at 4096 characters; ours leave room for what escaping adds.
_LONGEST = 2000
_COMMAND = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


class _Shown(NamedTuple):
    lines: list[str]
    left_out: int


def render(report: Report, _view: View) -> str:
    """One command a line, the worst first, then one plain line."""
    broken = [_unjudged(one) for one in report.unjudged[:LIMIT]]
    room = dict.fromkeys(WORST_FIRST, LIMIT) | {Severity.ERROR: LIMIT - len(broken)}
    shown = [_level(report, severity, room[severity]) for severity in WORST_FIRST]
    lines = broken + [line for level in shown for line in level.lines]
    lost = sum(level.left_out for level in shown)
    return "\n".join([*lines, _last(report, lost, len(report.unjudged) - len(broken))]) + "\n"


def _level(report: Report, severity: Severity, room: int) -> _Shown:
    mine = [finding for finding in report.findings if finding.severity is severity]
    return _Shown([_finding(report, finding) for finding in mine[:room]], max(0, len(mine) - room))


def _finding(report: Report, finding: Finding) -> str:
    place = finding.location
    properties = {"file": place.path, "line": str(place.line)}
    if place.end_line:
        properties["endLine"] = str(place.end_line)
    if place.last_line == place.line:  # the runner ignores columns of a place on several lines
        properties["col"] = str(place.column)
        if place.end_column:
            properties["endColumn"] = str(place.end_column)
    properties["title"] = finding.rule
    return _command(_COMMAND[finding.severity], properties, finding.message, report.hint(finding))


def _unjudged(one: Unjudged) -> str:
    return _command("error", {"title": "could not judge"}, f"{one.what}: {one.reason}", one.hint)


def _command(name: str, properties: dict[str, str], message: str, hint: str) -> str:
    values = ",".join(f"{key}={command_property(value)}" for key, value in properties.items())
    said = "\n".join(terminal(part)[:_LONGEST] for part in (message, hint) if part)
    return f"::{name} {values}::{command_data(said)}"


def _last(report: Report, lost: int, broken: int) -> str:
    said = [counts(report)] if report.findings else []
    if report.unjudged:
        said.append(f"could not judge {plural(len(report.unjudged), 'thing')}")
    line = f"shipcheck: {'; '.join(said) or 'nothing found in ' + plural(report.files, 'file')}."
    missing = [plural(lost, "finding")] if lost else []
    if broken:
        missing.append(f"{broken} that could not be judged")
    return f"{line} Not annotated, as GitHub shows {LIMIT} of each level: {both(missing)}." if missing else line
