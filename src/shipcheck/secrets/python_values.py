"""The literals that a Python expression may turn out to be, under a name that promises a secret."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from shipcheck.secrets.python_names import called, owner, read_name, reads, text_of
from shipcheck.secrets.python_tree import ast
from shipcheck.secrets.values import member
from shipcheck.secrets.words import plural, promise, split, unschemed

# Calls whose argument is the value itself in another dress.
WRAPPERS = frozenset(
    {
        "SecretStr",
        "SecretBytes",
        "Secret",
        "Field",
        "field",
        "Form",
        "Option",
        "str",
        "bytes",
        "bytearray",
        "fromhex",
        "unhexlify",
    }
    | {
        "quote",
        "quote_plus",
        "b64decode",
        "b64encode",
        "urlsafe_b64encode",
        "make_password",
        "generate_password_hash",
        "hashpw",
    }
)
_DRESSING = frozenset({"encode", "strip", "decode", "lower", "upper", "get_secret_value"})
_DEFAULTS = frozenset({"default", "default_factory", "value", "secret_value"})
# Under these stand passwords by whose they are: `PASSWORDS = {"alice": "..."}`.
_OWNED = frozenset({"passwords", "passwds", "passphrases", "passcodes", "pwds"})
# Of these modules a field takes its default first; of others, often its type.
_FIELDS, _MODELS = frozenset({"Field", "field"}), frozenset({"pydantic", "dataclasses", "attr", "attrs", "sqlmodel"})
_DEPTH = 6
_MOST_ELEMENTS = 100
# A number is a password from here on; below it is a setting.
_SMALLEST_NUMBER = 1000
_HOUR = 3600  # in seconds: how long something lasts
_SHORTEST_FRAME = 8


class Literal(NamedTuple):
    """A literal under a name: `fallback` says that it stands in for an environment variable."""

    node: ast.expr
    name: str
    value: str
    fallback: bool


def under(name: str, value: ast.expr, *, fallback: bool = False, depth: int = _DEPTH) -> Iterator[Literal]:
    """The literals that a value may be, under a name; collections of secrets one by one."""
    read = _READERS.get(type(value))
    if depth and read and promise(name):
        yield from read(name, value, fallback, depth - 1)


def _constant(name: str, value: ast.Constant, fallback: bool, depth: int) -> Iterator[Literal]:
    del depth
    text = value.value.decode("utf-8", "replace") if isinstance(value.value, bytes) else value.value
    if isinstance(text, str):
        yield Literal(value, name, unschemed(text), fallback)
    elif type(text) is int and promise(name) != "weak" and text >= _SMALLEST_NUMBER and text % _HOUR:
        yield Literal(value, name, str(text), fallback)


def _sum(name: str, value: ast.BinOp, fallback: bool, depth: int) -> Iterator[Literal]:
    del depth
    parts = constants(value) if isinstance(value.op, ast.Add) else []
    whole = "".join(text_of(part) for part in parts)
    if parts and (len(parts) > 1 or len(whole) >= 2 * _SHORTEST_FRAME):
        yield Literal(parts[0], name, unschemed(whole), fallback)


def constants(value: ast.expr) -> list[ast.Constant]:
    """The strings of a sum, in order."""
    parts: list[ast.Constant] = []
    stack = [value]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.BinOp):
            stack += [node.right, node.left]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            parts.append(node)
    return parts


def _formatted(name: str, value: ast.JoinedStr, fallback: bool, depth: int) -> Iterator[Literal]:
    """The longest constant part; what is short or made of letters alone frames what is put in."""
    del depth
    longest = max((text_of(part) for part in value.values), key=len, default="")
    text = unschemed(longest).strip()
    digits = any(char.isdigit() for char in text)
    if len(value.values) == 1 or (len(text) >= _SHORTEST_FRAME and digits and "=" not in text and "/" not in text):
        yield Literal(value, name, text, fallback)


def _either(name: str, value: ast.IfExp, fallback: bool, depth: int) -> Iterator[Literal]:
    for branch in (value.body, value.orelse):
        yield from under(name, branch, fallback=fallback or reads(value), depth=depth)


def _or(name: str, value: ast.BoolOp, fallback: bool, depth: int) -> Iterator[Literal]:
    for operand in value.values:
        yield from under(name, operand, fallback=fallback or reads(value.values[0]), depth=depth)


def _elements(name: str, value: ast.List | ast.Tuple | ast.Set, fallback: bool, depth: int) -> Iterator[Literal]:
    del fallback
    for element in value.elts[:_MOST_ELEMENTS] if plural(name) else ():
        if isinstance(element, ast.Constant) and not _mere(name, text_of(element)):
            yield from under(name, element, depth=depth)


def owned(name: str) -> bool:
    """Whether a dictionary of this name holds passwords under the names of their owners."""
    return not _OWNED.isdisjoint(split(name)[-1:])


def _by_owner(name: str, value: ast.Dict, fallback: bool, depth: int) -> Iterator[Literal]:
    del fallback
    for element in value.values[:_MOST_ELEMENTS] if owned(name) else ():
        if isinstance(element, ast.Constant) and not _mere(name, text_of(element)):
            yield from under(name, element, depth=depth)


def _mere(name: str, element: str) -> bool:
    """Whether an element is a field's or somebody's name: keys that sign are more than a word, and so are credentials."""
    worded = promise(name) == "key" or name.lower().endswith("credentials")
    return member(element) or (worded and element.isalpha())


def _dressed(name: str, call: ast.Call, fallback: bool, depth: int) -> Iterator[Literal]:
    function = call.func
    if isinstance(function, ast.Attribute) and function.attr in _DRESSING:
        yield from under(name, function.value, fallback=fallback, depth=depth)
    elif called(function) in WRAPPERS and not read_name(call):
        typed = called(function) in _FIELDS and isinstance(function, ast.Attribute) and owner(function) not in _MODELS
        for argument in [
            *(() if typed else call.args[:1]),
            *(one.value for one in call.keywords if one.arg in _DEFAULTS),
        ]:
            declared = called(function) in _FIELDS and promise(name) in {"key", "strong"}
            yield from under(name, argument, fallback=fallback or declared, depth=depth)
    elif not read_name(call):
        for argument in (one.value for one in call.keywords if one.arg == "default"):
            yield from under(name, argument, fallback=fallback, depth=depth)


def _made(name: str, value: ast.Lambda, fallback: bool, depth: int) -> Iterator[Literal]:
    yield from under(name, value.body, fallback=fallback, depth=depth)


def _inner(name: str, value: ast.NamedExpr | ast.Await, fallback: bool, depth: int) -> Iterator[Literal]:
    yield from under(name, value.value, fallback=fallback, depth=depth)


_READERS: dict[type[ast.AST], Callable[..., Iterator[Literal]]] = {
    ast.Constant: _constant,
    ast.BinOp: _sum,
    ast.JoinedStr: _formatted,
    ast.IfExp: _either,
    ast.BoolOp: _or,
    ast.List: _elements,
    ast.Tuple: _elements,
    ast.Set: _elements,
    ast.Dict: _by_owner,
    ast.Call: _dressed,
    ast.Lambda: _made,
    ast.NamedExpr: _inner,
    ast.Await: _inner,
}
