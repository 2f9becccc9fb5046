r"""The image starts a development server.

## Why

Development servers are made for one programmer at one machine: they reload and show tracebacks, drop requests when
they stop, and as the first process of a container most of them ignore SIGTERM, so that every deployment waits ten
seconds and then kills them. Their own manuals say not to use them in production.

The start command of the stage that ships is followed through wrappers, shell scripts and into the Python file it runs:
`flask run`, `manage.py runserver`, `fastapi dev`, `quart run`, `python -m http.server`, and `app.run()` of Flask, Dash,
Quart and Bottle, wherever the application was made. Dockerfiles and stages for development are not judged.

## Fix

Start a server made for it: `CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]`.

For ASGI applications `uvicorn`, `hypercorn` or `granian`, or `fastapi run`. Keep the development server in
compose.override.yaml or in a stage called `dev`.

## Bad

```dockerfile Dockerfile
FROM python:3.12-slim
CMD ["flask", "run", "--host", "0.0.0.0"]
```

```dockerfile Dockerfile
FROM python:3.12-slim
WORKDIR /srv
COPY . .
CMD python app.py
```
```python app.py
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run(host="0.0.0.0")
```

## Good

```dockerfile Dockerfile
FROM python:3.12-slim
WORKDIR /srv
COPY . .
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
```
```python app.py
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run()
```

```dockerfile Dockerfile
FROM python:3.12-slim AS dev
CMD ["flask", "run", "--debug"]

FROM python:3.12-slim
CMD ["waitress-serve", "app:app"]
```
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.start_command import StartCommand

_WERKZEUG = "Werkzeug's development server"
_DJANGO = "Django's development server"
_RUNS = {
    "flask": _WERKZEUG,
    "dash": _WERKZEUG,
    "werkzeug": _WERKZEUG,
    "quart": "Quart's development server",
    "bottle": "Bottle's development server",
    "wsgiref": "wsgiref's demonstration server",
}
# Program, its subcommand, the options in front of it that take a value.
_COMMANDS = {
    "flask": ({"run"}, {"--app", "-A", "--env-file", "-e"}, _WERKZEUG),
    "quart": ({"run"}, {"--app", "-A"}, "Quart's development server"),
    "manage.py": ({"runserver", "runserver_plus", "runsslserver"}, {"--settings", "--pythonpath", "-v"}, _DJANGO),
    "django-admin": ({"runserver", "runserver_plus", "runsslserver"}, {"--settings", "--pythonpath", "-v"}, _DJANGO),
    "fastapi": ({"dev"}, set[str](), "FastAPI's development server"),
    "adev": ({"runserver"}, set[str](), "aiohttp's development server"),
}


def check(start: StartCommand) -> Iterator[Problem]:
    """One problem for each development server that the command ends in."""
    if start.context == "development":
        return
    seen = set()
    for end in start.ends:
        server = _RUNS.get(end.run, "") or _by_words(end.words)
        if server and server not in seen:
            seen.add(server)
            chain = " -> ".join(link.shown for link in end.links)
            yield Problem(f"the image starts {server}: `{chain}`", start.location)


def _by_words(words: tuple[str, ...]) -> str:
    """The development server that a command is, or nothing."""
    if words[:1] == ("python",):
        words = words[1:]
    if not words:
        return ""
    name, rest = words[0].rpartition("/")[2], words[1:]
    if name in _COMMANDS:
        subcommands, valued, server = _COMMANDS[name]
        return server if _subcommand(rest, valued) in subcommands else ""
    if name == "http.server":
        return "Python's http.server"
    if name == "bottle.py":
        chosen = any(word in {"-s", "--server"} or word.startswith("--server=") for word in rest)
        return "" if chosen else "Bottle's development server"
    return "Sanic's development mode" if name == "sanic" and "--dev" in rest else ""


def _subcommand(words: Sequence[str], valued: set[str]) -> str:
    at = 0
    while at < len(words) and words[at].startswith("-"):
        at += 2 if words[at] in valued else 1
    return words[at] if at < len(words) else ""


RULE = Rule(StartCommand, Severity.ERROR, check)
