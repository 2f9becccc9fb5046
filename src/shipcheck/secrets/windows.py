"""A large text in windows: memory stays bounded, and an empty window costs its gate alone.

A window ends with a line, before a key that begins near its end; a line that is longer than a window is cut where its
letters allow, and the next window begins a little earlier, so that nothing is lost at the seam but a name that stands
far from its value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

WINDOW = 1 << 20
OVERLAP = 4_000
# A key's body stands no farther from its head.
_KEY = 1_000
_HEAD = b"-----BEGIN"
_CONTINUES = 0x80


class Window(NamedTuple):
    """Some of a text's bytes: the line on which they begin, and how many characters of it stand before them."""

    data: bytes
    line: int
    before: int


def windows(chunks: Iterable[bytes]) -> Iterator[Window]:
    """The windows of a text that comes in chunks; together they hold it, and of very long lines some parts twice."""
    rest, line, before = b"", 1, 0
    for chunk in chunks:
        rest += chunk
        while len(rest) > WINDOW:
            end, again = _cut(rest)
            data = rest[:end]
            yield Window(data, line, before)
            rest = rest[end - again :]
            breaks = _breaks(data)
            line += breaks
            if again:
                kept = data[: end - again]
                start = max(kept.rfind(b"\n"), kept.rfind(b"\r")) + 1
                before = (0 if breaks else before) + len(kept[start:].decode("utf-8", "replace"))
            else:
                before = 0
    if rest:
        yield Window(rest, line, before)


def _breaks(data: bytes) -> int:
    return data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")


def _cut(data: bytes) -> tuple[int, int]:
    """Where a window ends, and how much of it the next one holds again."""
    end = data.rfind(b"\n", 0, WINDOW) + 1 or data.rfind(b"\r", 0, WINDOW - 1) + 1
    if end > WINDOW // 2:
        head = data.rfind(_HEAD, end - _KEY, end)
        start = data.rfind(b"\n", 0, head) + 1 if head >= 0 else 0
        return start or end, 0
    end = WINDOW
    while data[end] & 0xC0 == _CONTINUES and end > WINDOW - 4:
        end -= 1
    again = OVERLAP
    while data[end - again] & 0xC0 == _CONTINUES and again < OVERLAP + 4:
        again += 1
    return end, again
