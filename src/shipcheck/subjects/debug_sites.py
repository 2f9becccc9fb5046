"""Where a module gives debug mode a value: calls that run or make an application, its attributes, settings by name."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from shipcheck.lazy import lazy
from shipcheck.model import Location
from shipcheck.subjects.context import context
from shipcheck.subjects.python_flow import Function, Step, by_environment, every_call, steps
from shipcheck.subjects.python_names import Names
from shipcheck.subjects.web_apps import argument, is_application, run, shown

_WORDS = re.compile(rb"(?i)\brun\w*|debug|autoreload|\*\*\w")
_RUNS = frozenset({"flask", "dash", "quart", "bottle", "sanic", "socketio", "connexion", "werkzeug"})
_THIRD = frozenset({"flask", "quart"})
_MAKERS = lazy(
    r"fastapi(?:\.applications)?\.FastAPI|starlette(?:\.applications)?\.Starlette|litestar(?:\.app)?\.Litestar"
    r"|tornado\.web\.Application|aiohttp\.web\.Application|blacksheep\.Application"
)
_NAMED = frozenset({"DEBUG", "debug", "FLASK_DEBUG", "DEBUG_MODE"})


class Site(NamedTuple):
    """A place where debug mode gets a value: what it is called there, the value, and what the place stands behind."""

    location: Location
    text: str
    value: ast.expr
    function: Function | None
    kind: str
    key: str = ""


def debug_sites(names: Names) -> Iterator[Site]:
    """Every place outside of what is for development by a test or its name."""
    module = names.module
    lines = module.lines(_WORDS)
    for step in steps(module.tree.body, functions=True):
        # To look at every expression costs more than to parse the file.
        at = bisect_left(lines, step.node.lineno)
        if at == len(lines) or lines[at] > (step.node.end_lineno or 0):
            continue
        if not behind_a_test(step):
            yield from _sites(names, step)


def behind_a_test(step: Step) -> bool:
    """Whether a statement stands behind a test of the environment, or in a function for development."""
    return by_environment(step.guard) or (step.function is not None and context(step.function.name) == "development")


def _sites(names: Names, step: Step) -> Iterator[Site]:
    for call in every_call(step.node):
        yield from _called(names, call, step.function)
    place = names.module.location(step.node)
    for target, value in assignments(step.node):
        found = application_target(target)
        if found is not None:
            owner, text = found
            if is_application(names, owner, step.function):
                yield Site(place, text, value, step.function, "attribute")
        elif isinstance(target, ast.Name) and target.id in _NAMED and step.function is None:
            yield Site(place, target.id, value, None, "name")


def assigned(node: ast.stmt) -> tuple[ast.expr | None, ast.expr | None]:
    """The one target of an assignment, and its value."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        return node.targets[0], node.value
    if isinstance(node, ast.AnnAssign):
        return node.target, node.value
    return None, None


def assignments(node: ast.stmt) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Every target of an assignment with its value: `a = b = 1` has two, and so has `a, b = 1, 2`."""
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        yield node.target, node.value
    if not isinstance(node, ast.Assign):
        return
    values = getattr(node.value, "elts", ())
    for target in node.targets:
        several = getattr(target, "elts", ())
        if several and len(several) == len(values):
            yield from zip(several, values, strict=True)
        else:
            yield target, node.value


def application_target(target: ast.expr) -> tuple[ast.expr, str] | None:
    """The owner of `owner.debug` or `owner.config["DEBUG"]`, and how that is written."""
    if isinstance(target, ast.Attribute) and target.attr == "debug":
        return target.value, f"{shown(target.value)}.debug"
    if not isinstance(target, ast.Subscript) or not isinstance(target.value, ast.Attribute):
        return None
    if target.value.attr != "config" or not isinstance(target.slice, ast.Constant) or target.slice.value != "DEBUG":
        return None
    return target.value.value, f'{shown(target.value.value)}.config["DEBUG"]'


def _called(names: Names, call: ast.Call, function: Function | None) -> Iterator[Site]:
    if not call.keywords and not call.args:
        return
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    place = names.module.location(call)
    if name == "debug" and call.args and names.value(call.func, function) == "bottle.debug":
        yield Site(place, shown(call.func), call.args[0], function, "call", "mode")
    elif name.startswith("run"):
        found = _run(names, call, function)
        if found is not None:
            yield Site(place, shown(call.func), found[1], function, "call", found[0])
    elif name in {"update", "from_mapping"}:
        owner = call.func.value if isinstance(call.func, ast.Attribute) else None
        value = argument(names, call, "DEBUG", function) or _mapped(call)
        held = isinstance(owner, ast.Attribute) and owner.attr == "config"
        if (
            value is not None
            and isinstance(owner, ast.Attribute)
            and held
            and is_application(names, owner.value, function)
        ):
            yield Site(place, shown(call.func), value, function, "call", "DEBUG")
    elif name[:1].isupper() or name == "app":
        yield from _made(names, call, function)


def _mapped(call: ast.Call) -> ast.expr | None:
    """`update({"DEBUG": True})`."""
    first = call.args[0] if call.args else None
    if isinstance(first, ast.Dict):
        for key, value in zip(first.keys, first.values, strict=True):
            if isinstance(key, ast.Constant) and key.value == "DEBUG":
                return value
    return None


def _run(names: Names, call: ast.Call, function: Function | None) -> tuple[str, ast.expr] | None:
    found = run(names, call, function)
    if found is None or found.kind not in _RUNS:
        return None
    name = "use_debugger" if found.kind == "werkzeug" else "debug"
    value = argument(names, call, name, function)
    if value is None and found.kind in _THIRD and len(call.args) > 2:  # noqa: PLR2004  # run(host, port, debug)
        value = call.args[2]
    return (name, value) if value is not None else None


def _made(names: Names, call: ast.Call, function: Function | None) -> Iterator[Site]:
    value = names.value(call.func, function)
    if not isinstance(value, str) or not _MAKERS.fullmatch(value):
        return
    keys = ("debug", "autoreload") if value.startswith("tornado") else ("debug",)
    for key in keys:
        node = argument(names, call, key, function)
        if node is not None:
            yield Site(names.module.location(call), shown(call.func), node, function, "call", key)
