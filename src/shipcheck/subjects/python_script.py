"""Which web application a Python file runs when it is the program."""

from __future__ import annotations

import ast
from typing import NamedTuple

from shipcheck.model import Location
from shipcheck.subjects.python_flow import Function, by_environment, calls, every_call, steps
from shipcheck.subjects.python_module import PythonModule
from shipcheck.subjects.python_names import Class, Definition, Names, names_of
from shipcheck.subjects.start_command import Option
from shipcheck.subjects.web_apps import FIT, argument, run, shown, truthy

# main() calls serve() calls run(): deeper is not followed.
_DEEPEST = 3


class ScriptRun(NamedTuple):
    """A call that runs an application: its kind as in `web_apps`, where it is, how it is written, its arguments."""

    kind: str
    location: Location
    text: str
    options: tuple[Option, ...] = ()


class _Found(NamedTuple):
    run: ScriptRun
    doubtful: bool


class _Place(NamedTuple):
    names: Names
    function: Function | None
    doubtful: bool
    depth: int


def script_runs(module: PythonModule, function: str = "") -> list[ScriptRun]:
    """What the file runs: at module level, behind `__name__ == "__main__"`, in functions called from there.

    With the name of a function: what that runs when a console script calls it.

    A run behind a test of the environment is left out, and every run behind any test if a server fit to ship is
    started as well: which of them it is cannot be said.
    """
    start = _start(names_of(module), function)
    if start is None:
        return []
    if isinstance(start, ScriptRun):
        return [start]
    found = _walk(start)
    serious = any(one.run.kind in FIT for one in found)
    return [one.run for one in found if not one.doubtful and not (serious and one.run.kind not in FIT)]


_ON_IMPORT = frozenset({"flask", "dash", "quart", "bottle", "werkzeug", "socketio", "connexion", "sanic"})


def import_runs(module: PythonModule) -> list[ScriptRun]:
    """The development servers that the import of the file starts: outside of functions and of every test."""
    names = names_of(module)
    return [
        ScriptRun(found.kind, module.location(call), f"{shown(call.func)}()")
        for step in steps(module.tree.body, classes=False, main=False)
        if step.guard is None and isinstance(step.node, ast.Expr | ast.Assign)
        for call in calls(step.node)
        if (found := run(names, call, None)) is not None and _kind(names, found.kind, call, None) in _ON_IMPORT
    ]


def unsafe_runs(module: PythonModule) -> list[ScriptRun]:
    """The calls that allow Werkzeug's server where Flask-SocketIO would refuse it; not behind a test of the environment."""
    names = names_of(module)
    return [
        ScriptRun(found.kind, module.location(call), f"{shown(call.func)}(allow_unsafe_werkzeug=True)")
        for step in steps(module.tree.body, functions=True)
        if not by_environment(step.guard)
        for call in calls(step.node)
        if (found := run(names, call, step.function)) is not None
        and found.kind == "socketio"
        and truthy(names, argument(names, call, "allow_unsafe_werkzeug", step.function), step.function)
    ]


def _start(names: Names, function: str) -> _Place | ScriptRun | None:
    """Where to begin: at the top of the file, or in a function of it; a `FlaskGroup` is called itself."""
    if not function:
        return _Place(names, None, doubtful=False, depth=0)
    value = names.named(function)
    if isinstance(value, Definition) and not _is_flask_group(value):
        return _Place(value.names, value.node, doubtful=False, depth=0)
    if value == "flask.cli.FlaskGroup()" or isinstance(value, Definition):
        return ScriptRun("flask-group", Location(names.module.path), f"{function}()")
    return None


def _is_flask_group(value: Definition) -> bool:
    """Whether a function is made a command line of Flask's: `@click.group(cls=FlaskGroup)`."""
    return any(
        keyword.arg == "cls" and value.names.value(keyword.value) == "flask.cli.FlaskGroup"
        for decorator in value.node.decorator_list
        if isinstance(decorator, ast.Call)
        for keyword in decorator.keywords
    )


def _walk(start: _Place) -> list[_Found]:
    found: list[_Found] = []
    seen: set[Function] = set()
    todo = [start]
    while todo:
        place = todo.pop()
        body = place.function.body if place.function else place.names.module.tree.body
        for step in steps(body, place.function):
            doubtful = place.doubtful or by_environment(step.guard)
            for call in every_call(step.node):
                one = run(place.names, call, place.function)
                if one is not None:
                    kind = _kind(place.names, one.kind, call, place.function)
                    where = place.names.module.location(call)
                    options = _options(place.names, one.kind, call, place.function)
                    found.append(_Found(ScriptRun(kind, where, f"{shown(call.func)}()", options), doubtful))
                    continue
                value = place.names.value(call.func, place.function)
                if isinstance(value, Class):  # to make an instance is to call its `__init__`
                    value = place.names.method(value, "__init__")
                if isinstance(value, Definition) and _is_flask_group(value):
                    where = place.names.module.location(call)
                    found.append(_Found(ScriptRun("flask-group", where, f"{shown(call.func)}()"), doubtful))
                elif isinstance(value, Definition) and value.node not in seen and place.depth < _DEEPEST:
                    seen.add(value.node)
                    todo.append(_Place(value.names, value.node, doubtful, place.depth + 1))
    return found


def _kind(names: Names, kind: str, call: ast.Call, function: Function | None) -> str:
    """The kind of server, by the arguments that choose another."""
    if kind == "bottle":
        server = argument(names, call, "server", function)
        literal = names.constant(server, function)
        chosen = server is not None and getattr(literal, "value", "") != "wsgiref"
        return "bottle-server" if chosen else kind
    if kind == "socketio":
        unsafe = truthy(names, argument(names, call, "allow_unsafe_werkzeug", function), function)
        return "flask" if unsafe else kind
    return kind


# The arguments that say where and how a server listens, and the names of those that are given by position.
_ASKED = (
    "host",
    "port",
    "reload",
    "use_reloader",
    "auto_reload",
    "workers",
    "bind",
    "listen",
    "uds",
    "debug",
    "dev",
    "server",
)
_POSITIONS = {
    "flask": ("host", "port", "debug"),
    "quart": ("host", "port", "debug"),
    "werkzeug": ("host", "port"),
    "wsgiref": (),
}


def _options(names: Names, kind: str, call: ast.Call, function: Function | None) -> tuple[Option, ...]:
    """The arguments of a call that are literals, or names of such; of others, that they are there."""
    given = [(name, argument(names, call, name, function)) for name in _ASKED]
    given += zip(_POSITIONS.get(kind, ()), call.args, strict=False)
    where = names.module.location(call)
    return tuple(Option(name, _literal(names, node, function), where) for name, node in given if node is not None)


def _literal(names: Names, node: ast.expr, function: Function | None) -> str | None:
    found = names.constant(node, function)
    return str(found.value) if isinstance(found, ast.Constant) and found.value is not None else None
