"""Strings that look drawn by lot and have nothing else to say what they are: what bare entropy would report, and less.

Left out is whatever is random by nature and no secret: digests, revisions, identifiers, paths, generated files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from shipcheck.lazy import lazy
from shipcheck.secrets import values
from shipcheck.secrets.places import place
from shipcheck.secrets.vocabulary import NAMING
from shipcheck.secrets.words import split

# In characters of a value; of a line, beyond which it was written by a machine; in finds of a file.
SHORTEST = 16
LONGEST = 200
LINE_LIMIT = 2000
MOST = 50
_VALUE = r"[A-Za-z0-9+/=_.~:@!#$%^&*?-]{16,200}"
_QUOTED = lazy(rf"(?<![\w\\])[rbfu]{{0,2}}([\"'`])(?P<value>{_VALUE})\1")
_ASSIGNED = lazy(rf"[\w\"'.-]\s{{0,8}}(?:=|:(?=\s))\s{{0,8}}(?P<value>{_VALUE})(?=[\s,;]|\Z)")
_NAME = lazy(
    r"([A-Za-z_][\w.-]{0,63})[\"'\])]{0,3}\s{0,8}(?::\s{0,4}\w{1,20}\s{0,4})?(?:=>?|:)\s{0,8}[rbfu]{0,2}[\"'`]?\Z"
)
_DIGEST = lazy(
    r"(?i)(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})\Z"
    r"|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\Z|(?:sha\d{1,3}|md5|blake2b?|crc32c?|etag|urn|data|pkg)[-:=_]"
)
_BASE64 = lazy(r"(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])(?=(?:[^0-9]*[0-9]){3})[A-Za-z0-9+/]{32,}={0,2}\Z")
# Digits in two places: an identifier has them in one, if at all.
_SCATTERED = lazy(r"\d[^\d\n]{1,200}\d")
_PARTS = lazy(r"[/.:@?&#%]")
# What a name says whose value is a digest; on its line nothing is a secret.
_SUMS = lazy(
    r"(?i)integrity|checksum|sha-?\d{3}|\bmd5\b|digest|revision|\brev\b|commit|fingerprint|\bhash(?:es)?\b|\betag\b|nonce"
)


class Bare(NamedTuple):
    """A string: lines and columns from 1, `end` exclusive, with the name before it."""

    line: int
    column: int
    end: int
    name: str
    value: str


def bare_strings(path: str, text: str) -> Iterator[Bare]:
    """The random-looking strings of a file that ships, quoted, or assigned where values need no quotes."""
    where = place(path)
    if not where.named or path.endswith(".ipynb"):
        return
    found = 0
    for row, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        if SHORTEST < len(line) <= LINE_LIMIT and found < MOST:
            for start, end in sorted(_spans(line, bare=where.bare)):
                name = _NAME.search(line, max(start - 120, 0), start)
                called = name.group(1) if name else ""
                if _telling(called, line[start:end]) and not _SUMS.search(line):
                    found += 1
                    yield Bare(row, start + 1, end + 1, called, line[start:end])


def _spans(line: str, *, bare: bool) -> set[tuple[int, int]]:
    found = {match.span("value") for match in _QUOTED.finditer(line)}
    return found | {match.span("value") for match in _ASSIGNED.finditer(line)} if bare else found


def _alphabet(value: str) -> bool:
    """Whether six neighbours count up: whoever draws does not draw that."""
    steps = "".join("+" if ord(two) - ord(one) == 1 else "." for one, two in pairwise(value))
    return "+++++" in steps


def _telling(name: str, value: str) -> bool:
    if (
        "://" in value
        or _DIGEST.match(value)
        or values.placeholder(value)
        or values.reference(value)
        or values.pathlike(value)
    ):
        return False
    if not NAMING.isdisjoint(split(name)) or _alphabet(value):
        return False
    return any(
        len(part) >= SHORTEST and _SCATTERED.search(part) and values.drawn(part) and not _DIGEST.match(part)
        for part in ([value] if _BASE64.match(value) else _PARTS.split(value))
    )
