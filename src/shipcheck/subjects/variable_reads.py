"""Which variables of the environment a Python file cannot do without: plain reads, and those of the project's own helpers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from shipcheck.subjects.python_module import PythonModule

READS = re.compile(rb"environ|getenv")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}\Z")
_Function = ast.FunctionDef | ast.AsyncFunctionDef


class VariableRead(NamedTuple):
    """A read of a variable. `required` says that it fails where the variable is not set; `default` that it has one."""

    name: str
    path: str
    line: int
    required: bool
    default: bool


def variable_reads(module: PythonModule) -> Iterator[VariableRead]:
    """Every read with a literal name; raises `CannotJudge` for what is not Python."""
    if not module.mentions(READS):
        return
    tree = module.tree
    guarded = {
        id(inner) for one in ast.walk(tree) if isinstance(one, ast.Try) for part in one.body for inner in ast.walk(part)
    }
    helpers = _helpers(tree)
    for node in ast.walk(tree):
        found = _read(node, helpers)
        if found is not None:
            name, required, default = found
            safe = id(node) in guarded
            yield VariableRead(name, module.path, getattr(node, "lineno", 1), required and not safe, default or safe)


def _read(node: ast.AST, helpers: frozenset[str]) -> tuple[str, bool, bool] | None:
    """A read's name, whether it fails without, and whether it has a default."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and _is_environ(node.value):
        name = _literal(node.slice)
        return (name, True, False) if name else None
    if not isinstance(node, ast.Call) or not node.args:
        return None
    name = _literal(node.args[0])
    if not name:
        return None
    if _asks(node.func):
        return name, False, len(node.args) > 1 or bool(node.keywords)
    if isinstance(node.func, ast.Name) and node.func.id in helpers:
        return name, len(node.args) == 1 and not node.keywords, len(node.args) > 1 or bool(node.keywords)
    return None


def _is_environ(node: ast.expr) -> bool:
    return (isinstance(node, ast.Attribute) and node.attr == "environ") or (
        isinstance(node, ast.Name) and node.id == "environ"
    )


def _asks(node: ast.expr) -> bool:
    """Whether this is `os.getenv` or `os.environ.get`."""
    if isinstance(node, ast.Attribute):
        return (node.attr == "get" and _is_environ(node.value)) or node.attr == "getenv"
    return isinstance(node, ast.Name) and node.id == "getenv"


def _literal(node: ast.expr) -> str:
    found = node.value if isinstance(node, ast.Constant) else None
    return found if isinstance(found, str) and _NAME.match(found) else ""


def _helpers(tree: ast.Module) -> frozenset[str]:
    """Functions of the module whose first parameter is the name of a variable, and that end the program or raise."""
    return frozenset(one.name for one in ast.walk(tree) if isinstance(one, _Function) and _is_helper(one))


def _is_helper(function: _Function) -> bool:
    parameters = [one.arg for one in function.args.args if one.arg != "self"]
    if not parameters:
        return False
    reads = ends = False
    for node in ast.walk(function):
        ends = ends or isinstance(node, ast.Raise) or (isinstance(node, ast.Call) and _exits(node.func))
        if isinstance(node, ast.Subscript) and _is_environ(node.value):
            reads = reads or _is_name(node.slice, parameters[0])
            ends = ends or reads
        elif isinstance(node, ast.Call) and _asks(node.func) and node.args:
            reads = reads or _is_name(node.args[0], parameters[0])
    return reads and ends


def _exits(node: ast.expr) -> bool:
    return (isinstance(node, ast.Attribute) and node.attr in {"exit", "_exit"}) or (
        isinstance(node, ast.Name) and node.id in {"exit", "quit"}
    )


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
