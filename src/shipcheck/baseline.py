"""Findings that were there before and do not fail the run.

One line a finding, sorted: `path TAB rule TAB fingerprint`. No line numbers and no dates, so that an edit elsewhere in
the file changes nothing; lines are a set, so that git's union merge of two baselines is the right baseline. The
fingerprint is over the masked line: it holds nothing of a secret but what `Finding.key` brings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from shipcheck.model import Finding, ShipcheckError
from shipcheck.redact import redact, redact_line

FILE = ".shipcheck-baseline"
HEADER = (
    "# shipcheck baseline: findings that do not fail the run. `shipcheck baseline` rewrites it; lines may be deleted."
)
# Of a longer line only this much counts: masking costs time with its length.
LINE_LIMIT = 4096
_ENTRY = r"([^\t]+)\t([a-z0-9-]+(?:/[A-Za-z0-9_.-]+)?)\t([0-9a-f]{12}(?:-\d+)?)"


class Entry(NamedTuple):
    """One accepted finding."""

    path: str
    rule: str
    fingerprint: str


def parse(text: str, name: str = FILE) -> frozenset[Entry]:
    """The entries of a baseline file; raises `ShipcheckError` naming the first line that is none."""
    entries = set()
    for number, line in enumerate(re.split(r"\r?\n", text), start=1):
        if not line.strip(" ") or line.startswith("#"):
            continue
        found = re.fullmatch(_ENTRY, line.rstrip(" \r"))
        if not found:
            raise ShipcheckError(f"{name}:{number}: not a baseline entry", "rewrite the file with `shipcheck baseline`")
        entries.add(Entry(_unquote(found.group(1)), found.group(2), found.group(3)))
    return frozenset(entries)


def render(entries: Iterable[Entry]) -> str:
    """The text of a baseline file: the same entries give the same bytes."""
    lines = sorted(f"{_quote(entry.path)}\t{entry.rule}\t{entry.fingerprint}" for entry in entries)
    return "\n".join([HEADER, *lines]) + "\n"


def sign(findings: Iterable[tuple[Finding, str]]) -> Iterator[Finding]:
    """Give each finding, which comes with the text of its line, a fingerprint; equal ones are numbered in order."""
    import hashlib  # noqa: PLC0415  # costs a third of a bare start, and most runs find nothing

    seen: dict[str, int] = {}
    for finding, line in findings:
        part = line[:LINE_LIMIT]
        shown = redact_line(part, finding.secret) if finding.sensitive else redact(part)
        parts = (finding.location.path, finding.rule, " ".join(shown.split()), finding.key)
        digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]
        seen[digest] = seen.get(digest, 0) + 1
        yield finding._replace(fingerprint=digest if seen[digest] == 1 else f"{digest}-{seen[digest]}")


def entry(finding: Finding) -> Entry:
    """The baseline entry of a signed finding."""
    return Entry(finding.location.path, finding.rule, finding.fingerprint)


def _quote(path: str) -> str:
    return re.sub(r"[\\\x00-\x1f\x7f\ud800-\udfff]|^#", lambda found: f"\\u{ord(found.group(0)):04x}", path)


def _unquote(path: str) -> str:
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found.group(1), 16)), path)
