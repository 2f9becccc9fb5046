"""What Python expressions name: assignment targets, called functions, variables of the environment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shipcheck.secrets.python_tree import ast, walk

# Readers of the environment and of settings by name: `config("SECRET_KEY", default=...)`.
_FUNCTIONS = frozenset(
    {"getenv", "config", "env", "get_secret", "getvar", "env_str", "get_env", "getenv_or_default", "environ", "get_env_variable"}
    | {"envvar", "env_var", "get_env_var", "getenv_str", "env_or_default", "get_env_or_default", "get_config", "get_setting"}
)  # fmt: skip
_METHODS = frozenset(
    {"get", "getenv", "str", "setdefault", "pop", "get_secret", "getvar", "env", "bytes", "read", "Value"}
)
_OWNERS = frozenset(
    {"environ", "env", "os", "config", "environment", "settings", "decouple", "getenv", "cfg", "conf", "ENV", "secrets"}
)
# What `getattr(settings, "SECRET_KEY", ...)` reads from.
_SETTINGS = frozenset({"settings", "config", "conf", "cfg"})


def text_of(node: ast.AST | None) -> str:
    """The text of a string constant, else nothing."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def target_name(target: ast.AST) -> str:
    """The name that an assignment or a comparison is about: a variable, the last attribute, the key of a subscript."""
    if isinstance(target, ast.Name):
        return target.id
    if isinstance(target, ast.Attribute):
        return target.attr
    return text_of(target.slice) if isinstance(target, ast.Subscript) else ""


def called(function: ast.expr) -> str:
    """The last name of a called function."""
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def owner(function: ast.expr) -> str:
    """The name before the last dot of a called function: `jwt` of `jwt.encode`."""
    inner = function.value if isinstance(function, ast.Attribute) else function
    if isinstance(inner, ast.Call):
        inner = inner.func
    return inner.attr if isinstance(inner, ast.Attribute) else inner.id if isinstance(inner, ast.Name) else ""


def read_name(node: ast.AST) -> str:
    """The environment variable or setting that an expression reads, or nothing."""
    if isinstance(node, ast.Subscript):
        return target_name(node) if owner(node.value) == "environ" or called(node.value) == "environ" else ""
    if not isinstance(node, ast.Call) or not node.args:
        return ""
    function = node.func
    if called(function) == "getattr" and len(node.args) > 1 and called(node.args[0]) in _SETTINGS:
        return text_of(node.args[1])
    return text_of(node.args[0]) if _reader(function) else ""


def _reader(function: ast.expr) -> bool:
    if isinstance(function, ast.Attribute):
        reads = function.attr in _METHODS | _FUNCTIONS and owner(function) in _OWNERS
        return reads or function.attr == "getenv"
    return isinstance(function, ast.Name) and function.id in _FUNCTIONS


def reads(node: ast.AST) -> bool:
    """Whether an expression reads the environment somewhere inside."""
    return any(read_name(one) for one in walk(node))


def environment_names(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """Variables that are read from the environment somewhere among these statements."""
    return frozenset(_read_targets(nodes))


def _read_targets(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Assign) and read_name(node.value):
            yield from (target_name(target) for target in node.targets)
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None and read_name(node.value):
            yield target_name(node.target)
