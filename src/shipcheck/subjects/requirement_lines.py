"""The lines of a requirements file as pip joins them, and the options of one line as pip's option parser takes them.

The order of pip's own reader is kept: split into lines, join continuations, drop comments, then split arguments from
options. Each step hides or reveals a requirement.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from shipcheck.lazy import lazy
from shipcheck.model import Location

_COMMENT = lazy(r"(?:^|\s)#.*")
_ENDS = ("\r\n", "\n", "\r")
_BLANKS = lazy(r"[ \t\r\n]+")
_HASHES = lazy(r"(?:--hash[= ](?:sha256|sha384|sha512):[0-9A-Za-z]++ *+)++")
# Above this, options with quotes are not split: the library that does it is slow, and no real line is as long.
_QUOTED_LIMIT = 1 << 16

# Whether an option takes a value (pip 26.3, with the names that older versions knew: those are not called unknown).
_OPTIONS = {
    "--index-url": True,
    "--pypi-url": True,
    "--extra-index-url": True,
    "--no-index": False,
    "--constraint": True,
    "--requirement": True,
    "--editable": True,
    "--find-links": True,
    "--no-binary": True,
    "--only-binary": True,
    "--prefer-binary": False,
    "--require-hashes": False,
    "--no-require-hashes": False,
    "--pre": False,
    "--all-releases": True,
    "--only-final": True,
    "--trusted-host": True,
    "--use-feature": True,
    "--hash": True,
    "--config-settings": True,
}
_LETTERS = {
    "i": "--index-url",
    "c": "--constraint",
    "r": "--requirement",
    "e": "--editable",
    "f": "--find-links",
    "C": "--config-settings",
}
_FORMER = (
    "--install-option",
    "--global-option",
    "--process-dependency-links",
    "--allow-",
    "--no-allow-",
    "--always-unzip",
    "--use-wheel",
    "--no-use-wheel",
    "-Z",
)


class Line(NamedTuple):
    """A logical line without its comment: arguments, options, and where it stands. A comment alone has neither."""

    arguments: str
    options: str
    comment: str
    location: Location


class Options(NamedTuple):
    """What the options of a line say; `error` tells why pip refuses them."""

    include: tuple[str, str] | None = None
    editable: str = ""
    hashed: bool = False
    error: str = ""


class _Piece(NamedTuple):
    """A part of a logical line: its offset there, and the place of its first character."""

    offset: int
    line: int
    column: int


def lines(path: str, text: str) -> Iterator[Line]:
    """The logical lines that hold anything."""
    for joined, pieces in _joined(text):
        comment = _COMMENT.search(joined)
        whole = joined[: comment.start()] if comment else joined
        body = whole.strip()
        note = comment.group(0).strip() if comment else ""
        if body:
            start = len(whole) - len(whole.lstrip())
            first, last = _place(pieces, start), _place(pieces, start + len(body) - 1)
            arguments, options = _split(body)
            yield Line(arguments, options, note, Location(path, *first, last[0], last[1] + 1))
        elif note:
            yield Line("", "", note, Location(path, *_place(pieces, 0)))


def _place(pieces: list[_Piece], offset: int) -> tuple[int, int]:
    piece = pieces[bisect_right(pieces, offset, key=lambda one: one.offset) - 1]
    return piece.line, piece.column + offset - piece.offset


def _physical(text: str) -> Iterator[tuple[str, int, int]]:
    """Lines as pip splits them, with the line and column where an editor shows their beginning.

    pip also splits at form feeds and the like, where an editor shows one line.
    """
    line, column = 1, 1
    for piece in text.splitlines(keepends=True):
        yield piece.splitlines()[0], line, column
        line, column = (line + 1, 1) if piece.endswith(_ENDS) else (line, column + len(piece))


def _joined(text: str) -> Iterator[tuple[str, list[_Piece]]]:
    """Lines with continuations joined; a comment line ends one and never continues."""
    parts: list[str] = []
    pieces: list[_Piece] = []
    size = 0
    for body, line, column in _physical(text):
        remark = body.lstrip().startswith("#")
        continues = body.endswith("\\") and not remark
        part = body.strip("\\") if continues else body
        shift = len(body) - len(body.lstrip("\\")) if continues else 0
        if remark:  # so that its mark stands behind a blank
            part, shift = f" {body}", -1
        pieces.append(_Piece(size, line, column + shift))
        parts.append(part)
        size += len(part)
        if not continues:
            yield "".join(parts), pieces
            parts, pieces, size = [], [], 0
    if parts:
        yield "".join(parts), pieces


def _split(body: str) -> tuple[str, str]:
    """Arguments and options: the latter begin at the first word behind a blank (not a tab) that begins with `-`."""
    if body.startswith("-"):
        return "", body
    arguments, dash, rest = body.partition(" -")
    return arguments.rstrip(" "), f"-{rest}" if dash else ""


def options(text: str) -> Options:
    """What pip's option parser makes of the options of a line."""
    if not text or _HASHES.fullmatch(text):
        return Options(hashed=bool(text))
    words = _words(text)
    if words is None:
        return Options(error="a quote is not closed")
    taken: dict[str, str] = {}
    position = 0
    while position < len(words):
        word, following = words[position], words[position + 1 : position + 2]
        position += 1
        if word == "--":
            break
        if len(word) < len("-x") or not word.startswith("-"):
            continue
        if word.startswith(_FORMER):
            break
        name, value, error = _option(word)
        if not error and value is None and _OPTIONS[name]:
            position += 1
            value, error = (following[0], "") if following else (None, f"`{name}` lacks its value")
        error = error or _value_error(name, value or "")
        if error:
            return Options(error=error)
        taken.setdefault(name, value or "")
    return _taken(taken)


