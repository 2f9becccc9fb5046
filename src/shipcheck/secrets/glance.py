"""A look at the lines of Python with words of secrets: most are no finding, and need no tree of their file.

Three questions, each dearer and asked of fewer lines: whether the gate sees anything in the line and its neighbours
alone; whether a literal is credible under a name of the line, whatever the syntax; whether the statement around it, read
alone, holds something. Where the last cannot be answered the file is parsed.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import TYPE_CHECKING

from shipcheck.lazy import lazy
from shipcheck.secrets import groups
from shipcheck.secrets.gating import in_python
from shipcheck.secrets.python_calls import CALLS, FIRST, SIGNERS, SIGNING, TAKERS, TAKING, UNNAMED
from shipcheck.secrets.spans import around, places
from shipcheck.secrets.words import STEMS, credible, promise, stands_in, unschemed

if TYPE_CHECKING:
    from shipcheck.secrets.look import Gate

_ELSEWHERE = frozenset({groups.BINDING, groups.URL, groups.PHRASE})
_RUN = frozenset({groups.OPTION, groups.RUNNER})
_LISTED = frozenset({groups.LISTED, groups.DEFAULTED})
# What does not stand beside the name, but anywhere in the file.
_FAR = frozenset({groups.ENVIRONMENT, groups.DEFAULTED})
# Lines with something on them that a condition reaches over: a literal in parts, and what breaks it.
_FURTHER = 3
# With more lines that need a closer look than this a file is parsed at once.
_CLOSER = 200
# With more functions of promising names than this what any of them returns is asked of all.
_FUNCTIONS = 50
# Lines that are remembered: a few megabytes.
_KEPT = 1 << 13
_NAME = lazy(r"[^\W\d][\w.:/@$-]*")
# `pass` is a statement, or a word of a remark, unless it is a key.
_PASS_KEY = lazy(r"[\"']pass[\"']")
_PUNCTUATION = ".:/@$-"
_LITERAL = lazy(r"\"([^\"]*)\"|'([^']*)'|(?<![\w.])(\d[\dxXa-fA-F_]{3,})")
_QUOTE = lazy(r"[\"'`]{1,3}")
# Literals in parts, or with something put in.
_PARTS = lazy(r"\S[\"']\s*\+|\+\s*[rbuRBU]{0,2}[\"']\S|\S[\"']\s+[rbfuRBFU]{0,2}[\"']\S|[fF][\"'][^\"']*\d")
_CALLED = lazy(rf"(?:{TAKERS}|{SIGNERS}|{'|'.join(sorted(FIRST))})\s*\(")
# Words of owners, and what follows later on the line: compiled only where such a word stands.
_METHODS = (
    *((tuple(one.strip("(?:)").split("|")), lazy(rf"{method}\s*\(")) for one, method in (*TAKING, *SIGNING)),
    (("auth", "cred"), lazy(r"=\s*[\(\[]")),
)
# Without a border before them, with which they would be searched for sign by sign.
_DEFINED = lazy(r"def\s+(\w+)")
_RETURNED = lazy(r"return[\s(]*[rbfuRBFU]{0,2}(?:\"{1,3}([^\"]*)|'{1,3}([^']*)|(\d+))")
_BEGINS = lazy(r"\n([ \t]*)(?:def|class|async|@)")
# A line of configuration inside of a string.
ROW = lazy(r"\s*([\w.-]{2,80})\s{0,8}[=:]\s{0,8}[\"']?([^\s\"'\d!@#$%^&*]*+[\d!@#$%^&*][^\s\"']*+)[\"']?\s*+;?\s*+\Z")
_ESCAPE = 2  # characters of one: shorter than any secret


def may_hold(text: str, folded: str, met: AbstractSet[int], gate: Gate | None = None) -> bool:
    """Whether the file has to be parsed; `gate` is asked about parts of the text."""
    if not _ELSEWHERE.isdisjoint(met) or "compare_digest" in text or (_RUN.issubset(met) and _runs(folded)):
        return True
    return _looked(text, folded, frozenset(met), gate)


def _runs(folded: str) -> bool:
    from shipcheck.secrets.phrases import runs  # noqa: PLC0415  # few files run commands

    return runs(folded)


@lru_cache(maxsize=1)  # a gate asks first, then the detector
def _looked(text: str, folded: str, met: AbstractSet[int], gate: Gate | None) -> bool:
    if {groups.DEFINED, groups.RETURNED} <= met and _returns(text):
        return True
    if "\r" in text:
        text, folded = (one.replace("\r\n", "\n").replace("\r", "\n") for one in (text, folded))
    page = _Page(text, met, gate)
    summed = around(text, places(text, "://")) if groups.SUM in met else ()
    return any(page.summed(*line) for line in summed) or any(
        page.held(*line) for line in _speaking(text, folded, met, gate)
    )


class _Page:
    """A file whose lines are looked at one by one."""

    def __init__(self, text: str, met: AbstractSet[int], gate: Gate | None) -> None:
        self._text = text
        self._met = met
        self._gate = gate
        self._environment = groups.ENVIRONMENT in met
        self._further = groups.OPEN in met or _LISTED.issubset(met)
        self._closer = 0
        self._texts: list[tuple[int, int]] | None = None

    def summed(self, start: int, end: int) -> bool:
        """Whether a URL that is put together around this line may hold a password."""
        if not _content(self._text[start:end]) or groups.SUM not in self._seen(start, end, groups.EVERY):
            return False
        from shipcheck.secrets.excerpt import sums  # noqa: PLC0415  # few lines get here

        self._closer += 1
        return self._closer > _CLOSER or sums(self._text, start) is not False

    def held(self, start: int, end: int) -> bool:
        """Whether something under a name on this line may be a secret."""
        line = self._text[start:end]
        if groups.ROW in self._met and (found := ROW.match(line)) and credible(*found.groups(), config=True, bare=True):
            return True
        seen = self._seen(start, end, groups.PYTHON) | (self._met & _FAR)
        if not in_python(seen):
            return False
        speaks = _named(line, self._text[end : end + 80]) if self._further else _credible(line, self._environment)
        return speaks and self._said(line, start, listed=groups.OPEN in seen or _LISTED.issubset(seen))

    def _said(self, line: str, start: int, *, listed: bool) -> bool:
        """Whether the statement around a line says so."""
        from shipcheck.secrets.excerpt import holds, written  # noqa: PLC0415  # few lines get here

        self._closer += 1
        if self._closer > _CLOSER or written(line):
            return True
        held = holds(self._text, start, environment=self._environment, listed=listed)
        return bool(held) or (held is None and not self._quoted(start))

    def _quoted(self, at: int) -> bool:
        """Whether a place lies inside of a text of several lines."""
        if self._texts is None:
            from shipcheck.secrets.excerpt import texts  # noqa: PLC0415  # see above

            self._texts = list(texts(self._text))
        return any(start < at < end for start, end in self._texts)

    def _seen(self, start: int, end: int, table: int) -> AbstractSet[int]:
        """What a gate sees in these lines alone, if it is one that tells more than what is in the file."""
        fast = self._gate is not None and self._gate.where is not None
        return _asked(self._gate, _around(self._text, start, end), table) if fast and self._gate else self._met


def _around(text: str, start: int, end: int) -> bytes:
    """A line, the ones above it, and the next ones in which a condition that begins on it can end."""
    further = 0
    while start and further < _FURTHER:
        below, start = start, text.rfind("\n", 0, start - 1) + 1
        further += _content(text[start:below])
    further = 0
    while 0 <= end < len(text) and further < _FURTHER:
        begin, end = end + 1, text.find("\n", end + 1)
        further += _content(text[begin : end if end >= 0 else len(text)])
    return text[start : end if end >= 0 else len(text)].encode("utf-8", "surrogatepass")


# In a history most lines are those of the version before.
@lru_cache(maxsize=_KEPT)
def _asked(gate: Gate, lines: bytes, table: int) -> AbstractSet[int]:
    return gate.around(lines, table)


def _content(line: str) -> bool:
    line = line.lstrip()
    return bool(line) and not line.startswith("#")


@lru_cache(maxsize=_KEPT)
def _named(line: str, below: str) -> bool:
    """Whether a line says a name that promises something, or calls something that takes a secret without one."""
    pair = "=" in line and ("auth" in line or "cred" in line)
    return _content(line) and (pair or bool(_names(line)) or "b64encode" in line or _calls(line + below))


def _returns(text: str) -> bool:
    """Whether a function of a promising name returns a literal."""
    every = [(found.group(1), found) for found in _DEFINED.finditer(text) if promise(found.group(1))]
    if len(every) > _FUNCTIONS:
        return _returned({name for name, _ in every}, text)
    return any(_returned({name}, text[found.end() : _end(text, found.start())]) for name, found in every)


def _returned(names: AbstractSet[str], text: str) -> bool:
    literals = {_first(found) for found in _RETURNED.findall(text)}
    return any(
        _alone(literal, packed=False) or credible(name, unschemed(literal), config=False)
        for literal in literals
        for name in names
    )


def _end(text: str, start: int) -> int:
    """Where a function ends at the latest: where another begins that is no part of it, but for the text of a string."""
    before = text[text.rfind("\n", 0, start) + 1 : start]
    if before.strip() not in {"", "async"}:
        return len(text)
    indent = len(before) - len(before.lstrip())
    for found in _BEGINS.finditer(text, start):
        if len(found.group(1)) <= indent:
            inside = text.count('"""', start, found.start()) % 2 or text.count("'''", start, found.start()) % 2
            return len(text) if inside else found.start()
    return len(text)


