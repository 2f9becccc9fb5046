"""Credentials in a Python file: by its syntax tree, by what its strings say, by lines where it does not parse."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

from shipcheck.lazy import lazy
from shipcheck.secrets import groups
from shipcheck.secrets.found import FALLBACK, NAMED, URL, Found
from shipcheck.secrets.gating import in_python
from shipcheck.secrets.glance import may_hold
from shipcheck.secrets.look import Look
from shipcheck.secrets.places import Place
from shipcheck.secrets.python_calls import CALLS, UNNAMED
from shipcheck.secrets.python_code import Module
from shipcheck.secrets.python_tree import parse
from shipcheck.secrets.python_values import Literal, owned
from shipcheck.secrets.spans import Lines
from shipcheck.secrets.words import STEMS, promise

_ROW_IN_STRING = lazy(
    r"\s*[\w.-]{2,80}\s{0,8}[=:]\s{0,8}[\"']?[^\s\"'\d!@#$%^&*]*+[\d!@#$%^&*][^\s\"']*+[\"']?\s*+;?\s*+\Z"
)
# A file in which neither a name of a secret nor a call that takes one can be is not parsed.
_WORDS = (*STEMS, *CALLS)
_BRACED = lazy(r"\{[^{}]*\}")
_MEMBERS = lazy(r"\{\s*[rbuRBU]{0,2}[\"'][^\"'\n]*[\"']\s*[,}]")


def read(text: str, lines: Lines, where: Place, look: Look) -> Iterator[Found]:
    """The credentials of a file that ships; of others only what has a form of its own counts, and nothing here."""
    if not where.named or (look.met is not None and not in_python(look.met)):
        return
    folded = text.lower()
    if look.met is not None and not may_hold(text, folded, look.met):
        return
    said = any(word in folded for word in _WORDS)
    module = _parse(text, folded) if said or "://" in text else None
    if where.mode != "sample" and look(groups.URL, groups.PHRASE, groups.OPTION):
        yield from _worded(lines, module)
    if module is not None:
        yield from _named(text, lines, where, look, module)
    elif said:
        from shipcheck.secrets.text_file import in_lines  # noqa: PLC0415  # few files do not parse

        for one in in_lines(text, _told(lines, module), where):
            if _written(one, lines[one.line - 1][1]):
                yield one


def _parse(text: str, folded: str) -> Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Module(parse(text), folded)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _worded(lines: Lines, module: Module | None) -> Iterator[Found]:
    from shipcheck.secrets.text_file import urls, worded  # noqa: PLC0415  # few files have either
    from shipcheck.secrets.values import drawn  # noqa: PLC0415

    told = _told(lines, module)
    yield from urls(told)
    for one in worded(told, commands=False, quoted=module is None):
        if module is None or module.in_string(one.line, one.column - 1):
            yield one
    # Comments and documentation show the form of URLs: only a password that was drawn is one.
    shown = [(number, line) for number, line in lines if _remark(number, line, module)]
    yield from (one for one in urls(shown) if drawn(one.value))


def _named(text: str, lines: Lines, where: Place, look: Look, module: Module) -> Iterator[Found]:
    for literal in module.literals():
        # Nobody hides a name from a reader of the file: one that is put together is no finding.
        if (literal.name in UNNAMED or literal.name in text) and _beside(literal, lines) and _counts(literal, where):
            yield _at(literal, lines)
    for literal in module.urls() if look(groups.SUM) and where.urls else ():
        yield _at(literal, lines)._replace(rule=URL, kind="password of a URL")
    if look(groups.ROW) and where.urls:
        rows = [(number, line) for number, line in lines if number in module.blocks and _ROW_IN_STRING.match(line)]
        if rows:
            from shipcheck.secrets.text_file import in_lines  # noqa: PLC0415  # few files have such strings

            for one in in_lines("", rows, where._replace(bare=True, config=True)):
                if lines[one.line - 1][1].lstrip().startswith(one.name):
                    yield one


def _counts(literal: Literal, where: Place) -> bool:
    """Whether a literal counts in a file of this kind: among what developers use themselves only what opens something."""
    from shipcheck.secrets.values import drawn, dummy  # noqa: PLC0415  # few files get here

    own = where.mode == "sample"
    return not own or (drawn(literal.value) and not dummy(literal.value) and promise(literal.name) != "key")


def _beside(literal: Literal, lines: Lines) -> bool:
    """Whether no open brace stands between a name and a literal of one line: what is behind it has a name of its own."""
    number = literal.node.lineno
    line = lines[number - 1][1] if number <= len(lines) else ""
    before = line.encode("utf-8", "surrogatepass")[: literal.node.col_offset].decode("utf-8", "ignore")
    at = before.rfind(literal.name)
    return at < 0 or owned(literal.name) or "{" not in _BRACED.sub("", before[at:]) or bool(_MEMBERS.search(line, at))


def _told(lines: Lines, module: Module | None) -> Lines:
    return [(number, line) for number, line in lines if not _remark(number, line, module)]


def _written(one: Found, line: str) -> bool:
    """Whether in a file that is not Python, though its name says so, a name and a quoted value stand on one line."""
    return one.rule == NAMED and one.name in line and line[one.column - 2 : one.column - 1] in {'"', "'"}


def _remark(number: int, line: str, module: Module | None) -> bool:
    return line.lstrip().startswith("#") or (module is not None and number in module.documentation)


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
