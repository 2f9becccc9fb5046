"""Shell text as simple commands, as far as can be said without running it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from shipcheck.lazy import lazy

TOKEN = lazy(
    r"""(?P<space>[ \t\r]+|\\\r?\n)|(?P<comment>(?<![^\s;&|()])\#[^\n]*)|(?P<end>\n|;;?|&&|\|\||\||(?<![<>\d])&(?!>))|(?P<paren>[()])"""
    r"""|(?P<redirect>\d*(?:<<-?|>>|[<>]&?|&>>?)[ \t]*)"""
    r"""|(?P<word>(?:[^\s"'\\;&|()<>`$]|\\[\s\S]|\\\Z|"(?:[^"\\]|\\[\s\S])*+(?:"|\\?\Z)|'[^']*+(?:'|\Z)|\$\{[^}\n]*+\}?|\$\([^()\n]*+\)?|\$|`[^`\n]*+`?)++)|(?P<rest>[\s\S])"""
)
_UNQUOTE = lazy(r"""'([^']*+)'?|"((?:[^"\\]|\\[\s\S])*+)"?|\\([\s\S]?)""")
_HEREDOC = lazy(r"""<<-?[ \t]*(?:"([^"\n]+)"|'([^'\n]+)'|\\?([A-Za-z_]\w*))""")
_CLOSED_BY = {"if": "fi", "case": "esac", "for": "done", "while": "done", "until": "done", "select": "done", "{": "}"}
_CLOSING = frozenset(_CLOSED_BY.values())
_BETWEEN = frozenset({"then", "else", "elif", "do", "!", "time"})
# Their words are no commands.
_HEADS = frozenset({"case", "for", "select", "function"})


class Command(NamedTuple):
    """A simple command: its words without quotes, its line in the text, and how many compound commands are around it."""

    words: tuple[str, ...]
    line: int
    depth: int


def without_heredocs(text: str) -> str:
    """A text whose heredocs are empty lines: what is fed to a command is none."""
    if "<<" not in text:
        return text
    lines = text.split("\n")
    ends: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        ends.setdefault(line.strip(), []).append(number)
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if "<<" not in line or line.lstrip().startswith("#"):
            continue
        for found in _HEREDOC.finditer(line.replace("<<<", "   ")):
            mark = next(group for group in found.groups() if group is not None)
            held = ends.get(mark.strip(), [])
            place = bisect_left(held, at)
            if place < len(held):
                end = held[place] + 1
                lines[at:end] = [""] * (end - at)
                at = end
    return "\n".join(lines)


def words(text: str) -> list[str]:
    """The words of a text without their quotes, up to the first operator."""
    return list(next(commands(text), Command((), 1, 0)).words)


def unquote(word: str) -> str:
    """A word without quotes and escapes; variables stay as they are written."""
    if not re.search(r"""["'\\]""", word):
        return word
    return _UNQUOTE.sub(
        lambda found: found.group(1) or re.sub(r'\\(["\\$`])', r"\1", found.group(2) or "") or found.group(3) or "",
        word,
    )


def commands(text: str) -> Iterator[Command]:
    """The simple commands of a script or a command line, in order; words behind redirections are left out."""
    reader = _Reader()
    for found in TOKEN.finditer(without_heredocs(text)):
        kind = found.lastgroup
        if kind == "word":
            reader.word(found.group())
        elif kind == "redirect":
            reader.skip = True
        elif kind == "end":
            yield from reader.end()
        elif kind == "paren":
            yield from reader.paren(found.group())
        reader.line += found.group().count("\n")
    yield from reader.end()


class _Reader:
    """Collects words into commands and knows which compound commands are open."""

    def __init__(self) -> None:
        self.line = 1
        self.skip = False
        self._start = 1
        self._held: list[str] = []
        self._open: list[str] = []

    def word(self, word: str) -> None:
        if self.skip:
            self.skip = False
            return
        if word == "{" and self._held[:1] == ["function"]:
            self._held = []
        if self._held:
            self._held.append(unquote(word))
            return
        self._start = self.line
        if word in _CLOSED_BY:
            self._open.append(_CLOSED_BY[word])
        elif word in _CLOSING:
            if self._open and self._open[-1] == word:
                self._open.pop()
        elif word not in _BETWEEN:
            self._held.append(unquote(word))
        if word in _HEADS and not self._held:
            self._held.append(word)

    def end(self) -> Iterator[Command]:
        if self._held and self._held[0] not in _HEADS:
            yield Command(tuple(self._held), self._start, len(self._open))
        self._held, self.skip = [], False

    def paren(self, mark: str) -> Iterator[Command]:
        if mark == "(":
            # With a word in front it is the head of a function.
            self._held = []
            self._open.append(")")
        elif self._open and self._open[-1] == ")":
            yield from self.end()
            self._open.pop()
        self._held = []  # else the pattern of a `case`
