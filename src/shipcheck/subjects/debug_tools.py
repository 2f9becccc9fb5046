"""Debuggers and toolbars that a module wraps around its application whatever the environment says."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shipcheck.model import Location
from shipcheck.subjects.debug_sites import assigned, behind_a_test
from shipcheck.subjects.python_flow import calls, steps
from shipcheck.subjects.python_module import PythonModule
from shipcheck.subjects.python_names import names_of

_WRAPPERS = frozenset(
    {"werkzeug.debug.DebuggedApplication", "werkzeug.DebuggedApplication", "aiohttp_debugtoolbar.setup"}
    # They open a port for whoever comes first.
    | {"debugpy.listen", "ptvsd.enable_attach", "pydevd.settrace", "pydevd_pycharm.settrace", "rpdb.set_trace"}
)


def debug_tools(module: PythonModule) -> Iterator[tuple[Location, str]]:
    """The calls that add one, and Django's toolbar in the settings for production."""
    names = names_of(module)
    for step in steps(module.tree.body, functions=True):
        if step.guard is not None and behind_a_test(step):
            continue
        for call in calls(step.node):
            value = names.value(call.func, step.function)
            if isinstance(value, str) and value in _WRAPPERS and not behind_a_test(step):
                yield module.location(call), f"{value.rpartition('.')[2] if 'Debugged' in value else value}()"
        if module.context == "production" and step.guard is None:
            target, added = assigned(step.node)
            if isinstance(step.node, ast.AugAssign):
                target, added = step.node.target, step.node.value
            if isinstance(target, ast.Name) and target.id == "INSTALLED_APPS" and _has_toolbar(added):
                yield module.location(step.node), "debug_toolbar"


def _has_toolbar(node: ast.expr | None) -> bool:
    return isinstance(node, ast.List | ast.Tuple) and any(
        isinstance(one, ast.Constant) and one.value == "debug_toolbar" for one in node.elts
    )
