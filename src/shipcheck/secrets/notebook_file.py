"""Credentials in the source cells of a notebook, with the places of the notebook's own lines."""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.secrets import blocks, notebooks
from shipcheck.secrets.found import Found
from shipcheck.secrets.look import Look
from shipcheck.secrets.places import Place
from shipcheck.secrets.python_file import read as read_python
from shipcheck.secrets.spans import Lines
from shipcheck.secrets.text_file import placed, worded
from shipcheck.secrets.text_lines import Reader
from shipcheck.secrets.tokens import tokens


def read(text: str, lines: Lines, where: Place) -> Iterator[Found]:
    """Source cells only, each read as a file of Python, with the places of the notebook's own lines."""
    cells = notebooks.cells(text)
    # A line may hold many cells: each is looked at once.
    yield from tokens(
        [(row, lines[row - 1][1]) for row in sorted({row for cell in cells for row in cell.rows})], Look()
    )
    for cell in cells:
        if not cell.code:
            continue
        inside = list(enumerate(cell.program.split("\n"), start=1))
        found = [*read_python(cell.program, inside, where, Look()), *blocks.private_keys(cell.program)]
        for one in found:
            yield _moved(one, cell.rows, lines)
        for row, magic in cell.magics if where.named else ():
            reader = Reader("plain", bare=True, config=True)
            command = [
                *worded([(1, magic)], magic.lower(), commands=True),
                *placed(1, 0, reader.read(magic, magic.lower())),
            ]
            for one in command:
                yield _moved(one, [row], lines)


def _moved(one: Found, rows: list[int], lines: Lines) -> Found:
    number = rows[min(one.line, len(rows)) - 1]
    line = lines[number - 1][1]
    start = line.find(one.value)
    if start < 0:
        return one._replace(line=number, column=1, end=len(line) + 1)
    return one._replace(line=number, column=start + 1, end=start + len(one.value) + 1)
