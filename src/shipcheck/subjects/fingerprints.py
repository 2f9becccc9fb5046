"""By what servers, debuggers and reloaders give themselves away: in answers, in logs, in command lines.

Each was measured on sixty-six configurations of twenty servers (Werkzeug 3.1, Flask 2.2 and 3.1, Django 4.2 and 5.2,
gunicorn 27, uvicorn 0.54 and their neighbours); absence proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

DEBUGGER_PATH = "/?__debugger__=yes&cmd=resource&f=debugger.js"
GARBAGE = b"GARBAGE\r\n\r\n"

_SERVERS = (
    (r"Werkzeug/", "werkzeug"),
    (r"WSGIServer/0\.\d CPython", "wsgiref"),
    (r"(?:SimpleHTTP|BaseHTTP)/", "http.server"),
)
# In a body: which probe it counts for (any if empty), what stands in it, and the mark.
_BODIES = (
    ("unknown", r"DEBUG = True</code>|DEBUG = True.{0,400}Django settings file", "django-debug"),
    ("", r"<title>[^<]{0,200}DisallowedHost at ", "django-debug"),
    ("", r"(?s)You're seeing this error because you have <code>DEBUG = True", "django-debug"),
    ("unknown", r"\ATraceback \(most recent call last\)", "tornado-debug"),
    ("", r"Details for developers \(Sanic debug mode only\)", "sanic-debug"),
    ("", r"Werkzeug Debugger|EVALEX = (?:true|false)", "werkzeug-debugger"),
    ("", r"class=\"traceback-container\"", "starlette-debug"),
)
_SIGNS = (
    (r"This is a development server\. Do not use it in a production", "development-server"),
    (r"Starting development server at", "django-runserver"),
    (r"Debugger is active!", "werkzeug-debugger"),
    (r"\* Debug mode: on", "flask-debug"),
    (r"Started reloader process|Will watch for changes in these directories", "uvicorn-reload"),
    (r"Reloader is on\. Use in development only!", "gunicorn-reload"),
    (r"Watching for file changes with \w*Reloader", "django-reload"),
    (r"\* Restarting with ", "werkzeug-reload"),
    (r"auto-reload: enabled", "sanic-reload"),
    (r"mode: debug", "sanic-debug"),
    (r"using WSGIRefServer\(\)", "bottle-wsgiref"),
    (r"Please use an ASGI server \(e\.g\. Hypercorn\) directly in production", "quart-run"),
    (r"Serving Flask app ", "flask-run"),
    (r"Serving HTTP on \S+ port \d+", "http.server"),
)
_RUNSERVER = re.compile(r"manage\.py\s+(?:\S+\s+){0,4}?runserver\b(?!.*--noreload)")
_ARGUMENTS = (
    (r"(?:^|/|\s)flask(?:\s+-\S+(?:\s+(?!run\b)\S+)?){0,6}\s+run\b|-m flask\b.{0,80}\brun\b", "flask-run"),
    (
        r"manage\.py\s+(?:\S+\s+){0,4}?run(?:ssl)?server\b|django-admin\s+runserver\b|-m django runserver",
        "django-runserver",
    ),
    (r"-m http\.server\b", "http.server"),
    (r"\bfastapi\s+dev\b", "fastapi-dev"),
    (r"(?:^|/|\s)quart\b.{0,80}\srun\b", "quart-run"),
    (r"\bsanic\b.{0,120}\s(?:--dev|-d|--debug)\b", "sanic-debug"),
    (r"\s--reload\b(?!-)|\s--auto-?reload\b|\badev\s+runserver", "reload"),
    (r"\b(?:watchmedo|watchfiles|nodemon)\b", "reload"),
    (r"-m (?:debugpy|pdb)\b", "debugger"),
)
DEVELOPMENT_SERVERS = {
    "werkzeug": "Werkzeug's development server",
    "flask-run": "Werkzeug's development server",
    "development-server": "a development server",
    "wsgiref": "wsgiref's demonstration server",
    "django-runserver": "Django's development server",
    "bottle-wsgiref": "Bottle's development server",
    "quart-run": "Quart's development server",
    "http.server": "Python's http.server",
    "fastapi-dev": "FastAPI's development server",
    "sanic-debug": "Sanic's development mode",
}


def of_server(header: str) -> str:
    """The development server that a `Server` header names; nothing for any other."""
    return next((mark for pattern, mark in _SERVERS if re.match(pattern, header)), "")


def of_answer(probe: str, head: str, body: bytes) -> Iterator[str]:
    """The marks of one answer. `head` is the status line with the headers, lower case."""
    text = body.decode("utf-8", "replace")
    if probe == "garbage":
        if not head.startswith("http/") and re.match(r"(?i)\s*<!doctype html", head + text):
            yield "bare-html"
        return
    if probe == "debugger" and head[9:12] == "200" and "javascript" in head and "debugger" in text.lower():
        yield "werkzeug-debugger"
    for only, pattern, mark in _BODIES:
        if only in {"", probe} and re.search(pattern, text):
            yield mark


def of_log(lines: Iterable[str]) -> tuple[str, ...]:
    """The marks of a log, each once."""
    found = {mark: None for line in lines for pattern, mark in _SIGNS if re.search(pattern, line)}
    return tuple(found)


def of_arguments(lines: Iterable[str]) -> tuple[str, ...]:
    """The marks of command lines, each once."""
    every = [line[:2000] for line in lines]
    found = {mark: None for line in every for pattern, mark in _ARGUMENTS if re.search(pattern, line)}
    # Django's reloader is the same command once more, and says so only where `DEBUG` is on.
    if sum(1 for line in every if _RUNSERVER.search(line)) > 1:
        found["django-reload"] = None
    return tuple(found)
