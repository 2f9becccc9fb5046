"""The code cells of a notebook as Python, with the line of the file that each of their lines stands on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

_ROW = re.compile(r'\s*("(?:[^"\\]|\\.)*")\s*(,?)\s*\Z')


def cells(lines: list[str]) -> Iterator[tuple[str, list[int]]]:
    """The source of each cell; outputs are never read: they are pictures and results.

    Works on the lines that every notebook program writes, one string a line, so that places are those of the file.
    """
    code: list[str] = []
    rows: list[int] = []
    inside = False
    for number, line in enumerate(lines, start=1):
        if re.match(r'\s*"source": \[\s*\Z', line):
            inside, code, rows = True, [], []
        elif inside and (found := _ROW.match(line)):
            text = _string(found.group(1))
            code.append("" if text.lstrip().startswith(("%", "!")) else text.rstrip("\n"))
            rows.append(number)
        elif inside:
            inside = False
            if code:
                yield "\n".join(code), rows


def _string(text: str) -> str:
    try:
        value = json.loads(text)
    except ValueError:
        return ""
    return value if isinstance(value, str) else ""
