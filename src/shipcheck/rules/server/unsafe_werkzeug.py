r"""Werkzeug's development server is allowed in production.

## Why

Flask-SocketIO refuses to run on Werkzeug where no terminal is attached, as in a container, because it is not made for
it. `allow_unsafe_werkzeug=True` silences the refusal and changes nothing about its reason.

## Fix

Start gunicorn with one worker that can hold connections: `gunicorn -w 1 --threads 100 app:app`.

Or `gunicorn -k gevent -w 1 app:app`; Flask-SocketIO's page on deployment has both.

## Bad

```python app.py
from flask import Flask
from flask_socketio import SocketIO

app = Flask(__name__)
socketio = SocketIO(app)

if __name__ == "__main__":
    socketio.run(app, host="0.0.0.0", allow_unsafe_werkzeug=True)
```

## Good

```python app.py
from flask import Flask
from flask_socketio import SocketIO

app = Flask(__name__)
socketio = SocketIO(app)

if __name__ == "__main__":
    socketio.run(app)
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.python_module import PythonModule

_GATE = re.compile(rb"allow_unsafe_werkzeug")


def check(module: PythonModule) -> Iterator[Problem]:
    """Only files that have the word are parsed."""
    if module.context == "development" or not module.mentions(_GATE):
        return
    from shipcheck.subjects.python_script import unsafe_runs  # noqa: PLC0415  # `ast` only for who needs it

    for run in unsafe_runs(module):
        yield Problem(f"`{run.text}` allows Werkzeug's development server in production", run.location)


RULE = Rule(PythonModule, Severity.ERROR, check)
