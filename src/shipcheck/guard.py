"""Marks findings of any rule whose lines hold a secret, so that no renderer shows them, and masks it in messages.

A rule about Dockerfiles points at `RUN echo "root:hunter2" | chpasswd` like any other line, also when no rule about
secrets was asked for. Here the detector looks at the files that have findings, and only at those.
"""

from __future__ import annotations

from collections.abc import Iterable

from shipcheck.model import CannotJudge, Finding
from shipcheck.project import Project
from shipcheck.redact import MASK

# Of a larger file only the surroundings of the finding are looked at.
WHOLE = 256 << 10
AROUND = 5
# Shorter ones are parts of ordinary words.
SHORTEST = 4


def guarded(findings: Iterable[Finding], project: Project) -> list[Finding]:
    """The same findings: those on lines with secrets marked as sensitive, and no secret of their file in a message."""
    findings = list(findings)
    first = _first(findings)
    files: dict[str, _File] = {}
    marked = []
    for finding in findings:
        path = finding.location.path
        file = files[path] = files.get(path) or _File(project, path)
        secrets = file.secrets(finding)
        shown = range(finding.location.line, finding.location.last_line + 1)
        sensitive = finding.sensitive or any(line in shown for line, _ in secrets)
        secret = first.get((path, finding.location.line), 0)
        # Rules about secrets name them and quote nothing: a gap in their own words would tell a password that is one of them.
        message = finding.message if finding.sensitive else _without(finding.message, secrets)
        marked.append(finding._replace(sensitive=sensitive or secret > 0, message=message, secret=secret))
    return marked


def _first(findings: Iterable[Finding]) -> dict[tuple[str, int], int]:
    """By path and line the column of the first secret: a finding of a rule about secrets that has an end covers one."""
    first: dict[tuple[str, int], int] = {}
    for finding in findings:
        place = finding.location
        if finding.sensitive and place.end_column:
            first[place.path, place.line] = min(place.column, first.get((place.path, place.line), place.column))
    return first


class _File:
    """The secrets of one file, looked for once, or near a finding where the file is large."""

    def __init__(self, project: Project, path: str) -> None:
        self._path = path
        self._lines = _lines(project, path)
        text = "\n".join(self._lines)
        self._whole = _secrets(path, text) if len(text) <= WHOLE else None

    def secrets(self, finding: Finding) -> frozenset[tuple[int, str]]:
        """The lines with secrets, and the secrets."""
        if self._whole is not None:
            return self._whole
        first = max(finding.location.line - 1 - AROUND, 0)
        part = "\n".join(self._lines[first : finding.location.last_line + AROUND])
        return frozenset((line + first, value) for line, value in _secrets(self._path, part[:WHOLE]))


def _lines(project: Project, path: str) -> list[str]:
    try:
        return project.text(path).replace("\r\n", "\n").replace("\r", "\n").split("\n") if path in project else []
    except CannotJudge:
        return []


def _secrets(path: str, text: str) -> frozenset[tuple[int, str]]:
    """Judged as if the file shipped: a test's password is not for a log either."""
    from shipcheck.secrets.detector import detect  # noqa: PLC0415  # only where something was found

    name = path.rpartition("/")[2]
    plain = f"file.{name.rpartition('.')[2]}" if "." in name else name
    return frozenset((one.line, one.value) for as_if in {name, plain} for one in detect(as_if, text))


def _without(message: str, secrets: Iterable[tuple[int, str]]) -> str:
    """A message that quotes a command may quote its password, whole or cut off at its end."""
    for value in sorted({value for _, value in secrets}, key=len, reverse=True):
        if len(value) >= SHORTEST:
            message = message.replace(value, MASK)
            for size in range(len(value) - 1, SHORTEST - 1, -1) if "..." in message else ():
                message = message.replace(f"{value[:size]}...", f"{MASK}...")
    return message
