"""Marks findings of any rule whose lines hold a secret, so that no renderer shows them as they stand.

A rule about Dockerfiles points at `RUN echo "root:hunter2" | chpasswd` like any other line, also when no rule about
secrets was asked for. Here the detector looks at the files that have findings, and only at those.
"""

from __future__ import annotations

from collections.abc import Iterable

from shipcheck.model import CannotJudge, Finding
from shipcheck.project import Project

# Of a larger file only the surroundings of the finding are looked at.
WHOLE = 256 << 10
AROUND = 5


def guarded(findings: Iterable[Finding], project: Project) -> list[Finding]:
    """The same findings, those on lines with secrets marked as sensitive."""
    lines: dict[str, list[str]] = {}
    secret: dict[str, frozenset[int]] = {}
    marked = []
    for finding in findings:
        path = finding.location.path
        if path not in lines:
            lines[path] = _lines(project, path)
            text = "\n".join(lines[path])
            secret[path] = _secret_lines(path, text) if len(text) <= WHOLE else frozenset()
        held = secret[path] or _near(path, lines[path], finding)
        shown = range(finding.location.line, finding.location.last_line + 1)
        marked.append(finding._replace(sensitive=finding.sensitive or any(number in held for number in shown)))
    return marked


def _lines(project: Project, path: str) -> list[str]:
    try:
        return project.text(path).replace("\r\n", "\n").replace("\r", "\n").split("\n") if path in project else []
    except CannotJudge:
        return []


def _near(path: str, lines: list[str], finding: Finding) -> frozenset[int]:
    first = max(finding.location.line - 1 - AROUND, 0)
    part = "\n".join(lines[first : finding.location.last_line + AROUND])
    return frozenset(number + first for number in _secret_lines(path, part[:WHOLE]))


def _secret_lines(path: str, text: str) -> frozenset[int]:
    """The lines with secrets, judged as if the file shipped: a test's password is not for a log either."""
    from shipcheck.secrets.detector import detect  # noqa: PLC0415  # only where something was found

    name = path.rpartition("/")[2]
    plain = f"file.{name.rpartition('.')[2]}" if "." in name else name
    return frozenset(one.line for as_if in {name, plain} for one in detect(as_if, text))
