r"""A development server answers.

## Why

Seen, not guessed: by the `Server` header, by what it writes when it starts, by its command line, or by the way it answers
a line that is no HTTP. Its own manual says not to use it in production: it reloads, shows tracebacks, and as the first
process of a container usually drops SIGTERM.

## Fix

Start a server made for it: gunicorn, uvicorn, hypercorn, granian or waitress.

## Bad

```json run.json
{
 "kind": "shipcheck-run",
 "services": [
  {
   "run": {
    "started": true,
    "ready": true,
    "places": {
     "command": {
      "path": "Dockerfile",
      "line": 9,
      "text": "CMD [\"gunicorn\", \"app:app\"]"
     },
     "dockerfile": {
      "path": "Dockerfile",
      "line": 1,
      "text": "FROM python:3.12-slim"
     }
    },
    "health": {
     "probe": "health",
     "path": "/",
     "status": 200,
     "server": "Werkzeug/3.1.3 Python/3.12.1",
     "marks": [
      "werkzeug"
     ]
    }
   }
  }
 ]
}
```

## Good

```json run.json
{
 "kind": "shipcheck-run",
 "services": [
  {
   "run": {
    "started": true,
    "ready": true,
    "places": {
     "command": {
      "path": "Dockerfile",
      "line": 9,
      "text": "CMD [\"gunicorn\", \"app:app\"]"
     },
     "dockerfile": {
      "path": "Dockerfile",
      "line": 1,
      "text": "FROM python:3.12-slim"
     }
    },
    "health": {
     "probe": "health",
     "path": "/",
     "status": 200,
     "server": "gunicorn"
    }
   }
  }
 ]
}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Settles, Severity
from shipcheck.subjects.container_run import ContainerRun
from shipcheck.subjects.fingerprints import DEVELOPMENT_SERVERS

# Those that say which server it is, before those that only say that it is one.
_ORDER = (*(one for one in DEVELOPMENT_SERVERS if one != "development-server"), "development-server", "bare-html")


def check(run: ContainerRun) -> Iterator[Problem]:
    """One problem, with the strongest sign of it."""
    answers = [one for one in (run.health, *run.answers) if one is not None]
    marks = {mark: f"`Server: {one.server}`" for one in answers for mark in one.marks if one.server}
    marks |= {mark: "the way it answers what is no HTTP" for one in answers for mark in one.marks if not one.server}
    marks |= {sign: "its log or its command line" for sign in run.signs if sign not in marks}
    found = next((mark for mark in _ORDER if mark in marks), "")
    # Alone, the bare answer is also that of eventlet.
    if not found or found == "bare-html" or not run.started:
        return
    name = _named(found, set(marks))
    chain = f": `{' -> '.join(run.places.chain)}`" if run.places.chain else ""
    yield Problem(f"{name} answers (seen by {marks[found]}){chain}", run.places.start.location)


def _named(found: str, marks: set[str]) -> str:
    """Django's server is one of wsgiref, and its log knows better than its header."""
    better = next((one for one in ("django-runserver", "bottle-wsgiref") if one in marks), "")
    return DEVELOPMENT_SERVERS[better if found == "wsgiref" and better else found]


def _denied(run: ContainerRun) -> str:
    """Only where it answered every question, and nothing gave a development server away."""
    answers = [one for one in (run.health, *run.answers) if one is not None]
    if not run.ready or run.answer("garbage") is None or run.signs or any(one.marks for one in answers):
        return ""
    server = next((one.server for one in answers if one.server), "")
    return f"`{server}` answers" if server else ""


RULE = Rule(ContainerRun, Severity.ERROR, check, settles=Settles(("development-server",), denied=_denied))
