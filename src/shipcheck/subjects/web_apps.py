"""Which calls run a web application, and with what kind of server."""

from __future__ import annotations

import ast
from typing import NamedTuple

from shipcheck.lazy import lazy
from shipcheck.subjects.python_flow import Function
from shipcheck.subjects.python_names import Names

_FLASK = r"(?:flask(?:\.app)?\.Flask|apiflask\.APIFlask|eve(?:\.flaskapp)?\.Eve|flask_openapi3\.OpenAPI)\(\)"
_DASH = r"(?:dash(?:\.dash)?\.Dash|jupyter_dash\.JupyterDash)\(\)"
_CONNEXION = r"connexion\.(?:App|FlaskApp|apps\.flask_app\.FlaskApp)\(\)"
_BOTTLE = r"bottle(?:\.Bottle\(\)|\.default_app\(\)|\.app\(\)|\.app)?"
_RUNS = {
    "flask": rf"(?:{_FLASK}|{_DASH}\.server|{_CONNEXION}\.app)\.run",
    "dash": rf"{_DASH}\.run(?:_server)?",
    "quart": r"quart(?:\.app)?\.Quart\(\)\.run",
    "bottle": rf"{_BOTTLE}\.run",
    "sanic": r"sanic(?:\.app)?\.Sanic\(\)\.run",
    "socketio": r"flask_socketio\.SocketIO\(\)\.run",
    "connexion": rf"{_CONNEXION}\.run",
    "werkzeug": r"werkzeug(?:\.serving)?\.run_simple",
    "wsgiref": r"wsgiref\.simple_server\.(?:make_server|WSGIServer)\(\)\.(?:serve_forever|handle_request)",
    "http.server": r"(?:http\.server\.(?:Threading)?HTTPServer|socketserver\.(?:Threading)?TCPServer)\(\)\.serve_forever",
    "waitress": r"waitress\.serve",
    "uvicorn": r"uvicorn(?:\.main)?\.(?:run|Server\(\)\.(?:run|serve))",
    "hypercorn": r"hypercorn\.(?:asyncio|trio)\.serve|hypercorn\.run\.run",
    "aiohttp": r"aiohttp\.web\.(?:run_app|TCPSite\(\)\.start)",
    "gevent": r"gevent\.pywsgi\.WSGIServer\(\)\.\w+",
    "eventlet": r"eventlet\.wsgi\.server",
    "cherrypy": r"cherrypy\.(?:quickstart|engine\.start)",
    "granian": r"granian\.\w+(?:\(\))?\.serve|granian\.server\.\w+\(\)\.serve",
    "gunicorn": r"gunicorn\.app\.[\w.]+(?:\(\))?\.run",
    "cheroot": r"cheroot\.[\w.]+(?:\(\))?\.(?:start|safe_start|serve)",
    "bjoern": r"bjoern\.run",
    "meinheld": r"meinheld\.server\.run",
    "tornado": r"tornado\.(?:web\.Application|httpserver\.HTTPServer)\(\)\.(?:listen|bind|start)|tornado\.ioloop\.IOLoop\.(?:current|instance)\(\)\.start",
    "twisted": r"twisted\.internet\.reactor\.run",
    "gradio": r"gradio\.\w+\(\)\.(?:queue\(\)\.)?launch",
    "flask-group": r"flask\.cli\.FlaskGroup\(\)(?:\.main)?",
    "flask-script": r"flask_script\.Manager\(\)\.run",
}
_RUN = lazy("|".join(f"(?P<r{number}>{pattern})" for number, pattern in enumerate(_RUNS.values())))
_KINDS = tuple(_RUNS)
# Servers that are fit to ship.
FIT = frozenset(
    {"waitress", "uvicorn", "hypercorn", "aiohttp", "gevent", "eventlet", "cherrypy", "granian", "gunicorn", "cheroot"}
    | {"bjoern", "meinheld", "tornado", "twisted", "gradio", "sanic", "connexion", "socketio", "bottle-server"}
)
_APPLICATION = lazy(
    rf"{_FLASK}|{_DASH}|{_DASH}\.server|quart(?:\.app)?\.Quart\(\)|{_CONNEXION}\.app|sanic(?:\.app)?\.Sanic\(\)"
    r"|fastapi(?:\.applications)?\.FastAPI\(\)|starlette(?:\.applications)?\.Starlette\(\)"
)


class Run(NamedTuple):
    """A call that runs a web application: `kind` names what is behind it."""

    kind: str
    call: ast.Call


def run(names: Names, call: ast.Call, function: Function | None) -> Run | None:
    """What a call runs, if it is the application of a framework that we know; never by the name `app` alone."""
    value = names.value(call.func, function)
    found = _RUN.fullmatch(value) if isinstance(value, str) else None
    return Run(_KINDS[int((found.lastgroup or "r0")[1:])], call) if found else None


def is_application(names: Names, node: ast.expr, function: Function | None = None) -> bool:
    """Whether an expression is a Flask-like application with `debug` and `config`."""
    value = names.value(node, function)
    return isinstance(value, str) and _APPLICATION.fullmatch(value) is not None


def argument(names: Names, call: ast.Call, name: str, function: Function | None = None) -> ast.expr | None:
    """The value of a keyword argument, also one given by `**{...}`, `**dict(...)` or a constant of the module."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
        if keyword.arg is None:
            found = _spread(names, keyword.value, name, function)
            if found is not None:
                return found
    return None


def _spread(names: Names, node: ast.expr, name: str, function: Function | None) -> ast.expr | None:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict" and not node.args:
        return next((keyword.value for keyword in node.keywords if keyword.arg == name), None)
    found = names.constant(node, function) or names.bound(node, function)
    if isinstance(found, ast.Call) and found is not node:
        return _spread(names, found, name, function)
    if isinstance(found, ast.Dict):
        for key, value in zip(found.keys, found.values, strict=True):
            if isinstance(key, ast.Constant) and key.value == name:
                return value
    return None


def truthy(names: Names, node: ast.expr | None, function: Function | None = None) -> bool:
    """Whether an expression is a literal that counts as true, or a name bound to one once and for all."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return isinstance(node.operand, ast.Constant) and not node.operand.value
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "bool"
        and len(node.args) == 1
    ):
        return isinstance(node.args[0], ast.Constant) and bool(node.args[0].value)
    if isinstance(node, ast.NamedExpr):
        node = node.value
    found = names.constant(node, function)
    return isinstance(found, ast.Constant) and bool(found.value)


def shown(node: ast.expr, depth: int = 0) -> str:
    """A short way to write what is called: `app.run`, `create_app().run`."""
    if isinstance(node, ast.Name):
        return node.id[:40]
    if isinstance(node, ast.Attribute):
        return f"{shown(node.value, depth + 1) if depth < 4 else '...'}.{node.attr[:40]}"  # noqa: PLR2004
    if isinstance(node, ast.Call):
        return f"{shown(node.func, depth + 1)}()" if depth < 4 else "..."  # noqa: PLR2004
    return "..."
