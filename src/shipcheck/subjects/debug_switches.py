"""Where a module switches the debug mode of a web application on, for everybody and for good."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from shipcheck.model import Location
from shipcheck.subjects.context import context
from shipcheck.subjects.debug_sites import application_target, assigned, assignments, behind_a_test, debug_sites
from shipcheck.subjects.python_flow import Function, Step, calls, steps
from shipcheck.subjects.python_module import PythonModule
from shipcheck.subjects.python_names import Names, names_of
from shipcheck.subjects.settings_modules import debug_settings
from shipcheck.subjects.web_apps import is_application, shown, truthy

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
_NAMED = frozenset({"from_object", "from_pyfile"})
_SWITCHES = frozenset({"FLASK_DEBUG", "DJANGO_DEBUG", "APP_DEBUG", "DEBUG"})


class DebugSwitch(NamedTuple):
    """A place where debug mode is switched on, and a short form of what is written there."""

    location: Location
    text: str


def debug_switches(module: PythonModule) -> Iterator[DebugSwitch]:
    """Calls, attributes and settings that say `True`; not what stands behind a test of the environment."""
    names = names_of(module)
    for site in debug_sites(names):
        if site.kind == "call" and truthy(names, site.value, site.function):
            value = site.value.id if isinstance(site.value, ast.Name) else "True"
            yield DebugSwitch(site.location, f"{site.text}({site.key}={value})")
    for node, text in _held(names):
        yield DebugSwitch(module.location(node), f"{text} = True")
    yield from _loaded(names)
    for node, text in debug_settings(names):
        yield DebugSwitch(module.location(node), text)


def _held(names: Names) -> Iterator[tuple[ast.stmt, str]]:
    """The assignments that switch debug mode on and are not followed by anything that may switch it off."""
    held: dict[tuple[Function | None, str], tuple[ast.stmt, str]] = {}
    for step in steps(names.module.tree.body, functions=True):
        targets = False
        for target, value in assignments(step.node):
            found = application_target(target)
            if found is not None:
                targets = True
                owner, text = found
                held.pop((step.function, text), None)
                if _on(names, step, value) and is_application(names, owner, step.function):
                    held[step.function, text] = (step.node, text)
        if (
            held
            and not targets
            and any(isinstance(call.func, ast.Attribute) and call.func.attr in _LOADS for call in calls(step.node))
        ):
            held = {key: value for key, value in held.items() if key[0] is not step.function}
    yield from held.values()


def _on(names: Names, step: Step, value: ast.expr) -> bool:
    return step.guard is None and not behind_a_test(step) and truthy(names, value, step.function)


def _loaded(names: Names) -> Iterator[DebugSwitch]:
    """A configuration for development that is loaded by name, and variables of the environment that are set."""
    module = names.module
    for step in steps(module.tree.body, functions=True):
        if step.guard is not None or behind_a_test(step):
            continue
        for call in calls(step.node):
            if isinstance(call.func, ast.Attribute) and call.func.attr in _NAMED and len(call.args) == 1:
                name = _configuration(call.args[0])
                if name and _is_config(names, call.func.value, step.function):
                    yield DebugSwitch(module.location(call), f"{shown(call.func)}({name})")
        variable = _variable(names, step)
        if variable:
            yield DebugSwitch(module.location(step.node), variable)


def _is_config(names: Names, node: ast.expr, function: Function | None) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "config" and is_application(names, node.value, function)


def _configuration(node: ast.expr) -> str:
    """The name of a configuration for development, as it is written."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        name, text = node.value, f'"{node.value}"'
    elif isinstance(node, ast.Name | ast.Attribute):
        name = text = shown(node)
    else:
        return ""
    last = name.removesuffix(".py").removesuffix(".cfg").replace(":", ".").replace("/", ".").rpartition(".")[2]
    spaced = "".join(f" {char}" if char.isupper() else char for char in last).replace("_", " ")
    return text[:60] if context(spaced.strip()) == "development" and "test" not in last.lower() else ""


def _variable(names: Names, step: Step) -> str:
    """`os.environ["FLASK_DEBUG"] = "1"` for everybody who imports the file."""
    target, value = assigned(step.node)
    if not isinstance(target, ast.Subscript) or not isinstance(target.slice, ast.Constant):
        return ""
    name = target.slice.value if isinstance(target.slice.value, str) else ""
    literal = value.value if isinstance(value, ast.Constant) else None
    if names.value(target.value, step.function) != "os.environ" or not isinstance(literal, str):
        return ""
    on = name in _SWITCHES and literal.lower() in {"1", "true", "yes", "on"}
    return f'os.environ["{name}"] = "{literal}"' if on or (name == "FLASK_ENV" and literal == "development") else ""
