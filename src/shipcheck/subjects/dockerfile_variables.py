"""What the variables of a Dockerfile are worth, as far as the file says."""

from __future__ import annotations

import re
from collections.abc import Mapping

from shipcheck.lazy import lazy
from shipcheck.subjects.dockerfile_syntax import Instruction, unquote, words

# Variables that double each other grow without end; a longer value is as good as unknown.
LONGEST_VALUE = 4096

Values = Mapping[str, str | None]


def pairs(instruction: Instruction, escape: str = "\\") -> list[tuple[str, str | None]]:
    """The names and raw values of `ENV` (both forms), `LABEL` and `ARG`; an `ARG` may have no value."""
    found = words(instruction.arguments, escape)
    if instruction.name != "ARG" and found and "=" not in found[0]:
        name, _, value = instruction.arguments.partition(found[0])[2].partition(" ")
        return [(found[0], (name + " " + value).strip())]
    split = [word.partition("=") for word in found]
    return [(name, value if equals else None) for name, equals, value in split]


_PARTS = {
    mark: lazy(
        r"""(?P<single>'[^']*+'?)|\$(?P<plain>[A-Za-z_]\w*)|\$\{(?P<name>[A-Za-z_]\w*)(?:(?P<how>:?[-+?])(?P<word>[^{}]*))?\}"""
        rf"""|(?P<odd>\$\{{)|{re.escape(mark)}(?P<escaped>[\s\S]?)|(?P<text>[^'${re.escape(mark)}"]+|[\s\S])"""
    )
    for mark in ("\\", "`")
}


def expand(text: str, known: Values, escape: str = "\\") -> str | None:
    """Text with quotes removed and variables replaced, None where a value is not known.

    `$X`, `${X}`, `${X:-default}`, `${X:+other}` and the forms without the colon; others count as unknown.
    """
    if "$" not in text:
        value = unquote(text, escape)
        return value if len(value) <= LONGEST_VALUE else None
    parts: list[str] = []
    size = 0
    for found in _PARTS[escape].finditer(text):
        part = _part(found, known)
        if part is None or (size := size + len(part)) > LONGEST_VALUE:
            return None
        parts.append(part)
    return "".join(parts)


def _part(found: re.Match[str], known: Values) -> str | None:
    if found.group("odd"):
        return None
    name = found.group("plain") or found.group("name")
    if name:
        return _value(known.get(name), found.group("how") or "", unquote(found.group("word") or ""))
    if found.group("single"):
        return found.group().strip("'")
    return found.group("escaped") or (found.group("text") or "").replace('"', "")


def _value(value: str | None, how: str, word: str) -> str | None:
    """What `${X<how>word}` is worth; what the builder is given from outside is not known, so a default counts."""
    if how.endswith("-"):
        return word if value is None or (not value and how == ":-") else value
    if how.endswith("+"):
        return word if value or (value is not None and how == "+") else ""
    return value
