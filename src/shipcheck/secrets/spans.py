"""The lines of a text, and parts of very long ones: no expression sees more at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shipcheck.lazy import lazy

# Longer lines are read in parts that overlap.
LINE_LIMIT = 20_000
_OVERLAP = 2_000
BREAK = lazy(r"\r\n|\r|\n")
Lines = list[tuple[int, str]]


def split(text: str) -> list[str]:
    """The lines of a text without their ends."""
    return BREAK.split(text) if "\r" in text else text.split("\n")


def places(text: str, word: str) -> Iterator[int]:
    """Where a word stands in a text."""
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def around(text: str, found: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Where the lines begin and end on which something was found, each once; lines end with line feeds."""
    end = -1
    for at in sorted(found):
        if at > end:
            stop = text.find("\n", at)
            end = stop if stop >= 0 else len(text)
            yield text.rfind("\n", 0, at) + 1, end


def parts(lines: Lines) -> Iterator[tuple[int, str, int]]:
    """Lines, or overlapping parts of very long ones, with their number and offset."""
    for number, line in lines:
        if len(line) <= LINE_LIMIT:
            yield number, line, 0
        else:
            for start in range(0, len(line), LINE_LIMIT - _OVERLAP):
                yield number, line[start : start + LINE_LIMIT], start
