"""The comments by which other scanners are told to leave a secret alone, wherever in a line they stand.

What a comment is differs between formats, and some (JSON, `.env`, notebooks) have none: there the words stand within the
value or beside it, and count all the same. What each means is the tools' own: detect-secrets' `filters/allowlist.py`,
the README of gitleaks, kingfisher's `inline_ignore.rs`.
"""

from __future__ import annotations

from collections.abc import Callable

from shipcheck.lazy import lazy

LineOf = Callable[[int], str]
_ALLOWED = lazy(
    r"(?i)pragma:?\s{0,8}(?:allow|white)list[ -](?P<next>nextline[ -])?secret"
    r"|(?:gitleaks|betterleaks|(?P<above>kingfisher)):allow|(?:trufflehog|(?P<over>kingfisher)):ignore"
)
# The longest block that a secret takes: a private key of 16384 bits has 200 lines.
_BLOCK = 250
_CLOSING = lazy(r"[\"'`)\]}\s]")
# `key: |  # a comment`: what follows is the value.
_SCALAR = lazy(r"[|>][-+]?\d?\s{1,40}#")


def allows(line: str) -> bool:
    """Whether a pragma on this very line allows what stands on it."""
    return any(not found.group("next") for found in _ALLOWED.finditer(line))


def allows_next(line: str) -> bool:
    """Whether a line holds nothing but a comment that allows what the next one holds.

    No code may stand before it: it would look as if the pragma were about that code.
    """
    found = _ALLOWED.search(line)
    if not found or not any(found.group("next", "above", "over")):
        return False
    return not any(char.isalnum() for char in line[: found.start()])


def allowed(line_of: LineOf, first: int, last: int) -> bool:
    """Whether a pragma allows what stands on these lines: there, right above, or where a key's block begins and ends."""
    if allows_next(line_of(first - 1)) or any(allows(line_of(number)) for number in range(first, last + 1)):
        return True
    return "-----BEGIN" in line_of(first) and _around(line_of, first)


def _around(line_of: LineOf, first: int) -> bool:
    """The same for a block: in its last line or in the one that closes its string, or where its YAML scalar begins."""
    above = line_of(first - 1)
    if _SCALAR.search(above) and allows(above):
        return True
    end = next((number for number in range(first, first + _BLOCK) if "-----END" in line_of(number)), None)
    if end is None:
        return False
    return allows(line_of(end)) or (bool(_CLOSING.match(line_of(end + 1))) and allows(line_of(end + 1)))
