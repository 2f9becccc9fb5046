"""Which server a program is, and whether it is made for production."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from shipcheck.subjects.start_command import End

_WERKZEUG = "Werkzeug's development server"
_DJANGO = "Django's development server"
_QUART = "Quart's development server"
_RUNS = {
    "flask": _WERKZEUG,
    "dash": _WERKZEUG,
    "werkzeug": _WERKZEUG,
    "quart": _QUART,
    "bottle": "Bottle's development server",
    "wsgiref": "wsgiref's demonstration server",
    "http.server": "Python's http.server",
    "socketserver": "Python's http.server",
    "django": _DJANGO,
}
# Program, its subcommands, the options in front of them that take a value.
_DJANGO_COMMANDS = frozenset({"runserver", "runserver_plus", "runsslserver", "testserver"})
_DJANGO_OPTIONS = frozenset({"--settings", "--pythonpath", "-v", "--verbosity"})
_COMMANDS: dict[str, tuple[frozenset[str], frozenset[str], str]] = {
    "flask": (frozenset({"run"}), frozenset({"--app", "-A", "--env-file", "-e"}), _WERKZEUG),
    "quart": (frozenset({"run"}), frozenset({"--app", "-A"}), _QUART),
    "manage.py": (_DJANGO_COMMANDS, _DJANGO_OPTIONS, _DJANGO),
    "django-admin": (_DJANGO_COMMANDS, _DJANGO_OPTIONS, _DJANGO),
    "django-admin.py": (_DJANGO_COMMANDS, _DJANGO_OPTIONS, _DJANGO),
    "fastapi": (frozenset({"dev"}), frozenset(), "FastAPI's development server"),
    "adev": (frozenset({"runserver"}), frozenset(), "aiohttp's development server"),
    "chalice": (frozenset({"local"}), frozenset({"--project-dir"}), "Chalice's local server"),
}
_MODULES = {
    "http.server": "Python's http.server",
    "wsgiref.simple_server": "wsgiref's demonstration server",
    "SimpleHTTPServer": "Python's http.server",
    "wsgiref": "wsgiref's demonstration server",
}
PRODUCTION = frozenset(
    {
        "gunicorn",
        "uvicorn",
        "hypercorn",
        "granian",
        "waitress",
        "waitress-serve",
        "daphne",
        "uwsgi",
        "tornado",
        "aiohttp",
    }
    | {"sanic", "socketio", "connexion", "gevent", "eventlet", "cherrypy", "cheroot", "bjoern", "meinheld", "litestar"}
    | {"mod_wsgi-express", "pserve", "unitd", "streamlit", "twistd", "robyn", "nginx", "apache2", "httpd", "caddy"}
    | {"bottle-server", "gradio", "fastapi", "blacksheep", "panel", "cherryd"}
)
# Proxies of another server in the same container.
FRONTS = frozenset(
    {"nginx", "apache2", "httpd", "apachectl", "apache2ctl", "caddy", "haproxy", "envoy", "traefik", "unitd"}
)

Kind = Literal["development", "production"]


class Server(NamedTuple):
    """A server by the name that people know, for development or fit to ship; `program` is the word for it in tables."""

    title: str
    kind: Kind
    program: str


def server(end: End) -> Server | None:
    """The server that an end is, None for what is none that we know."""
    if end.run:
        if end.run in _RUNS:
            return Server(_RUNS[end.run], "development", end.run)
        return Server(_titled(end.run), "production", end.run)
    words = end.words[1:] if end.words[:1] == ("python",) else end.words
    if words[:1] == ("-m",):
        words = words[1:]
    if not words:
        return None
    name = words[0].rpartition("/")[2]
    title = _development(name, words[1:])
    if title:
        return Server(title, "development", name)
    return Server(_titled(name), "production", name) if name in PRODUCTION else None


def _titled(name: str) -> str:
    return {
        "waitress-serve": "waitress",
        "socketio": "Flask-SocketIO",
        "bottle-server": "the server chosen for Bottle",
    }.get(name, name)


def _development(name: str, rest: Sequence[str]) -> str:
    """The development server that a command is, or nothing."""
    if name in _COMMANDS:
        subcommands, valued, title = _COMMANDS[name]
        return title if subcommand(rest, valued) in subcommands else ""
    if name in _MODULES:
        return _MODULES[name]
    if name == "bottle.py":
        chosen = any(word in {"-s", "--server"} or word.startswith("--server=") for word in rest)
        return "" if chosen else "Bottle's development server"
    if name == "reflex":
        production = "prod" in rest or "--env=prod" in rest
        return "Reflex's development mode" if subcommand(rest, frozenset()) == "run" and not production else ""
    return "Sanic's development mode" if name == "sanic" and {"--dev", "-d"} & {*rest} else ""


def subcommand(words: Sequence[str], valued: frozenset[str] = frozenset()) -> str:
    """The first word that is no option, nor the value of one."""
    at = 0
    while at < len(words) and words[at].startswith("-"):
        at += 2 if words[at] in valued else 1
    return words[at] if at < len(words) else ""


# --- What starts the program anew whenever a file changes.

_RELOADERS = frozenset(
    {"gradio", "watchmedo", "watchfiles", "nodemon", "hupper", "entr", "watchexec", "py-mon", "jurigged"}
)
_FLAGS = {
    "uvicorn": frozenset({"--reload"}),
    "gunicorn": frozenset({"--reload"}),
    "hypercorn": frozenset({"--reload"}),
    "granian": frozenset({"--reload"}),
    "fastapi": frozenset({"--reload"}),
    "quart": frozenset({"--reload", "--debug"}),
    "litestar": frozenset({"--reload", "-r", "--debug", "-d"}),
    "sanic": frozenset({"--reload", "-r", "--auto-reload", "--debug"}),
    "pserve": frozenset({"--reload"}),
    "panel": frozenset({"--autoreload", "--dev"}),
    "robyn": frozenset({"--dev"}),
    "chainlit": frozenset({"-w", "--watch"}),
    "uwsgi": frozenset({"--py-autoreload", "--python-autoreload", "--py-auto-reload"}),
}
# What says so in a server's own configuration file.
_IN_FILES = {"gunicorn": ("reload",), "uwsgi": ("py-autoreload", "python-autoreload", "py-auto-reload")}
_SWITCHES = {"uvicorn": "UVICORN_RELOAD", "granian": "GRANIAN_RELOAD"}
_CALLED = {
    "uvicorn": ("reload",),
    "granian": ("reload",),
    "sanic": ("auto_reload", "dev"),
    "hypercorn": ("use_reloader",),
}
_TRUE = frozenset({"1", "true", "yes", "on", "t", "y"})


def is_on(value: str | None) -> bool:
    """Whether a variable's value counts as true by every reader of such variables."""
    return value is not None and value.strip().strip("'\"").lower() in _TRUE


