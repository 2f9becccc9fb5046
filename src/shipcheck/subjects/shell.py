"""Shell text as simple commands, as far as can be said without running it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    r"""(?P<space>[ \t\r]+|\\\r?\n)|(?P<comment>(?<![^\s;&|()])\#[^\n]*)|(?P<end>\n|;;?|&&|\|\||\||(?<![<>\d])&(?!>))|(?P<paren>[()])"""
    r"""|(?P<redirect>\d*(?:<<-?|>>|[<>]&?|&>>?)[ \t]*)"""
    r"""|(?P<word>(?:[^\s"'\\;&|()<>`$]|\\[\s\S]|\\\Z|"(?:[^"\\]|\\[\s\S])*+(?:"|\\?\Z)|'[^']*+(?:'|\Z)|\$\{[^}\n]*+\}?|\$\([^()\n]*+\)?|\$|`[^`\n]*+`?)++)|(?P<rest>[\s\S])"""
)
_UNQUOTE = re.compile(r"""'([^']*+)'?|"((?:[^"\\]|\\[\s\S])*+)"?|\\([\s\S]?)""")
_OPENING = frozenset({"if", "case", "for", "while", "until", "select", "{"})
_CLOSING = frozenset({"fi", "esac", "done", "}"})
_BETWEEN = frozenset({"then", "else", "elif", "do", "!", "time"})


class Command(NamedTuple):
    """A simple command: its words without quotes, its line in the text, and how many compound commands are around it."""

    words: tuple[str, ...]
    line: int
    depth: int


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
    held: list[str] = []
    line, start, depth, skip = 1, 1, 0, False
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup
        if kind == "word" and skip:
            skip = False
        elif kind == "word":
            start = start if held else line
            word = found.group()
            if not held and word in _OPENING | _CLOSING | _BETWEEN:
                depth += (word in _OPENING) - (word in _CLOSING)
                if word in {"case", "for", "select"}:
                    held.append(word)
            else:
                held.append(unquote(word))
        elif kind == "redirect":
            skip = True
        elif kind in {"end", "paren"}:
            if held and held[0] not in {"case", "for", "select"}:
                yield Command(tuple(held), start, max(depth, 0))
            held, skip = [], False
            depth += {"(": 1, ")": -1}.get(found.group(), 0)
        line += found.group().count("\n")
    if held:
        yield Command(tuple(held), start, max(depth, 0))
