"""A condition without which an expression cannot match, in the subset that every engine of a gate knows.

`re._parser` is private, so a test holds it to its answers; it is asked only where a gate is built, never by a hook.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

_parser: Any = getattr(re, "_parser")  # noqa: B009  # the stubs do not know it
# Longer repeats are as good without an end: an automaton would count them with a state each.
_MOST = 24
_OUTSIDE = r"\x80-\xff"
_ANYTHING = r"[\x00-\xff]"
# What follows the first byte of a letter beyond ASCII.
_REST = r"[\x80-\xbf]{0,3}"
# What takes no room, and what takes any.
_ELSEWHERE = dict.fromkeys(("ASSERT", "ASSERT_NOT", "AT"), "") | dict.fromkeys(
    ("GROUPREF", "GROUPREF_EXISTS"), f"{_ANYTHING}*"
)
_SPACE = r"\s\x1c-\x1f"
_CLASSES = {
    "CATEGORY_DIGIT": r"0-9" + _OUTSIDE,
    "CATEGORY_WORD": r"\w" + _OUTSIDE,
    "CATEGORY_SPACE": _SPACE + _OUTSIDE,
    "CATEGORY_NOT_DIGIT": r"\D",
    "CATEGORY_NOT_WORD": r"\W",
    "CATEGORY_NOT_SPACE": r"\S",
}


def widen(expression: re.Pattern[str] | str, flags: int = 0) -> str:
    """An expression for bytes that matches wherever `expression` matches the text they are UTF-8 of.

    Look-around, anchors, references and the greed of repeats are dropped, so it matches in more places. Only letters
    of ASCII are folded: who folds others has to ask for them besides.
    """
    text = expression if isinstance(expression, str) else expression.pattern
    tree = _parser.parse(text, flags if isinstance(expression, str) else expression.flags & ~re.UNICODE)
    return _sequence(tree, bool(tree.state.flags & re.IGNORECASE), bool(tree.state.flags & re.DOTALL))


def _sequence(items: Iterable[tuple[Any, Any]], folded: bool, all_lines: bool) -> str:
    return "".join(_item(str(kind), value, folded, all_lines) for kind, value in items)


def _item(kind: str, value: Any, folded: bool, all_lines: bool) -> str:
    if kind in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        return _repeat(value, folded, all_lines)
    if kind in {"SUBPATTERN", "ATOMIC_GROUP", "BRANCH"}:
        return _group(kind, value, folded, all_lines)
    if kind in {"ANY", "IN", "NOT_LITERAL"}:
        one = _one(kind, value, folded, all_lines)
        return one + _REST if _several(one) else one
    if kind == "LITERAL":
        return _letter(value, folded)
    return _ELSEWHERE[kind]


def _one(kind: str, value: Any, folded: bool, all_lines: bool) -> str:
    if kind == "ANY":
        return _ANYTHING if all_lines else r"[^\n]"
    return _class(value if kind == "IN" else [("NEGATE", None), ("LITERAL", value)], folded)


def _several(body: str) -> bool:
    """Whether a letter beyond ASCII may be meant, which has several bytes."""
    return any(sign in body for sign in (r"\x80", "[^", r"\W", r"\S", r"\D", _ANYTHING))


def _group(kind: str, value: Any, folded: bool, all_lines: bool) -> str:
    if kind == "BRANCH":
        return "(?:" + "|".join(_sequence(branch, folded, all_lines) for branch in value[1]) + ")"
    add, remove, inner = (0, 0, value) if kind == "ATOMIC_GROUP" else value[1:]
    folded = (folded or bool(add & re.IGNORECASE)) and not remove & re.IGNORECASE
    return f"(?:{_sequence(inner, folded, all_lines)})"


def _repeat(value: Any, folded: bool, all_lines: bool) -> str:
    least, most, inner = value
    body = _sequence(inner, folded, all_lines)
    if not body:
        return ""
    least = min(least, _MOST)
    body = body.removesuffix(_REST)
    end = "" if _several(body) or most is _parser.MAXREPEAT or int(most) > _MOST else str(int(most))
    return f"(?:{body}){{{least},{end}}}" if (least, end) != (1, "1") else f"(?:{body})"


def _letter(code: int, folded: bool) -> str:
    if code > 127:  # noqa: PLR2004  # UTF-8 has several bytes for it
        return "".join(f"\\x{byte:02x}" for byte in chr(code).encode())
    sign = chr(code)
    if folded and sign.isalpha():
        return f"[{sign.lower()}{sign.upper()}]"
    return sign if sign.isalnum() or sign in "_ -" else f"\\x{code:02x}"


def _class(items: list[tuple[Any, Any]], folded: bool) -> str:
    negated = str(items[0][0]) == "NEGATE"
    body = "".join(_member(str(kind), value, folded, negated) for kind, value in items[negated:])
    if negated:
        # What is left out must be left out by the original for every reading of its bytes.
        return f"[^{body}]" if body else _ANYTHING
    return f"[{body}]"


def _member(kind: str, value: Any, folded: bool, negated: bool) -> str:
    if kind == "CATEGORY":
        return _NARROW[str(value)] if negated else _CLASSES[str(value)]
    first, last = (value, value) if kind == "LITERAL" else value
    if last > 127:  # noqa: PLR2004  # bytes of a longer letter: any of them
        tail = "" if negated else _OUTSIDE
        return (_span(first, 127, folded) if first <= 127 else "") + tail  # noqa: PLR2004
    return _span(first, last, folded)


_NARROW = {
    "CATEGORY_DIGIT": "0-9",
    "CATEGORY_WORD": r"\w",
    "CATEGORY_SPACE": r"\s",
    "CATEGORY_NOT_DIGIT": r"\x00-\x2f\x3a-\x7f",
    "CATEGORY_NOT_WORD": r"\x00-\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7f",
    "CATEGORY_NOT_SPACE": r"\x00-\x08\x0e-\x1b\x21-\x7f",
}


def _span(first: int, last: int, folded: bool) -> str:
    said = f"\\x{first:02x}-\\x{last:02x}" if first != last else f"\\x{first:02x}"
    if not folded:
        return said
    other = "".join(
        f"\\x{ord(sign):02x}"
        for code in range(first, last + 1)
        for sign in {chr(code).lower(), chr(code).upper()} - {chr(code)}
        if sign.isascii()
    )
    return said + other
