"""A source line as it may be shown, and where the caret goes under it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from shipcheck.model import Finding
from shipcheck.redact import redact, redact_line
from shipcheck.report.escape import visible

WIDTH = 100
# Longer lines are written by machines: nobody reads them, and a part of one could show half a secret.
LONGEST = 4000
_TAB = 4


class Excerpt(NamedTuple):
    """What to print, and the caret's first column and width in columns of the terminal."""

    text: str
    start: int
    width: int


class _Cell(NamedTuple):
    """A character as it is shown, and how many columns it takes."""

    text: str
    width: int


def excerpt(line: str, finding: Finding, *, plain: bool) -> Excerpt:
    """A line with its secrets masked, cut around the place of the finding.

    The caret covers the finding's part of its first line; where the line was masked it marks the start only.
    """
    line = line.rstrip("\r\n")
    if len(line) > LONGEST:
        return Excerpt(f"(a line of {len(line)} characters)", 0, 1)
    start, stop = _span(line, finding)
    shown = redact_line(line, finding.secret) if finding.sensitive else redact(line)
    if shown != line:
        start, stop = _follow(line, shown, start), _follow(line, shown, stop)
    if finding.sensitive or stop <= start:
        stop = start + 1
    cells = list(_cells(shown.rstrip(), plain=plain))
    return _cut(cells, start, stop, plain=plain)


def _span(line: str, finding: Finding) -> tuple[int, int]:
    place = finding.location
    end = len(line.rstrip())
    start = min(max(place.column - 1, 0), len(line))
    if place.last_line > place.line:
        return start, end
    return start, min(place.end_column - 1, len(line)) if place.end_column else end


def _follow(line: str, shown: str, position: int) -> int:
    """Where a position of the line is after masking: exact before the first mask and after the last, else at the first."""
    same = next(
        (at for at, (old, new) in enumerate(zip(line, shown, strict=False)) if old != new), min(len(line), len(shown))
    )
    room = min(len(line), len(shown)) - same
    pairs = zip(reversed(line), reversed(shown), strict=False)
    tail = min(room, next((at for at, (old, new) in enumerate(pairs) if old != new), room))
    if position <= same:
        return position
    return position + len(shown) - len(line) if position >= len(line) - tail else same


def _cells(text: str, *, plain: bool) -> Iterator[_Cell]:
    column = 0
    for at, char in enumerate(text):
        if char == "\t":
            cell = _Cell(" " * (_TAB - column % _TAB), _TAB - column % _TAB)
        elif char == "[" and text[at - 2 : at] == "##":
            cell = _Cell("\\x5b", 4)  # never a command of a workflow's log
        elif char.isascii() and char.isprintable():
            cell = _Cell(char, 1)
        else:
            seen = visible(char, plain=plain)
            cell = _Cell(seen, len(seen) if seen != char else _width(char))
        column += cell.width
        yield cell


def _width(char: str) -> int:
    import unicodedata  # noqa: PLC0415  # most lines are ASCII

    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _cut(cells: list[_Cell], start: int, stop: int, *, plain: bool) -> Excerpt:
    """The part of the line around the caret that fits, with an ellipsis where something is missing."""
    start, stop = min(start, len(cells)), min(max(stop, start + 1), max(len(cells), start + 1))
    first, last = _window(cells, start)
    dots = "..." if plain else "\u2026"
    before, after = dots if first else "", dots if last < len(cells) else ""
    text = before + "".join(cell.text for cell in cells[first:last]) + after
    lead = len(before) + sum(cell.width for cell in cells[first:start])
    width = sum(cell.width for cell in cells[start : min(stop, last)])
    return Excerpt(text, lead, max(width, 1))


def _window(cells: list[_Cell], start: int) -> tuple[int, int]:
    if sum(cell.width for cell in cells) <= WIDTH:
        return 0, len(cells)
    first, room = start, WIDTH // 3
    while first > 0 and room >= cells[first - 1].width:
        first -= 1
        room -= cells[first].width
    last, room = first, WIDTH
    while last < len(cells) and room >= cells[last].width:
        room -= cells[last].width
        last += 1
    while first > 0 and last == len(cells) and room >= cells[first - 1].width:
        first -= 1
        room -= cells[first].width
    return first, last
