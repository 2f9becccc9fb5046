r"""Importing the module starts the development server.

## Why

gunicorn, uvicorn, tests and management commands import the module to get the application. `app.run()` outside of a
function and of `if __name__ == "__main__":` runs then, too: gunicorn's port is bound but nobody answers on it, while
Werkzeug serves on a port of its own (measured).

## Fix

Put it under `if __name__ == "__main__":`.

## Bad

```python app.py
from flask import Flask

app = Flask(__name__)
app.run(host="0.0.0.0")
```

## Good

```python app.py
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run(host="0.0.0.0")
```

```python tui.py
from textual.app import App

app = App()
app.run()
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.python_module import PythonModule

_GATE = re.compile(rb"(?m)^[^\n#]*\brun\w*[ \t]*\(")
_WORTH = re.compile(rb"(?i)flask|quart|dash|bottle|connexion|werkzeug|\bapp\b|server")


def check(module: PythonModule) -> Iterator[Problem]:
    """Files without the words are not parsed; `__main__.py` is only ever run."""
    if module.context == "development" or module.path.endswith("__main__.py"):
        return
    if not module.mentions(_GATE) or not module.mentions(_WORTH):
        return
    from shipcheck.subjects.python_script import import_runs  # noqa: PLC0415  # `ast` only for who needs it

    for run in import_runs(module):
        yield Problem(f"`{run.text}` starts a development server whenever this module is imported", run.location)


RULE = Rule(PythonModule, Severity.WARNING, check)
