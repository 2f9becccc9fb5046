"""The source cells of a notebook, with the line of the file that each of their lines stands on."""

from __future__ import annotations

from typing import NamedTuple

from shipcheck.lazy import lazy

_SOURCE = lazy(r'"source"\s{0,8}:\s{0,8}(\[|(?="))')
_STRING = lazy(r'[\s,]*("(?:[^"\\]|\\.)*+")')
_MAGIC = lazy(r"\s*[%!?]")


class Cell(NamedTuple):
    """A cell: its source lines and, for each, the number of its line in the file from 1."""

    code: bool
    source: list[str]
    rows: list[int]

    @property
    def program(self) -> str:
        """The source as Python: magics do nothing, so that the rest parses."""
        return "\n".join(
            line[: len(line) - len(line.lstrip())] + "pass" if _MAGIC.match(line) else line for line in self.source
        )

    @property
    def magics(self) -> list[tuple[int, str]]:
        """Commands for the shell and the kernel, with their line in the file."""
        return [(row, line) for row, line in zip(self.rows, self.source, strict=True) if _MAGIC.match(line)]


def cells(text: str) -> list[Cell]:
    """The source of each cell; outputs are never read: they are pictures and results."""
    found: list[Cell] = []
    line, counted, last = 1, 0, 0
    for start in _SOURCE.finditer(text):
        source: list[str] = []
        rows: list[int] = []
        at = start.end()
        while part := _STRING.match(text, at):
            line, counted = line + text.count("\n", counted, part.start(1)), part.start(1)
            for piece in _lines(part.group(1)):
                source.append(piece)
                rows.append(line)
            at = part.end()
            if not start.group(1):
                break
        before = text.rfind('"cell_type"', last, start.start())
        last = start.end()
        found.append(Cell('"code"' in text[max(before, 0) : before + 40], source, rows))
    return found


def _lines(string: str) -> list[str]:
    import json  # noqa: PLC0415  # few projects have notebooks

    try:
        value = json.loads(string)
    except ValueError:
        return []
    return value.splitlines() or [""] if isinstance(value, str) else []
