"""The lines of a Dockerfile as instructions, as BuildKit reads them: continuations, heredocs, flags, JSON form.

Checked in tests against BuildKit's own parser (PyPI `dockerfile` 3.4.0).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from shipcheck.lazy import lazy
from shipcheck.model import CannotJudge, Location

_KNOWN = lazy(
    "ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR"
)
_HEREDOCS = frozenset({"ADD", "COPY", "RUN"})
_JSON = frozenset({"ADD", "CMD", "COPY", "ENTRYPOINT", "RUN", "SHELL", "VOLUME"})
_DIRECTIVE = lazy(r"#[ \t]*([A-Za-z][A-Za-z0-9]*)[ \t]*=[ \t]*(\S.*)")
_HEREDOC = lazy(r"(\d*)<<(-?)([^<]+)\Z")


class Heredoc(NamedTuple):
    """A heredoc of an instruction: the word that ends it, and its lines as they stand."""

    name: str
    content: str
    line: int
    expands: bool


class Instruction(NamedTuple):
    """One instruction: its name in capitals, what follows it as one line, and where it stands with all its heredocs.

    `arguments` has the flags removed; `json` is the exec form where the instruction knows one and it is used.
    """

    name: str
    arguments: str
    location: Location
    flags: tuple[str, ...] = ()
    json: tuple[str, ...] | None = None
    heredocs: tuple[Heredoc, ...] = ()
    inner: Instruction | None = None

    def flag(self, name: str) -> str | None:
        """The value of `--name=value`, if given."""
        start = f"--{name}="
        return next((flag.removeprefix(start) for flag in self.flags if flag.startswith(start)), None)

    @property
    def text(self) -> str:
        """The instruction on one line, for messages, at most 80 characters of it."""
        text = " ".join(f"{self.name} {self.arguments}".split())
        return text if len(text) <= 80 else f"{text[:77]}..."  # noqa: PLR2004


class Comment(NamedTuple):
    """A comment line outside heredocs; the text is what follows `#`."""

    line: int
    text: str


class Source(NamedTuple):
    """What a file holds before stages are made of it."""

    instructions: tuple[Instruction, ...]
    comments: tuple[Comment, ...]
    escape: str
    syntax: str


class _Grammar:
    """The patterns that depend on the escape character."""

    def __init__(self, escape: str) -> None:
        mark = re.escape(escape)
        self.escape = escape
        self.word = lazy(
            rf"""(?:[^\s"'{mark}]|{mark}[\s\S]|{mark}\Z|"(?:[^"{mark}]|{mark}[\s\S])*+(?:"|{mark}?\Z)|'[^']*+(?:'|\Z))++"""
        )


_GRAMMARS = {mark: _Grammar(mark) for mark in ("\\", "`")}


def read(path: str, text: str) -> Source:
    """The instructions of a file; raises `CannotJudge` where BuildKit would stop as well."""
    lines = text.removeprefix("\ufeff").split("\n")
    directives = dict(_directives(lines))
    escape = directives.get("escape", "\\")
    if escape not in _GRAMMARS:
        raise CannotJudge(path, "its escape directive is neither a backslash nor a backtick")
    reader = _Reader(path, lines, _GRAMMARS[escape])
    found = tuple(reader.instructions())
    return Source(found, tuple(reader.comments), escape, directives.get("syntax", ""))


def words(text: str, escape: str = "\\") -> list[str]:
    """Words as BuildKit separates them, quotes and escapes still in place."""
    return _GRAMMARS[escape].word.findall(text)


def _directives(lines: list[str]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for line in lines:
        found = _DIRECTIVE.match(line)
        name = found.group(1).lower() if found else ""
        if not found or name not in {"syntax", "escape", "check"} or name in seen:
            return
        seen.add(name)
        yield name, found.group(2).rstrip()


class _Reader:
    """Goes down the lines once."""

    def __init__(self, path: str, lines: list[str], grammar: _Grammar) -> None:
        self.path = path
        self.lines = lines
        self.last = len(lines) - 1 if lines and not lines[-1] else len(lines)
        self.at = 0
        self.grammar = grammar
        self.comments: list[Comment] = []

    def instructions(self) -> Iterator[Instruction]:
        while self.at < self.last:
            start = self.at
            line = self._logical()
            if line:
                yield self._instruction(line, start)

    def _next(self) -> str:
        self.at += 1
        return self.lines[self.at - 1].rstrip("\r")

    def _is_comment(self, line: str) -> bool:
        bare = line.lstrip()
        if bare.startswith("#"):
            self.comments.append(Comment(self.at, bare[1:].strip()))
            return True
        return False

    def _logical(self) -> str:
        """One line with its continuations joined; comment and blank lines inside are passed over."""
        line = self._next()
        if self._is_comment(line):
            return ""
        parts = []
        text, ended = self._strip_continuation(line.lstrip())
        parts.append(text)
        while not ended and self.at < self.last:
            line = self._next()
            if self._is_comment(line) or not line.strip():
                continue
            text, ended = self._strip_continuation(line)
            parts.append(text)
        return "".join(parts).strip()

    def _strip_continuation(self, line: str) -> tuple[str, bool]:
        """The line without its continuation, and whether it ends here; a doubled escape character continues nothing."""
        escape = self.grammar.escape
        bare = line.rstrip(" \t")
        continues = bare.endswith(escape) and not bare.endswith(escape * 2)
        return (bare[:-1], False) if continues else (line, True)

    def _instruction(self, line: str, start: int) -> Instruction:
        name, arguments, flags, inner_line = _split(line, self.grammar)
        if not _KNOWN.fullmatch(name):
            shown = re.sub(r"[^!-~]", "?", name)[:30]
            raise CannotJudge(self.path, f"line {start + 1}: `{shown}` is not a Dockerfile instruction")
        if name in {"ENV", "LABEL"} and not self._paired(arguments):
            raise CannotJudge(self.path, f"line {start + 1}: `{name}` wants names with values")
        holder = _split(inner_line, self.grammar)[0] if name == "ONBUILD" else name
        heredocs = tuple(self._heredocs(inner_line)) if holder in _HEREDOCS and "<<" in line else ()
        location = self._location(start)
        json = exec_form(arguments) if name in _JSON else None
        inner = None
        if name == "ONBUILD":
            kind, rest, options, _ = _split(inner_line, self.grammar)
            inner = Instruction(kind, rest, location, options, exec_form(rest) if kind in _JSON else None, heredocs)
        return Instruction(name, arguments, location, flags, json, heredocs, inner)

    def _paired(self, arguments: str) -> bool:
        """Whether arguments are `NAME value` or all of them `NAME=value`."""
        found = self.grammar.word.findall(arguments)
        if not found or "=" not in found[0]:
            return len(found) != 1
        return all("=" in word for word in found)

    def _location(self, start: int) -> Location:
        first = self.lines[start]
        column = len(first) - len(first.lstrip()) + 1
        return Location(self.path, start + 1, column, self.at, len(self.lines[self.at - 1].rstrip("\r")) + 1)

    def _heredocs(self, line: str) -> Iterator[Heredoc]:
        if exec_form(_split(line, self.grammar)[1]) is not None:
            return
        for word in words(line, self.grammar.escape):
            found = _HEREDOC.fullmatch(word)
            if found:
                yield self._heredoc(found.group(3), chomp=bool(found.group(2)))

    def _heredoc(self, word: str, *, chomp: bool) -> Heredoc:
        name = unquote(word, self.grammar.escape)
        opened = self.at
        body: list[str] = []
        while self.at < self.last:
            line = self._next()
            if (line.lstrip("\t") if chomp else line) == name:
                return Heredoc(name, "".join(f"{part}\n" for part in body), opened + 1, name == word)
            body.append(line)
        raise CannotJudge(self.path, f"line {opened}: the heredoc that opens here never ends")


def _split(line: str, grammar: _Grammar) -> tuple[str, str, tuple[str, ...], str]:
    """An instruction's name, its arguments without flags, its flags, and everything behind the name."""
    parts = line.split(None, 1)
    name, rest = parts[0].upper() if parts else "", (parts[1].strip() if len(parts) > 1 else "")
    flags = []
    at = 0
    while rest.startswith("--", at):
        found = grammar.word.match(rest, at)
        if not found:
            break
        at = found.end()
        while at < len(rest) and rest[at].isspace():
            at += 1
        if found.group() == "--":
            break
        flags.append(unquote(found.group(), grammar.escape))
    return name, rest[at:], tuple(flags), rest


def unquote(word: str, escape: str = "\\") -> str:
    """A word without its quotes and escapes; nothing is substituted."""
    mark = re.escape(escape)
    return re.sub(
        rf"""'([^']*+)'?|"((?:[^"{mark}]|{mark}[\s\S])*+)"?|{mark}([\s\S]?)""",
        lambda found: (
            found.group(1) or re.sub(rf'{mark}(["{mark}$])', r"\1", found.group(2) or "") or found.group(3) or ""
        ),
        word,
    )


def exec_form(arguments: str) -> tuple[str, ...] | None:
    """The exec form: a JSON list of strings, or nothing."""
    if not arguments.startswith("["):
        return None
    import json  # noqa: PLC0415  # only files with an exec form pay for it

    try:
        # Go's decoder, which BuildKit uses, does not look at what follows the list.
        values, _ = json.JSONDecoder().raw_decode(arguments)
    except (ValueError, RecursionError):
        return None
    return tuple(values) if isinstance(values, list) and all(isinstance(value, str) for value in values) else None
