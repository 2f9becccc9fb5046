"""No expression takes the square of what it is given, whatever it is given: each is asked with texts made from itself."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import shipcheck
from shipcheck.lazy import _Lazy

_parser: Any = getattr(re, "_parser")  # noqa: B009  # the stubs do not know it
ROOT = Path(shipcheck.__path__[0])
# In characters, beyond what the expressions bound their repeats to; four times as much takes 4 times the time if it is
# linear, 16 times if it is quadratic. What takes less than the least is not worth a second look.
SHORT, LONG, MOST = 6_000, 24_000, 9
LEAST = 0.004
MANY = 15
SEARCHES = {"search", "finditer", "findall", "sub", "subn", "split"}
MATCHES = {"match", "fullmatch"}


class Expression(NamedTuple):
    """An expression of ours, and whether it is only tried where a text begins."""

    name: str
    compiled: re.Pattern[Any]
    anchored: bool


def expressions() -> list[Expression]:
    """Every expression that a module holds, in tables as well."""
    found: dict[tuple[Any, int], Expression] = {}
    uses = used()
    for info in pkgutil.walk_packages(shipcheck.__path__, "shipcheck."):
        if info.name.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(info.name)).items():
            for one in held(value):
                compiled = re.compile(one.pattern, one.flags)
                module = info.name if name.startswith("_") else ""
                methods = uses.get((module, name), set())
                anchored = bool(methods) and not methods & SEARCHES
                found.setdefault((one.pattern, one.flags), Expression(f"{info.name}.{name}", compiled, anchored))
    return sorted(found.values(), key=lambda one: one.name)


def held(value: Any) -> Iterator[Any]:
    """The expressions in a value of a module."""
    if isinstance(value, re.Pattern | _Lazy):
        yield value
    elif isinstance(value, tuple | list | frozenset):
        for one in value:
            yield from held(one)
    elif isinstance(value, dict):
        for one in (*value, *value.values()):
            yield from held(one)


def used() -> dict[tuple[str, str], set[str]]:
    """The methods that are called of each name; of a private one in its own module."""
    uses: dict[tuple[str, str], set[str]] = {}
    for file in ROOT.rglob("*.py"):
        module = ".".join(file.relative_to(ROOT.parent).with_suffix("").parts)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in SEARCHES | MATCHES and isinstance(node.value, ast.Name):
                name = node.value.id
                uses.setdefault((module if name.startswith("_") else "", name), set()).add(node.attr)
    return uses


def texts(expression: re.Pattern[Any]) -> Iterator[Callable[[int], Any]]:
    """Makers of hostile texts: what each repeat is fond of, over and over, then something that nothing wants."""
    tree = _parser.parse(
        expression.pattern, expression.flags & ~re.UNICODE if is_bytes(expression) else expression.flags
    )
    whole = sample(tree)
    pieces = {("", whole), ("", whole[:-1]), ("", whole[: len(whole) // 2]), *(("", sign) for sign in set(whole[:30]))}
    for before, repeated in repeats(tree, ""):
        pieces |= {("", repeated), (before, repeated), ("", before + repeated), ("", repeated * 2 + before[-1:])}
    for before, piece in sorted(pieces):
        if piece:
            yield partial(made, expression, before, piece)


def made(expression: re.Pattern[Any], before: str, piece: str, size: int) -> Any:
    """A text of about this size."""
    text = before + piece * (size // len(piece)) + "\0"
    return text.encode("latin-1", "replace") if is_bytes(expression) else text


def is_bytes(expression: re.Pattern[Any]) -> bool:
    """Whether an expression is for bytes."""
    return isinstance(expression.pattern, bytes)


def repeats(items: Iterable[Any], before: str) -> Iterator[tuple[str, str]]:
    """What stands before each long repeat, and what it repeats."""
    for kind, value in items:
        if str(kind).endswith("_REPEAT"):
            if value[1] > MANY:
                yield before, sample(value[2])
            yield from repeats(value[2], before)
        elif str(kind) == "SUBPATTERN":
            yield from repeats(value[3], before)
        elif str(kind) == "BRANCH":
            for branch in value[1]:
                yield from repeats(branch, before)
        before += sample([(kind, value)])


def sample(items: Iterable[Any]) -> str:
    """A text that the parts of an expression match, but for what looks around."""
    return "".join(one(str(kind), value) for kind, value in items)


def one(kind: str, value: Any) -> str:
    """The same of one part."""
    if kind == "LITERAL":
        return chr(value)
    if kind in {"ANY", "NOT_LITERAL"}:
        return "a" if value != ord("a") else "b"
    if kind == "IN":
        return member(value)
    if kind.endswith("_REPEAT"):
        return sample(value[2]) * max(min(int(value[0]), 60), 1)
    return sample({"BRANCH": lambda: value[1][0], "SUBPATTERN": lambda: value[3]}.get(kind, list)())


def member(items: list[Any]) -> str:
    """A character of a class."""
    negated = str(items[0][0]) == "NEGATE"
    tried = "a1-. :=\"'/\n\xe9" if negated else "aA1 -" + "".join(chr(first(one[1])) for one in items if one[1])
    return next((char for char in tried if negated != any(holds(char, *one) for one in items)), "a")


def first(value: Any) -> int:
    """A character of a part of a class, as a number."""
    return value[0] if isinstance(value, tuple) else value if isinstance(value, int) else ord("a")


CATEGORIES = {"DIGIT": r"\d", "WORD": r"\w", "SPACE": r"\s", "NOT_DIGIT": r"\D", "NOT_WORD": r"\W", "NOT_SPACE": r"\S"}


def holds(char: str, kind: Any, value: Any) -> bool:
    """Whether a part of a class holds a character."""
    if str(kind) == "RANGE":
        return bool(value[0] <= ord(char) <= value[1])
    if str(kind) == "CATEGORY":
        return bool(re.match(CATEGORIES[str(value).removeprefix("CATEGORY_")], char))
    return str(kind) == "LITERAL" and value == ord(char)


def took(ask: Callable[[Any], Any], text: Any) -> float:
    """Seconds of this processor."""
    start = time.process_time()
    ask(text)
    return time.process_time() - start


def grows(expression: Expression) -> bool:
    """Whether some text shows that the time grows faster than the text."""
    compiled = expression.compiled
    ask = compiled.match if expression.anchored else compiled.search
    for make in texts(compiled):
        if took(ask, make(SHORT)) < LEAST:
            continue
        short, long = (min(took(ask, make(size)) for _ in range(3)) for size in (SHORT, LONG))
        if long > MOST * short:
            return True
    return False


def test_a_square_is_seen() -> None:
    """The question itself works: two neighbours that repeat the same, an end that each beginning looks for."""
    assert grows(Expression("", re.compile(r"\s*x?\s*\Z"), anchored=True))
    assert grows(Expression("", re.compile(r"a[^\n]*b"), anchored=False))
    assert not grows(Expression("", re.compile(r"[a-z]+=\d{0,20}"), anchored=True))


def test_no_expression_takes_the_square_of_its_text() -> None:
    every = expressions()
    assert len(every) > 300
    assert [one.name for one in every if grows(one)] == []
