"""Credentials in Python: literals by the name they are given to, in every idiom that web projects use.

The file is parsed, so comments, strings that look like code and line breaks mislead nobody; what is judged is the
literal behind `.encode()`, `SecretStr(...)`, `Field(default=...)`, `or`, a conditional or a concatenation.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from shipcheck.secrets.words import credible, empty, promise, reference

# Calls whose argument is the value itself in another dress.
_WRAPPERS = frozenset({"SecretStr", "SecretBytes", "Field", "str", "bytes", "Secret", "quote", "quote_plus", "b64decode", "b64encode", "field", "Constant"})
_DRESSING = frozenset({"encode", "strip", "decode", "format", "join"})
# Readers of the environment: a name first, then perhaps what to do without it.
_READERS = frozenset({"get", "getenv", "config", "env", "str", "setdefault", "pop", "get_secret", "getvar", "env_str", "get_env", "getenv_or_default", "environ", "get_env_variable", "envvar", "env_var"})
_READER_OWNERS = frozenset({"environ", "env", "os", "config", "environment", "settings", "decouple", "getenv", "cfg", "conf", "ENV"})
# Functions that take a secret by position: which one.
_POSITIONAL = {
    "login": 1,
    "HTTPBasicAuth": 1,
    "HTTPDigestAuth": 1,
    "BasicAuth": 1,
    "HTTPProxyAuth": 1,
    "create_superuser": 2,
    "create_user": 2,
    "set_password": 0,
    "set_unusable": 9,
    "Fernet": 0,
    "starttls_login": 1,
    "URLSafeTimedSerializer": 0,
    "URLSafeSerializer": 0,
    "TimestampSigner": 0,
    "Signer": 0,
    "TimedJSONWebSignatureSerializer": 0,
    "JWTStrategy": 0,
}
_QUALIFIED = {("jwt", "encode"): 1, ("jwt", "decode"): 1, ("hmac", "new"): 0, ("hmac", "digest"): 0, ("jose", "encode"): 1}
_DSN_PASSWORD = re.compile(r"(?i)(?:^|[\s;])(?:password|pwd)\s{0,4}=\s{0,4}('[^']{1,200}'|[^\s;'\"]{1,200})")
_AUTH_HEADER = re.compile(r"(?i)\A\s{0,4}(?:bearer|basic|token|apikey)\s{1,4}(\S{8,4000})\s*\Z")


class Literal(NamedTuple):
    """A literal under a name: `fallback` says that it stands in for an environment variable."""

    node: ast.expr
    name: str
    value: str
    fallback: bool
    certain: bool = False


def literals(tree: ast.AST) -> Iterator[Literal]:
    """Every literal of a module that stands under a name that promises a secret, and is credible there."""
    reads = _environment_names(tree)
    for node in ast.walk(tree):
        for literal in _of(node, reads):
            if literal.certain or (_fallback(literal) if literal.fallback else credible(literal.name, literal.value, config=False)):
                yield literal


def _fallback(literal: Literal) -> bool:
    """A stand-in counts whatever it says: the app boots with a key that everybody can read."""
    kind = promise(literal.name)
    if kind in {"key", "strong"}:
        return not (empty(literal.value) or reference(literal.value))
    return credible(literal.name, literal.value, config=False)


def _of(node: ast.AST, reads: dict[str, str]) -> Iterator[Literal]:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from _assigned(target, node.value, reads)
    elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
        yield from _assigned(node.target, node.value, reads)
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield from _under(key.value, value)
                yield from _header(key.value, value)
    elif isinstance(node, ast.Call):
        yield from _call(node)
    elif isinstance(node, ast.arguments):
        yield from _defaults(node)
    elif isinstance(node, ast.Compare):
        yield from _compared(node)
    elif isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
        name = _read_name(node.values[0]) or _variable(node.values[0], reads)
        if name:
            for operand in node.values[1:]:
                yield from _under(name, operand, fallback=True)


def _assigned(target: ast.expr, value: ast.expr, reads: dict[str, str]) -> Iterator[Literal]:
    if isinstance(target, ast.Tuple | ast.List) and isinstance(value, ast.Tuple | ast.List) and len(target.elts) == len(value.elts):
        for one, other in zip(target.elts, value.elts, strict=True):
            yield from _assigned(one, other, reads)
        return
    name = _target_name(target)
    if not name:
        return
    # `if not SECRET: SECRET = "..."`: the variable was read from the environment before.
    fallback = name in reads and promise(name) in {"key", "strong"} and not _reads(value)
    yield from _under(name, value, fallback=fallback)


def _target_name(target: ast.expr) -> str:
    if isinstance(target, ast.Name):
        return target.id
    if isinstance(target, ast.Attribute):
        return target.attr
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant) and isinstance(target.slice.value, str):
        return target.slice.value
    return ""


def _under(name: str, value: ast.expr, *, fallback: bool = False, depth: int = 6) -> Iterator[Literal]:
    """The literals that a value may be, under a name; collections of secrets one by one."""
    if not depth or not promise(name):
        return
    if isinstance(value, ast.Constant):
        text = value.value.decode("utf-8", "replace") if isinstance(value.value, bytes) else value.value
        if isinstance(text, str):
            yield Literal(value, name, text, fallback)
        elif isinstance(text, int) and not isinstance(text, bool) and promise(name) != "weak" and abs(text) > 999:  # noqa: PLR2004
            yield Literal(value, name, str(text), fallback)
    elif isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
        yield from _joined(name, value, fallback=fallback)
    elif isinstance(value, ast.JoinedStr):
        parts = [part.value for part in value.values if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        longest = max(parts, key=len, default="")
        if len(longest) >= 16:  # noqa: PLR2004  # shorter ones are the frame around what is put in
            yield Literal(value, name, longest, fallback)
    elif isinstance(value, ast.IfExp):
        for branch in (value.body, value.orelse):
            yield from _under(name, branch, fallback=fallback or _reads(value), depth=depth - 1)
    elif isinstance(value, ast.BoolOp):
        for operand in value.values:
            yield from _under(name, operand, fallback=fallback or _reads(value.values[0]), depth=depth - 1)
    elif isinstance(value, ast.List | ast.Tuple | ast.Set):
        for element in value.elts[:100]:
            if isinstance(element, ast.Constant):
                yield from _under(name, element, depth=depth - 1)
    elif isinstance(value, ast.Call):
        yield from _dressed(name, value, fallback=fallback, depth=depth - 1)
    elif isinstance(value, ast.NamedExpr | ast.Await):
        yield from _under(name, value.value, fallback=fallback, depth=depth - 1)


def _joined(name: str, value: ast.BinOp, *, fallback: bool) -> Iterator[Literal]:
    parts = [node for node in ast.walk(value) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    whole = "".join(str(part.value) for part in sorted(parts, key=lambda part: (part.lineno, part.col_offset)))
    if parts and len(parts) * 2 - 1 == sum(isinstance(node, ast.Constant | ast.BinOp) for node in ast.walk(value)):
        first = min(parts, key=lambda part: (part.lineno, part.col_offset))
        yield Literal(first, name, whole, fallback)


def _dressed(name: str, call: ast.Call, *, fallback: bool, depth: int) -> Iterator[Literal]:
    function = call.func
    if isinstance(function, ast.Attribute) and function.attr in _DRESSING:
        yield from _under(name, function.value, fallback=fallback, depth=depth)
    elif _called(function) in _WRAPPERS:
        for argument in [*call.args[:1], *(one.value for one in call.keywords if one.arg in {"default", "value", "secret_value"})]:
            yield from _under(name, argument, fallback=fallback, depth=depth)
    elif isinstance(function, ast.Lambda):
        yield from _under(name, function.body, fallback=fallback, depth=depth)


def _called(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""


def _call(call: ast.Call) -> Iterator[Literal]:
    name = _called(call.func)
    for keyword in call.keywords:
        if keyword.arg == "auth" and isinstance(keyword.value, ast.Tuple) and len(keyword.value.elts) == 2:  # noqa: PLR2004
            yield from _under("password", keyword.value.elts[1])
        elif keyword.arg:
            yield from _under(keyword.arg, keyword.value)
            yield from _header(keyword.arg, keyword.value)
    variable = _read_name(call)
    if variable:
        for default in _read_defaults(call):
            yield from _under(variable, default, fallback=True)
    position = _POSITIONAL.get(name)
    if position is None and isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
        position = _QUALIFIED.get((call.func.value.id, name))
    if position is not None and len(call.args) > position:
        yield from _under("secret_key" if name not in {"login", "create_user", "create_superuser"} else "password", call.args[position])
    for argument in [*call.args[:2], *(one.value for one in call.keywords if one.arg in {"dsn", "conninfo"})]:
        yield from _dsn(argument)


def _dsn(argument: ast.expr) -> Iterator[Literal]:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and len(argument.value) < 2000:  # noqa: PLR2004
        found = _DSN_PASSWORD.search(argument.value)
        if found and "=" in argument.value and re.search(r"(?i)\b(?:host|server|dbname|database|user|uid|user id)\s*=", argument.value):
            yield Literal(argument, "password", found.group(1).strip("'"), fallback=False)


def _header(name: str, value: ast.expr) -> Iterator[Literal]:
    """`{"Authorization": "Bearer ..."}`: what follows the scheme."""
    if name.lower() in {"authorization", "proxy-authorization", "x-api-key"} and isinstance(value, ast.Constant) and isinstance(value.value, str):
        found = _AUTH_HEADER.match(value.value)
        if found and credible("api_token", found.group(1), config=False):
            yield Literal(value, name, found.group(1), fallback=False, certain=True)


def _defaults(arguments: ast.arguments) -> Iterator[Literal]:
    positional = [*arguments.posonlyargs, *arguments.args]
    for argument, default in zip(positional[len(positional) - len(arguments.defaults) :], arguments.defaults, strict=True):
        yield from _under(argument.arg, default)
    for argument, keyword_default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if keyword_default is not None:
            yield from _under(argument.arg, keyword_default)


def _compared(node: ast.Compare) -> Iterator[Literal]:
    """`if password == "hunter2"`: a back door."""
    if len(node.ops) != 1 or not isinstance(node.ops[0], ast.Eq | ast.NotEq):
        return
    for one, other in ((node.left, node.comparators[0]), (node.comparators[0], node.left)):
        name = _target_name(one) or _read_name(one)
        if name and promise(name) and isinstance(other, ast.Constant) and isinstance(other.value, str) and not _reads(one):
            yield from _under(name, other)


def _environment_names(tree: ast.AST) -> dict[str, str]:
    """Variables that are read from the environment, and the names there."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and (name := _read_name(node.value)):
            found.update({target: name for one in node.targets if (target := _target_name(one))})
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None and (name := _read_name(node.value)):
            found[_target_name(node.target)] = name
    return found


def _variable(node: ast.expr, reads: dict[str, str]) -> str:
    name = _target_name(node)
    return name if name in reads and promise(name) else ""


def _reads(node: ast.AST) -> bool:
    return any(_read_name(one) for one in ast.walk(node) if isinstance(one, ast.expr))


def _read_name(node: ast.AST) -> str:
    """The environment variable that an expression reads, or nothing."""
    if isinstance(node, ast.Subscript) and _owner(node.value) == "environ":
        return _target_name(node)
    if not isinstance(node, ast.Call) or not node.args:
        return ""
    first = node.args[0]
    if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
        return ""
    function = node.func
    if isinstance(function, ast.Name):
        return first.value if function.id in _READERS and function.id not in {"str", "get", "pop"} else ""
    if isinstance(function, ast.Attribute) and (function.attr in _READERS or _owner(function.value) in {"env", "environ"}):
        return first.value if _owner(function.value) in _READER_OWNERS or function.attr == "getenv" else ""
    return ""


def _owner(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _read_defaults(call: ast.Call) -> Iterator[ast.expr]:
    yield from call.args[1:2]
    yield from (keyword.value for keyword in call.keywords if keyword.arg in {"default", "fallback"})
