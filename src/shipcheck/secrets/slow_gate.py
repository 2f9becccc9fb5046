"""The gate for machines without Hyperscan: a search for literals, one of which stands wherever a condition is met.

It opens more often than the automaton; what is found behind either is the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from shipcheck.secrets.conditions import tables
from shipcheck.secrets.groups import CRYPT, EVERY, ODD, PHRASE, SHAPED, WRAPPED
from shipcheck.secrets.shapes import SHAPES

_parser: Any = getattr(re, "_parser")  # noqa: B009  # the stubs do not know it
_LONGEST_SET = 400
Literals = frozenset[bytes]
# Conditions of letters that may be many: what is simple and linear in them.
_SIMPLE = {
    ODD: rb"\xc5\xbf|\xe2\x84\xaa|\xc4[\xb0\xb1]",
    CRYPT: rb"\$(?:2|1|5|6|y|apr1|argon2|pbkdf2)",
    PHRASE: rb"@[\w.\-\x80-\xff]+:[\d\x80-\xff]|:(?:\*|[\d\x80-\xff]+):",
}


def scan() -> Callable[[int, bytes], set[int]]:
    """What tells which groups are met; where a word that promises a secret stands, all of the other tables are."""
    every, *others = tables()
    marks: dict[bytes, set[int]] = {}
    exact: dict[bytes, set[int]] = {}
    simple = {WRAPPED: re.compile(next(one for group, one in every if group == WRAPPED).encode("ascii"))}
    for group, expression in every:
        if group >= SHAPED:
            shape = SHAPES[group - SHAPED]
            for head in shape.heads:
                (marks if shape.folded else exact).setdefault(head.encode(), set()).add(group)
            continue
        literals = required(expression) if group != WRAPPED else frozenset()
        for literal in literals:
            marks.setdefault(literal, set()).add(group)
        if not literals and group != WRAPPED:
            simple[group] = re.compile(_SIMPLE[group])
    rest = [{group for group, _ in table} for table in others]

    def met(table: int, data: bytes) -> set[int]:
        if table != EVERY:
            return rest[table - 1]
        folded = data.lower()
        found = {group for literal, groups in marks.items() if literal in folded for group in groups}
        found.update(group for literal, groups in exact.items() if literal in data for group in groups)
        return found | {group for group, expression in simple.items() if expression.search(data)}

    return met


def required(expression: str) -> Literals:
    """Literals in lower case of which one stands in the lower case of every match; none if no such set is known."""
    return _best(_parser.parse(expression.encode("ascii")))


def _best(items: Iterable[tuple[Any, Any]]) -> Literals:
    """Of the parts of a sequence the one whose shortest literal is longest."""
    found: list[Literals] = []
    run = b""
    for kind, value in items:
        sign = _sign(str(kind), value)
        if sign:
            run += sign
            continue
        found.append(frozenset({run}))
        run = b""
        found.append(_of(str(kind), value))
    found.append(frozenset({run}))
    usable = [one for one in found if one and min(map(len, one)) > 1 and len(one) <= _LONGEST_SET]
    return max(usable, key=lambda one: (min(map(len, one)), -len(one)), default=frozenset())


def _sign(kind: str, value: Any) -> bytes:
    """A letter in lower case, if nothing else can stand there."""
    if kind == "LITERAL":
        return bytes([value]).lower()
    if kind == "IN" and all(str(one) == "LITERAL" for one, _ in value):
        letters = {bytes([code]).lower() for _, code in value}
        return letters.pop() if len(letters) == 1 else b""
    return b""


def _of(kind: str, value: Any) -> Literals:
    if kind == "SUBPATTERN":
        return _best(value[3])
    if kind in {"MAX_REPEAT", "MIN_REPEAT"}:
        return _best(value[2]) if value[0] else frozenset()
    if kind == "BRANCH":
        branches = [_best(branch) for branch in value[1]]
        return frozenset().union(*branches) if all(branches) else frozenset()
    return frozenset()
