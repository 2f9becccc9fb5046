"""Expressions that read the environment: which variable, with which default, and whether its text is made a truth value."""

from __future__ import annotations

import ast
from typing import NamedTuple

from shipcheck.lazy import lazy
from shipcheck.subjects.python_flow import Function
from shipcheck.subjects.python_names import Definition, Names

_STANDARD = frozenset({"os.environ.get", "os.getenv", "os.environ.setdefault", "os.environ.pop"})
_DECOUPLE = lazy(r"decouple\.(?:config|(?:Auto)?Config\(\))|starlette\.config\.Config\(\)")
_ENVIRON = lazy(r"(?:(?:environ|environs)\.(?:Env|FileAwareEnv)\(\)|environs\.env)(?P<method>\.\w+)?")
_CASTS = frozenset(
    {"int", "float", "strtobool", "str2bool", "literal_eval", "loads", "str_to_bool", "parse_bool", "to_bool"}
)
_TEXTS = frozenset({"lower", "upper", "strip", "casefold", "capitalize", "title"})
_TRUE = frozenset({"1", "true", "yes", "on", "t", "y"})
_DEEPEST = 8


class Read(NamedTuple):
    """One read: `default` is the literal given for a variable that is not set, `cast` says that the value is converted."""

    name: str
    default: object = None
    cast: bool = False
    known: bool = True


class Flag(NamedTuple):
    """What an expression makes of what it reads.

    `converted` says that the text of the variable is compared or parsed, not taken for a truth value itself; `by_default`
    what comes out where the variable is not set, None where that cannot be said.
    """

    read: Read
    converted: bool
    by_default: bool | None


class _Value(NamedTuple):
    value: object = None
    known: bool = False
    read: Read | None = None
    converted: bool = False


def flag(names: Names, node: ast.expr, function: Function | None = None) -> Flag | None:
    """What an expression reads and makes of it; None if it reads nothing that we know."""
    found = _value(names, node, function, 0)
    if found.read is None:
        return None
    on = bool(found.value) if found.known else None
    # What is meant by a default of "0" or "false" is off; that its text counts as true is another matter.
    if found.known and isinstance(found.value, str):
        on = found.value.strip().lower() in _TRUE
    return Flag(found.read, found.converted or found.read.cast, on)


def read(names: Names, node: ast.expr, function: Function | None = None) -> Read | None:
    """The read of an environment variable that an expression itself is."""
    if isinstance(node, ast.Subscript):
        name = _text(node.slice)
        return Read(name) if name and names.value(node.value, function) == "os.environ" else None
    if not isinstance(node, ast.Call) or not node.args or not (name := _text(node.args[0])):
        return None
    value = names.value(node.func, function)
    if isinstance(value, Definition):
        return _helper(name, node)
    return _by_library(names, name, node, value) if isinstance(value, str) else None


def _by_library(names: Names, name: str, node: ast.Call, value: str) -> Read | None:
    if value in _STANDARD:
        return _made(name, node, cast=False)
    if _DECOUPLE.fullmatch(value):
        return _made(name, node, cast=any(keyword.arg == "cast" for keyword in node.keywords))
    found = _ENVIRON.fullmatch(value)
    if found is None:
        return None
    method = found.group("method") or ""
    if method not in {"", ".bool", ".str", ".int", ".get_value"}:
        return None
    return _made(name, node, cast=method in {".bool", ".int"} or _scheme(names, node, name))


def _made(name: str, call: ast.Call, *, cast: bool) -> Read:
    node = call.args[1] if len(call.args) > 1 else None
    for keyword in call.keywords:
        if keyword.arg == "default":
            node = keyword.value
    cast = cast or any(keyword.arg in {"cast", "subcast"} for keyword in call.keywords)
    if node is None:
        return Read(name, None, cast)
    return Read(name, node.value if isinstance(node, ast.Constant) else None, cast, isinstance(node, ast.Constant))


def _helper(name: str, call: ast.Call) -> Read | None:
    """A function of the project's own: it converts, and its default is told as others tell theirs."""
    return _made(name, call, cast=True) if "DEBUG" in name.upper() else None


