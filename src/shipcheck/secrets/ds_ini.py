"""The values of an INI file as detect-secrets looks at them: `key = "value"`, each on the line where it stands.

The same lines as `transformers/config.py` of detect-secrets 1.5, with the standard library's parser underneath, but for
its price: it stops at the first line that cannot be read, and what grows faster than the file is refused. It does not
change the standard library for everybody, either.
"""

from __future__ import annotations

import configparser
from collections.abc import Iterator

from shipcheck.secrets.ds_filters import announced

# Characters that are copied to put values together, and pairs of sections and keys (what is in `[DEFAULT]` is in each).
COPIED = 1_000_000_000
PAIRS = 1_000_000
# What a reference costs besides, in characters.
_CALL = 1000


class TooLarge(Exception):  # noqa: N818  # it says what a file is
    """Raised for a file whose values are far larger than itself."""


class _Option(tuple[str, str, str]):
    """What a line sets: stands in for a match of the parser's own expression, which is quadratic in blanks."""

    __slots__ = ()

    def group(self, *_names: str) -> tuple[str, str, str]:
        """Name, delimiter and value."""
        return self


class _Options:
    """Stands in for the expression that reads `name = value`; what it does not match fails the whole file at once."""

    def match(self, line: str) -> _Option:
        """Split at the first delimiter."""
        at = min((at for at in (line.find("="), line.find(":")) if at >= 0), default=-1)
        if at < 0 or not line[:at].rstrip():
            raise configparser.Error
        return _Option((line[:at].rstrip(), line[at], line[at + 1 :].lstrip()))


class _Interpolation(configparser.BasicInterpolation):
    """References within values, as many as a file of this size may need."""

    def __init__(self) -> None:
        self._copied = 0

    def _interpolate_some(self, parser, option, accum, rest, section, map, depth):  # type: ignore[no-untyped-def]  # noqa: A002, PLR0913, PLR0917  # as it is declared
        self._copied += _CALL + len(rest) * (rest.count("%") + 1)
        if self._copied > COPIED:
            raise TooLarge
        super()._interpolate_some(parser, option, accum, rest, section, map, depth)  # type: ignore[misc]


class _Parser(configparser.ConfigParser):
    OPTCRE = _Options()  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__(interpolation=_Interpolation())

    def optionxform(self, optionstr: str) -> str:
        """Names as they are written."""
        return optionstr


def headed(text: str) -> bool:
    """Whether a text may be an INI file: its first line that is no comment looks like a section."""
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = text[start:end].strip()
        if line and line[0] not in "#;":
            return line[0] == "["
        start = end + 1
    return False


def lines(text: str, *, header: bool) -> list[str] | None:
    """The lines to look at, None for what is no INI file; `header` reads it as if a section stood on top.

    Raises `TooLarge`.
    """
    found: list[str] = []
    try:
        for key, value, number in _pairs(text, header=header):
            found.extend([""] * (number - 1 - len(found)))
            if announced(value):
                found.append(value)
                continue
            bare = value[1:-1] if value[0] in "'\"" and value[-1] == value[0] else value
            escaped = bare.replace('"', '\\"')
            found.append(f'{key} = "{escaped}"')
    except configparser.Error:
        return None
    return found


def _pairs(text: str, *, header: bool) -> Iterator[tuple[str, str, int]]:
    """Names and values with the lines where they stand, pragmas for the next line among them."""
    parser = _Parser()
    parser.read_string(("[global]\n" if header else "") + text)
    if not parser.sections():
        raise configparser.Error
    if len(parser.defaults()) * len(parser) > PAIRS:
        raise TooLarge
    places = _Places(text)
    for section in parser:
        for key, values in parser.items(section):
            yield from ((key, value, number) for value, number in places.of(key, values) if value)


class _Places:
    """Finds values where they stand, from the top of the file to its end."""

    def __init__(self, text: str) -> None:
        self._lines = [line.strip() for line in text.split("\n")]
        if text.endswith("\n") or not text:
            self._lines.pop()
        self._at = 0

    def of(self, key: str, values: str) -> list[tuple[str, int]]:
        """The lines of a value; what stands in between is passed over, and once one is not found, none is any more."""
        first, *more = values.splitlines() or [""]
        wanted = [first, *filter(None, more)]
        if not values:
            return []
        found: list[tuple[str, int]] = []
        known = 0
        for at in range(self._at, len(self._lines)):
            line = self._lines[at]
            if announced(line):
                found.append((line, at + 1))
            elif not line or line[0] in ";#":
                continue
            elif known == 0:
                known = int(_sets(line, key, first))
                found += [(first, at + 1)] * known
            elif known == len(wanted):
                self._at = max(at, self._at + 1)
                return found
            else:
                found.append((wanted[known], at + 1))
                known += 1
        self._at = len(self._lines)
        return found


def _sets(line: str, key: str, value: str) -> bool:
    """Whether a line begins with the name, one or more of blank, colon and equals sign, and the value."""
    if not line.startswith(key):
        return False
    rest = line[len(key) :]
    most = len(rest) - len(rest.lstrip(" :="))
    return most > 0 and rest.find(value, 1, most + len(value)) >= 0