def _taken(taken: dict[str, str]) -> Options:
    """The first of each kind is what pip takes, and `-e` before `-r` before `-c`."""
    include = next(
        ((letter, taken[name]) for letter, name in (("-r", "--requirement"), ("-c", "--constraint")) if name in taken),
        None,
    )
    return Options(include, taken.get("--editable", ""), "--hash" in taken)


def _words(text: str) -> list[str] | None:
    """The words of an options string; None where a quote is not closed."""
    if not {'"', "'", "\\"} & set(text) or len(text) > _QUOTED_LIMIT:
        return [word for word in _BLANKS.split(text) if word]
    import shlex  # noqa: PLC0415  # few lines have quotes

    try:
        return shlex.split(text)
    except ValueError:
        return None


def _option(word: str) -> tuple[str, str | None, str]:
    """Name, value if it is in the word, and what is wrong with it. Unique beginnings of names are names."""
    if not word.startswith("--"):
        name = _LETTERS.get(word[1], "")
        return name, word[2:] or None, "" if name else f"there is no option `{_shown(word[:2])}`"
    begun, equals, value = word.partition("=")
    known = [begun] if begun in _OPTIONS else [name for name in _OPTIONS if name.startswith(begun)]
    if len(known) != 1:
        return (
            begun,
            None,
            f"there is no option `{_shown(begun)}`" if not known else f"`{begun}` can mean several options",
        )
    if equals and not _OPTIONS[known[0]]:
        return known[0], None, f"`{known[0]}` takes no value"
    return known[0], value if equals else None, ""


def _shown(word: str) -> str:
    return re.sub(r"[^A-Za-z0-9-]", "?", word[:30])


def _value_error(name: str, value: str) -> str:
    if name == "--hash" and not re.match(r"(?:sha256|sha384|sha512):", value):
        return "`--hash` takes sha256, sha384 or sha512, a colon and a digest"
    if name == "--config-settings" and "=" not in value:
        return "`--config-settings` takes KEY=VALUE"
    return ""