def _first(found: tuple[str, ...]) -> str:
    return next(filter(None, found), "")


def _speaking(text: str, folded: str, met: AbstractSet[int], gate: Gate | None) -> Iterator[tuple[int, int]]:
    """Where lines stand with a word without which nothing on them is under a name; all, where folding changes lengths."""
    if gate is not None and gate.where is not None and text.isascii():
        return around(text, (end - 1 for end in gate.where(text.encode("ascii"))))
    if len(text) != len(folded):
        return around(text, [0, *(at + 1 for at in places(text, "\n"))])
    words = (*STEMS, *(CALLS if groups.CALLED in met else ()))
    return around(text, {at for word in words for at in places(folded, word)})


@lru_cache(maxsize=_KEPT)
def _credible(line: str, environment: bool) -> bool:
    names = () if line.lstrip().startswith("#") else (*_names(line), *(UNNAMED if _calls(line) else ()))
    packed = "b64encode" in line
    if not names and not packed:
        return False
    if _PARTS.search(line):
        return True
    # Between any two quotes, since one kind may stand inside of the other.
    literals = {_first(found) for found in _LITERAL.findall(line)} | set(_QUOTE.split(line)[1:])
    return any(_alone(literal, packed=packed) for literal in literals) or any(
        _may_be(name, literal, environment=environment) for name in names for literal in literals
    )


def _names(line: str) -> set[str]:
    written = set(_NAME.findall(line))
    if not _PASS_KEY.search(line):
        written = {name for name in written if name.rstrip(_PUNCTUATION) != "pass"}
    return {part for name in written for part in (name, *name.split(".")) if promise(part)}


def _alone(literal: str, *, packed: bool) -> bool:
    """Whether a literal cannot be judged by what is written: it has escapes, or is a pair of a login that is packed."""
    escaped = "\\" in literal and len(literal) > _ESCAPE and not any(map(str.isspace, literal))
    return escaped or (packed and ":" in literal)


def _calls(line: str) -> bool:
    """Whether a line has a call that takes a secret under no name of its own, or the parts of one."""
    return bool(_CALLED.search(line)) or any(
        any(word in line for word in words) and method.search(line) for words, method in _METHODS
    )


def _may_be(name: str, literal: str, *, environment: bool) -> bool:
    value = unschemed(literal)
    return credible(name, value, config=False) or (environment and stands_in(name, value))
