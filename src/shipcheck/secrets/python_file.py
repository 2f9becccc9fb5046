"""Credentials in a Python file: by its syntax tree, by what its strings say, by lines where it does not parse."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from functools import cached_property

from shipcheck.lazy import lazy
from shipcheck.secrets import groups
from shipcheck.secrets.found import FALLBACK, NAMED, URL, Found
from shipcheck.secrets.gating import in_python
from shipcheck.secrets.glance import ROW, may_hold
from shipcheck.secrets.look import Look
from shipcheck.secrets.phrases import runs
from shipcheck.secrets.places import Place
from shipcheck.secrets.python_calls import CALLS, UNNAMED
from shipcheck.secrets.python_code import Module
from shipcheck.secrets.python_tree import parse
from shipcheck.secrets.python_values import Literal, owned
from shipcheck.secrets.spans import Lines
from shipcheck.secrets.words import STEMS, drawn_key, promise

# A file in which neither a name of a secret nor a call that takes one can be is not parsed.
_WORDS = (*STEMS, *CALLS)
# What passwords that need no name are met by.
_WORDED = frozenset({groups.URL, groups.PHRASE, groups.OPTION})
_BRACED = lazy(r"\{[^{}]*\}")
_MEMBERS = lazy(r"\{\s*[rbuRBU]{0,2}[\"'][^\"'\n]*[\"']\s*[,}]")


def read(text: str, lines: Lines, where: Place, look: Look) -> Iterator[Found]:
    """The credentials of a file that ships; of others only what has a form of its own counts, and nothing here."""
    if not where.named or (look.met is not None and not in_python(look.met)):
        return
    folded = text.lower()
    if look.met is not None and not may_hold(text, folded, look.met, look.gate):
        return
    source = _Source(text, folded, said=any(word in folded for word in _WORDS))
    if where.mode != "sample" and (look(groups.URL, groups.PHRASE) or (look(groups.OPTION) and runs(folded))):
        yield from _worded(lines, source)
    if not _may_be_named(text, folded, look):
        return
    if source.module is not None:
        yield from _named(text, lines, where, look, source.module)
    elif source.said:
        from shipcheck.secrets.text_file import in_lines  # noqa: PLC0415  # few files do not parse

        for one in in_lines(text, [(number, line) for number, line in lines if not source.remark(number, line)], where):
            if _written(one, lines[one.line - 1][1]):
                yield one


class _Source:
    """A file whose tree is made when something depends on it: that costs more than everything else."""

    def __init__(self, text: str, folded: str, *, said: bool) -> None:
        self.said = said
        self._text = text
        self.folded = folded

    @cached_property
    def module(self) -> Module | None:
        """The parsed file, unless it does not parse, or nothing in it has to do with secrets."""
        if not self.said and "://" not in self._text:
            return None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return Module(parse(self._text), self.folded)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None

    def remark(self, number: int, line: str) -> bool:
        """Whether a line is a comment or documentation."""
        return line.lstrip().startswith("#") or (self.module is not None and number in self.module.documentation)


def _may_be_named(text: str, folded: str, look: Look) -> bool:
    """Whether something was met besides what `_worded` looks for, and may hold."""
    if look.met is None or _WORDED.isdisjoint(look.met):
        return True
    rest = look.met - _WORDED
    return in_python(rest) and may_hold(text, folded, rest, look.gate)


def _worded(lines: Lines, source: _Source) -> Iterator[Found]:
    from shipcheck.secrets.text_file import urls, worded  # noqa: PLC0415  # few files have either
    from shipcheck.secrets.values import drawn  # noqa: PLC0415

    for one in urls(lines):
        # Comments and documentation show the form of URLs: only a password that was drawn is one.
        if drawn(one.value) or not source.remark(one.line, lines[one.line - 1][1]):
            yield one
    if not any(worded(lines, source.folded, commands=False, paired=True)):
        return
    module = source.module
    for one in worded(lines, source.folded, commands=False, quoted=module is None, paired=True):
        inside = module is None or module.in_string(one.line, one.column - 1)
        if inside and not source.remark(one.line, lines[one.line - 1][1]):
            yield one


def _named(text: str, lines: Lines, where: Place, look: Look, module: Module) -> Iterator[Found]:
    for literal in module.literals():
        # Nobody hides a name from a reader of the file: one that is put together is no finding.
        if (literal.name in UNNAMED or literal.name in text) and _beside(literal, lines) and _counts(literal, where):
            yield _at(literal, lines)
    for literal in module.urls() if look(groups.SUM) and where.urls else ():
        yield _at(literal, lines)._replace(rule=URL, kind="password of a URL")
    if look(groups.ROW) and where.urls:
        rows = [(number, line) for number, line in lines if number in module.blocks and ROW.match(line)]
        if rows:
            from shipcheck.secrets.text_file import in_lines  # noqa: PLC0415  # few files have such strings

            for one in in_lines("", rows, where._replace(bare=True, config=True)):
                if lines[one.line - 1][1].lstrip().startswith(one.name):
                    yield one


def _counts(literal: Literal, where: Place) -> bool:
    """Whether a literal counts in a file of this kind: among what developers use themselves only what opens something."""
    from shipcheck.secrets.values import drawn, dummy  # noqa: PLC0415  # few files get here

    own = where.mode == "sample"
    if own and drawn_key(literal.name, literal.value):
        return True
    return not own or (drawn(literal.value) and not dummy(literal.value) and promise(literal.name) != "key")


def _beside(literal: Literal, lines: Lines) -> bool:
    """Whether no open brace stands between a name and a literal of one line: what is behind it has a name of its own."""
    number = literal.node.lineno
    line = lines[number - 1][1] if number <= len(lines) else ""
    before = line.encode("utf-8", "surrogatepass")[: literal.node.col_offset].decode("utf-8", "ignore")
    at = before.rfind(literal.name)
    return at < 0 or owned(literal.name) or "{" not in _BRACED.sub("", before[at:]) or bool(_MEMBERS.search(line, at))


def _written(one: Found, line: str) -> bool:
    """Whether in a file that is not Python, though its name says so, a name and a quoted value stand on one line."""
    return one.rule == NAMED and one.name in line and line[one.column - 2 : one.column - 1] in {'"', "'"}


def _at(literal: Literal, lines: Lines) -> Found:
    node = literal.node
    number = node.lineno
    line = lines[number - 1][1] if number <= len(lines) else ""
    column = len(line.encode("utf-8", "surrogatepass")[: node.col_offset].decode("utf-8", "ignore"))
    inside = line.find(literal.value, column) if literal.value else -1
    start = inside if inside >= 0 else column
    end = start + len(literal.value) if inside >= 0 else max(len(line.rstrip()), start + 1)
    rule = FALLBACK if literal.fallback else NAMED
    return Found(number, start + 1, end + 1, rule, "literal", literal.name, literal.value)