def _scheme(names: Names, call: ast.Call, name: str) -> bool:
    """Whether `Env(DEBUG=(bool, False))` says what a variable is."""
    owner = call.func.value if isinstance(call.func, ast.Attribute) else call.func
    return isinstance(owner, ast.Name) and any(
        keyword.arg == name for made in names.made(owner.id) for keyword in made.keywords
    )


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _value(names: Names, node: ast.expr, function: Function | None, depth: int) -> _Value:
    if depth > _DEEPEST:
        return _Value()
    if isinstance(node, ast.Constant):
        return _Value(node.value, known=True)
    found = read(names, node, function)
    if found is not None:
        return _Value(found.default, found.known, found)
    return _negated(names, node, function, depth)


def _negated(names: Names, node: ast.expr, function: Function | None, depth: int) -> _Value:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        inner = _value(names, node.operand, function, depth + 1)
        if inner.read is None:
            return inner
        if "DEBUG" not in inner.read.name.upper():  # `not environ.get("HEROKU")` asks where it runs
            return _Value(read=inner.read, converted=True)
        return inner._replace(value=not inner.value)
    return _joined(names, node, function, depth)


def _joined(names: Names, node: ast.expr, function: Function | None, depth: int) -> _Value:
    """What is made of other values."""
    if isinstance(node, ast.Call):
        return _called(names, node, function, depth)
    if isinstance(node, ast.Compare):
        return _compared(names, node, function, depth)
    if isinstance(node, ast.BoolOp):
        return _either(names, node, function, depth)
    if isinstance(node, ast.IfExp):
        test = _value(names, node.test, function, depth + 1)
        chosen = _value(names, node.body if test.value else node.orelse, function, depth + 1)
        known = test.known and chosen.known and test.read is not None
        plain = not test.converted and test.read is not None and not test.read.cast
        return _Value(chosen.value if known else None, known, test.read, converted=not plain)
    return _Value()


def _called(names: Names, node: ast.Call, function: Function | None, depth: int) -> _Value:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in _TEXTS and isinstance(node.func, ast.Attribute) and not node.args:
        inner = _value(names, node.func.value, function, depth + 1)
        text = getattr(str(inner.value), name)() if inner.known else None
        return inner._replace(value=text)
    if len(node.args) != 1:
        return _Value()
    inner = _value(names, node.args[0], function, depth + 1)
    if inner.read is None:
        return inner
    if name in {"bool", "str"}:
        return inner
    if name in _CASTS or isinstance(names.value(node.func, function), Definition):
        return inner._replace(converted=True)
    return _Value()


def _compared(names: Names, node: ast.Compare, function: Function | None, depth: int) -> _Value:
    left = _value(names, node.left, function, depth + 1)
    right = node.comparators[0]
    if left.read is None:
        left, right = _value(names, right, function, depth + 1), node.left
    if left.read is None or len(node.ops) != 1:
        return _Value()
    options = [right] if isinstance(right, ast.Constant) else list(getattr(right, "elts", ()))
    known = left.known and bool(options) and all(isinstance(one, ast.Constant) for one in options)
    values = [one.value for one in options if isinstance(one, ast.Constant)]
    negative = isinstance(node.ops[0], ast.NotEq | ast.NotIn | ast.IsNot)
    value = (left.value in values) != negative if known else None
    return _Value(value, known, left.read, converted=True)


def _either(names: Names, node: ast.BoolOp, function: Function | None, depth: int) -> _Value:
    parts = [_value(names, one, function, depth + 1) for one in node.values[:10]]
    reads = [part for part in parts if part.read is not None]
    if not reads:
        return _Value()
    known = all(part.known for part in parts)
    wanted = any if isinstance(node.op, ast.Or) else all
    value = wanted(bool(part.value) for part in parts) if known else None
    return _Value(
        value, known, reads[0].read, converted=all(part.converted or part.read.cast for part in reads if part.read)
    )
