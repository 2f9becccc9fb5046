"""Which web application a Python file runs when it is the program."""

from __future__ import annotations

import ast
from typing import NamedTuple

from shipcheck.model import Location
from shipcheck.subjects.python_flow import Function, by_environment, calls, steps
from shipcheck.subjects.python_module import PythonModule
from shipcheck.subjects.python_names import Definition, Names
from shipcheck.subjects.web_apps import argument, run, shown, truthy

# main() calls serve() calls run(): deeper is not followed.
_DEEPEST = 3


class ScriptRun(NamedTuple):
    """A call that runs an application: its kind as in `web_apps`, where it is, how it is written."""

    kind: str
    location: Location
    text: str


class _Found(NamedTuple):
    run: ScriptRun
    doubtful: bool


class _Place(NamedTuple):
    names: Names
    function: Function | None
    doubtful: bool
    depth: int


def script_runs(module: PythonModule) -> list[ScriptRun]:
    """What the file runs: at module level, behind `__name__ == "__main__"`, in functions called from there.

    A run behind a test of the environment is left out, and every run behind any test if a server fit to ship is
    started as well: which of them it is cannot be said.
    """
    found = _walk(_Place(Names(module), None, doubtful=False, depth=0))
    serious = any(one.run.kind == "production" for one in found)
    return [one.run for one in found if not one.doubtful and not (serious and one.run.kind != "production")]


def _walk(start: _Place) -> list[_Found]:
    found: list[_Found] = []
    seen: set[Function] = set()
    todo = [start]
    while todo:
        place = todo.pop()
        body = place.function.body if place.function else place.names.module.tree.body
        for step in steps(body, place.function):
            doubtful = place.doubtful or by_environment(step.guard)
            for call in calls(step.node):
                one = run(place.names, call, place.function)
                if one is not None:
                    kind = _kind(place.names, one.kind, call, place.function)
                    where = place.names.module.location(call)
                    found.append(_Found(ScriptRun(kind, where, f"{shown(call.func)}()"), doubtful))
                    continue
                value = place.names.value(call.func, place.function)
                if isinstance(value, Definition) and value.node not in seen and place.depth < _DEEPEST:
                    seen.add(value.node)
                    todo.append(_Place(value.names, value.node, doubtful, place.depth + 1))
    return found


def _kind(names: Names, kind: str, call: ast.Call, function: Function | None) -> str:
    """The kind of server, by the arguments that choose another."""
    if kind == "bottle":
        server = argument(names, call, "server", function)
        literal = names.constant(server, function)
        chosen = server is not None and getattr(literal, "value", "") != "wsgiref"
        return "production" if chosen else kind
    if kind == "socketio":
        return (
            "flask"
            if truthy(names, argument(names, call, "allow_unsafe_werkzeug", function), function)
            else "production"
        )
    return "production" if kind in {"sanic", "connexion"} else kind
