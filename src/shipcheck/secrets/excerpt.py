"""The statement around a line of Python, cut out and read alone: a thousandth of what the tree of its file costs.

What an excerpt is a part of is not known, so it is read in every way that it can be read, and by a reader that takes
more for a secret than that of files does. Only a gate asks: a yes means that the file is parsed.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from functools import lru_cache

from shipcheck.lazy import lazy
from shipcheck.secrets.python_code import Module
from shipcheck.secrets.python_tree import parse
from shipcheck.secrets.python_values import Literal
from shipcheck.secrets.text_lines import Reader
from shipcheck.secrets.words import credible, stands_in

# In characters: nobody writes more to give a secret its value.
_LONGEST = 3_000
# Lines above the one that a URL stands on.
_PARTS = 8
_SIGN = lazy(
    r"\"\"\"|'''|\"(?:[^\"\\\n]|\\[\s\S])*\"|'(?:[^'\\\n]|\\[\s\S])*'|[\"']|\#[^\n]*|[()\[\]{}]|\n",
)
_TEXT = lazy(
    r"\#[^\n]*|([rbfuRBFU]{0,2})(\"\"\"|'''|\"(?:[^\"\\\n]|\\[\s\S])*\"?|'(?:[^'\\\n]|\\[\s\S])*'?)",
)
_LONG = ('"""', "'''")
_CLOSERS = {")": "(", "]": "[", "}": "{"}
# At the end of a line, or at the start of the next: the statement goes on.
_GOES_ON = lazy(r"(?:[=+\-*/%<>!&|^~@\\]|(?:^|[^\w])(?:or|and|else|if|in|is|not|return|await))\s*\Z")
_WENT_ON = lazy(r"\s*(?:[+%.]|[rbfuRBFU]{0,2}[\"']|(?:or|and|in|is)\b|else\b(?!\s*:))")
_COMPARES = lazy(r"\s*[=!]=")
_COMPARED = lazy(r"[=!]=[\\(\s]*\Z")
_HEADER = lazy(r"[\s)\]}]*(?:async\s+)?(?:if|elif|else|for|while|with|def|class|try|except|finally|match|case)\b")
_READER = "environ.get("
# What an excerpt is put between, by whether brackets are closed in it that it does not open.
_ALONE = (
    ("", "\n"),
    (_READER, "\n)"),
    ("{{", "\n}"),
    ("def _(", "\n): pass"),
    ("", "\n pass"),
    ("(_ ", "\n)"),
    ("try: pass\n", "\n pass"),
)
_INSIDE = (
    ("{inside}", "\n"), ("if {inside}", "\n pass"), ("def _{before}", "\n pass"), ("{inside}_ ", "\n"), ("if {inside}_ ", "\n pass")
)  # fmt: skip
# The line that an excerpt is about, if it ends with a text and a comma.
_FIRST = lazy(r"[^\n]*\"\s*,\s*(?:\n|\Z)")
_OPENING = lazy(r"@|elif(?=\W)|\.(?=\w)")


def holds(text: str, start: int, *, environment: bool, listed: bool) -> bool | None:
    """Whether something in the statement around a line may be a secret; None where it cannot be read alone.

    `start` is where the line begins, `environment` says that variables are read somewhere in the file, and `listed`
    that what follows a text and a comma may be its default.
    """
    cut = _cut(text, _begin(text, start), listed=listed)
    return None if cut is None else _read(*cut, "environment" if environment else "named")


def sums(text: str, start: int) -> bool | None:
    """The same of a URL that is put together around this line."""
    begin = start
    for _ in range(_PARTS):
        above = text.rfind("\n", 0, max(begin - 1, 0)) + 1
        line = text[above : max(begin - 1, 0)].strip()
        added = text[begin : begin + 200].lstrip().startswith(("+", ")", "#"))
        if not begin or not (added or not line or line.startswith("#") or line.endswith(("+", "(", "\\"))):
            break
        begin = above
    cut = _cut(text, begin, listed=False)
    return None if cut is None else _read(*cut, "sum")


@lru_cache(maxsize=4096)
def written(line: str) -> bool:
    """Whether a line may hold a secret in a file that does not parse, of which lines are read."""
    folded = line.lower()
    readers = (Reader("plain", bare=loose, config=loose, loose=False) for loose in (False, True))
    return any(True for reader in readers for _ in reader.read(line, folded))