def reloads(end: End, environment: dict[str, str | None]) -> str:
    """What makes an end reload its code, as it is written; nothing where nothing does."""
    known = environment | dict(end.variables)
    if end.run:
        options = [end.option(name) for name in _CALLED.get(end.run, ())]
        on = next((one for one in options if one and is_on(one.value)), None)
        return f"{on.name}=True" if on else _by_variable(end.run, known)
    words = end.words[1:] if end.words[:1] == ("python",) else end.words
    words = words[1:] if words[:1] == ("-m",) else words
    name = words[0].rpartition("/")[2] if words else ""
    if name in _RELOADERS:
        return name
    if name == "start-reload.sh":
        return "start-reload.sh"
    written = _flag(name, words[1:])
    if written:
        return written
    for key in _IN_FILES.get(name, ()):
        option = end.option(key)
        if option and option.value not in {None, "", "0", "False", "false"}:
            return f"{key} = {option.value}` in `{option.location.path}"
    return _by_variable(name, known)


def _flag(name: str, words: Sequence[str]) -> str:
    flags = _FLAGS.get(name, frozenset())
    for at, word in enumerate(words):
        flag, equals, value = word.partition("=")
        if flag in flags:
            following = value if equals else (words[at + 1] if name == "uwsgi" and at + 1 < len(words) else "1")
            return "" if following in {"0", "false", "False", "no"} else word
    return ""


def _by_variable(name: str, known: dict[str, str | None]) -> str:
    variable = _SWITCHES.get(name, "")
    if variable and is_on(known.get(variable)):
        return f"{variable}={known[variable]}"
    arguments = (known.get("GUNICORN_CMD_ARGS") or "").split() if name == "gunicorn" else []
    return "GUNICORN_CMD_ARGS=--reload" if "--reload" in arguments else ""


_DEBUGGERS = {
    "debugpy": "debugpy",
    "pdb": "pdb",
    "ipdb": "ipdb",
    "ipdb3": "ipdb",
    "pudb": "pudb",
    "pudb3": "pudb",
    "ptvsd": "ptvsd",
    "pydevd": "pydevd",
}


def debugger(end: End) -> str:
    """The debugger that an end is started under, or nothing."""
    words = end.words[1:] if end.words[:1] == ("python",) else end.words
    words = words[1:] if words[:1] == ("-m",) else words
    return _DEBUGGERS.get(words[0].rpartition("/")[2], "") if words else ""
