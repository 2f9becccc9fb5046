"""Where a module switches the debug mode of a web application on, for everybody and for good."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from shipcheck.model import Location
from shipcheck.subjects.context import context
from shipcheck.subjects.python_flow import Function, Step, by_environment, calls, steps
from shipcheck.subjects.python_module import PythonModule
from shipcheck.subjects.python_names import Names
from shipcheck.subjects.web_apps import argument, is_application, run, shown, truthy

_RUN = re.compile(rb"\brun\w*")
_DEBUGS = frozenset({"flask", "dash", "quart", "bottle", "sanic", "socketio", "connexion", "werkzeug"})
_THIRD = frozenset({"flask", "quart"})
_LOADS = frozenset(
    {
        "from_object",
        "from_pyfile",
        "from_envvar",
        "from_prefixed_env",
        "from_file",
        "from_json",
        "from_mapping",
        "update",
    }
)


class DebugSwitch(NamedTuple):
    """A place where debug mode is switched on, and a short form of what is written there."""

    location: Location
    text: str


def debug_switches(module: PythonModule) -> Iterator[DebugSwitch]:
    """Calls of `run` everywhere, assignments at module level; not what stands behind a test of the environment."""
    names = Names(module)
    lines = module.lines(_RUN)
    for step in steps(module.tree.body, functions=True):
        # To look at every expression costs more than to parse the file.
        at = bisect_left(lines, step.node.lineno)
        if at == len(lines) or lines[at] > (step.node.end_lineno or 0):
            continue
        if by_environment(step.guard) or _for_development(step.function):
            continue
        for call in calls(step.node):
            wanted = _switch(names, call, step.function)
            if wanted:
                yield DebugSwitch(module.location(call), f"{shown(call.func)}({wanted})")
    for node, text in _assigned(names, module.tree).values():
        yield DebugSwitch(module.location(node), f"{text} = True")


def _for_development(function: Function | None) -> bool:
    return function is not None and context(function.name) == "development"


def _switch(names: Names, call: ast.Call, function: Function | None) -> str:
    """The argument that switches debug mode on, as text, or nothing."""
    found = run(names, call, function) if _may_run(call) else None
    if found is None or found.kind not in _DEBUGS:
        return ""
    name = "use_debugger" if found.kind == "werkzeug" else "debug"
    value = argument(names, call, name, function)
    if value is None and found.kind in _THIRD and len(call.args) > 2:  # noqa: PLR2004  # run(host, port, debug)
        value = call.args[2]
    if not truthy(names, value, function):
        return ""
    return f"{name}={value.id if isinstance(value, ast.Name) else 'True'}"


def _may_run(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return bool(call.keywords or call.args) and name.startswith("run")


def _assigned(names: Names, tree: ast.Module) -> dict[str, tuple[ast.stmt, str]]:
    """The assignments that switch debug mode on and are not followed by anything that may switch it off."""
    held: dict[str, tuple[ast.stmt, str]] = {}
    for step in steps(tree.body):
        target = _target(step.node)
        if target is not None:
            owner, text = target
            held.pop(text, None)
            if _on(names, step) and is_application(names, owner):
                held[text] = (step.node, text)
        elif held and any(
            isinstance(call.func, ast.Attribute) and call.func.attr in _LOADS for call in calls(step.node)
        ):
            held.clear()
    return held


def _on(names: Names, step: Step) -> bool:
    return step.guard is None and isinstance(step.node, ast.Assign) and truthy(names, step.node.value)


def _target(node: ast.stmt) -> tuple[ast.expr, str] | None:
    """The application whose debug mode a statement assigns, and how that is written."""
    if not isinstance(node, ast.Assign) or len(node.targets) != 1:
        return None
    target = node.targets[0]
    if isinstance(target, ast.Attribute) and target.attr == "debug":
        return target.value, f"{shown(target.value)}.debug"
    if not isinstance(target, ast.Subscript) or not isinstance(target.value, ast.Attribute):
        return None
    if target.value.attr != "config" or not isinstance(target.slice, ast.Constant) or target.slice.value != "DEBUG":
        return None
    return target.value.value, f'{shown(target.value.value)}.config["DEBUG"]'
