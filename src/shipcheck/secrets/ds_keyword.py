r"""The keyword plugin of detect-secrets on long lines: the same values, from windows instead of the whole line.

Each of its expressions gives its first match on a line. A file that was minified has one line of a million characters,
over which four expressions without a literal at their start go at a few megabytes a second, and on a hostile one at the
square of its length. No match reaches further than from a word to the second quote behind it (one form: from the quote
before a comparison to the word behind it), since a value holds no quotes; nothing outside counts. So the first match on
the line is the first one in the windows around such words. tests/unit/test_ds_gate.py compares.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from shipcheck.lazy import lazy
from shipcheck.secrets.ds_gate import GAP, Text, comparisons, stems, words

# Characters in all windows of a line together, as often as an expression may begin in them.
WINDOWS = 200_000_000
# The words begin this far before the part of them that was found, at most.
_LEAD = 12
_REACH = lazy(rf"\w*+\S{{0,60}}{GAP}\S{{0,8}}{GAP}[\"'`]?")
_QUOTE = lazy(r"[\"']")
_BEHIND = lazy(rf"[\"'`]{GAP}[!=]{{2,3}}{GAP}(\w*+)")


class TooLong(Exception):  # noqa: N818  # it says what a line is
    """Raised for a line that nobody comes to the end of."""


def values(line: str, expressions: Mapping[re.Pattern[str], int], compared: re.Pattern[str]) -> Iterator[str]:
    """What the expressions for values in quotes find first; `compared` is the one among them that looks in front.

    Raises `TooLong`.
    """
    text = Text(line)
    taken = 0
    left = [expression for expression in expressions if expression is not compared]
    for at in words(text):
        end = _end(line, at)
        taken = _counted(taken + end - at)
        for expression in list(left):
            tried = (expression.match(line, start, end) for start in range(max(0, at - _LEAD), at + 1))
            found = next(filter(None, tried), None)
            if found:
                left.remove(expression)
                yield found.group(expressions[expression])
        if not left:
            break
    for at in comparisons(text):
        behind = _BEHIND.match(line, at)
        if behind and any(True for _ in stems(Text(behind.group(1)))):
            start = max(line.rfind("'", 0, at), line.rfind('"', 0, at), 0)
            end = behind.end()
            if line[at] == "`":  # a value may hold these, so that another one further on may close it as well
                closing = _QUOTE.search(line, at)
                end = closing.start() if closing else len(line)
            taken = _counted(taken + (end - start) * (line.count("`", start, end) + 1))
            found = compared.search(line, start, end)
            if found:
                yield found.group(expressions[compared])
                return


def _counted(taken: int) -> int:
    if taken > WINDOWS:
        raise TooLong
    return taken


def _end(line: str, at: int) -> int:
    """How far a match may reach from a word: over the next quote to the one that closes it, and a semicolon."""
    reach = _REACH.match(line, at)
    closing = _QUOTE.search(line, reach.end() if reach else at)
    return closing.end() + 2 if closing else len(line)