def texts(text: str) -> Iterator[tuple[int, int]]:
    """Where texts of several lines stand into which nothing is put, read from the beginning of a file that parses."""
    at = 0
    while found := _TEXT.search(text, at):
        at = found.end()
        prefix, quotes = found.groups()
        if quotes in _LONG:
            at = _closed(text, quotes, at, len(text)) or len(text)
            if "f" not in prefix.lower():
                yield found.start(), at


def _begin(text: str, start: int) -> int:
    """Where the statement may begin: a line earlier if that line is compared with this one."""
    above = text.rfind("\n", 0, max(start - 1, 0)) + 1
    line = text[above : max(start - 1, 0)]
    ends = any(_COMPARED.search(one) for one in (line, line.partition("#")[0]))
    return above if start and (ends or _COMPARES.match(text, start)) else start


def _cut(text: str, start: int, *, listed: bool) -> tuple[str, str] | None:
    """The text from a line's start to where its statement ends, and the brackets that are closed but not opened in it."""
    code = _Code()
    at, limit = start, start + _LONGEST
    while sign := _SIGN.search(text, at, limit):
        what = sign.group()
        code.text += text[at : sign.start()]
        at = sign.end()
        if what in _LONG:
            at = _closed(text, what, at, limit)
        elif what == "\n" and not code.depth and not _open(code.text, text, at, listed=listed):
            return text[start : at - 1], code.closed
        if not at or what in {'"', "'"}:
            return None
        code.take(what)
    return (text[start:], code.closed) if len(text) < limit and not code.depth else None


class _Code:
    """What is cut so far, its texts emptied and without remarks: how many brackets are open, and which are closed only."""

    def __init__(self) -> None:
        self.text = ""
        self.depth = 0
        self.closed = ""

    def take(self, sign: str) -> None:
        """The next sign."""
        if sign in _CLOSERS:
            self.closed += "" if self.depth else sign
            self.depth = max(self.depth - 1, 0)
        self.depth += sign in _CLOSERS.values()
        self.text += '""' if sign[0] in "\"'" else "" if sign[0] == "#" else sign


def _closed(text: str, quotes: str, start: int, end: int) -> int:
    """Where a string of several lines ends, 0 if it does not end before `end`."""
    at = text.find(quotes, start, end)
    while at >= 0:
        back = at
        while back > start and text[back - 1] == "\\":
            back -= 1
        if (at - back) % 2 == 0:
            return at + len(quotes)
        at = text.find(quotes, at + 1, end)
    return 0


def _open(code: str, text: str, at: int, *, listed: bool) -> bool:
    """Whether what is written so far goes on in the next line."""
    line = code.rstrip()
    if not line or _COMPARES.match(text, at):
        return True
    if line.endswith(","):
        return listed and bool(_FIRST.match(code))
    if line.endswith(":"):
        return line[-2:-1] == '"' and not _HEADER.match(code)
    return bool(_GOES_ON.search(line) or (line[-1] in "\"')]}" and _WENT_ON.match(text, at)))


@lru_cache(maxsize=4096)
def _read(text: str, closed: str, about: str) -> bool | None:
    """Whether one of the ways in which an excerpt can be read shows a secret; None where it cannot be read."""
    read = False
    for way in _ways(text.strip(), closed):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                module = Module(parse(way), way.lower())
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        read = True
        if any(module.urls()) if about == "sum" else any(_counts(one, about) for one in module.candidates()):
            return True
    return False if read else None


def _counts(one: Literal, about: str) -> bool:
    fallback = one.fallback or about == "environment"
    return credible(one.name, one.value, config=False) or (fallback and stands_in(one.name, one.value))


def _ways(text: str, closed: str) -> Iterator[str]:
    """A statement, arguments of a call, members of a dictionary, parameters, or what follows an operand."""
    opening = _OPENING.match(text)
    text = {"@": "", "elif": "if", ".": "environ."}[opening.group()] + text[opening.end() :] if opening else text
    before = "".join(_CLOSERS[one] for one in reversed(closed))
    inside = before.replace("(", _READER)
    for head, tail in _INSIDE if closed else _ALONE:
        yield head.format(before=before, inside=inside) + text + tail
