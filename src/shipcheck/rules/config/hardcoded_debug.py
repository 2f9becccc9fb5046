r"""Debug mode is switched on in the code.

## Why

Debug mode shows tracebacks with the values of variables to every visitor; Werkzeug's debugger runs any Python that is
typed into its console, guarded by a PIN alone. Written into the code, it goes wherever the code goes, and no setting of
the environment can switch it off.

Judged are `run(debug=...)` of Flask, Quart, Dash, Sanic, Bottle, Connexion and Flask-SocketIO applications, wherever
they were made, `run_simple(use_debugger=...)`, `debug=True` of FastAPI, Starlette, Litestar, Tornado and aiohttp
applications, `app.debug = True`, `app.config["DEBUG"] = True` and its other spellings, a configuration for development
that is loaded by name, and `DEBUG = True` in the settings of Django and Flask that ship, classes among them. Not judged:
what stands behind a test of the environment, files for development and tests, and a base whose `DEBUG` the settings for
production set again.

## Fix

Read it from the environment, with a default of off: `debug=os.environ.get("FLASK_DEBUG") == "1"`.

Or leave it out: `flask run --debug` switches it on from outside.

## Bad

```python app.py
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run(host="0.0.0.0", debug=True)
```

```python run.py
from shop import app

app.run(debug=True)
```
```python shop/__init__.py
from flask import Flask

app = Flask(__name__)
```

```python app.py
from flask import Flask

app = Flask(__name__)
app.config["DEBUG"] = True
```

## Good

```python app.py
import os

from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run(debug=os.environ.get("FLASK_DEBUG") == "1")
```

```python job.py
import asyncio

import flask

asyncio.run(main(), debug=True)
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shipcheck.model import Edit, Problem, Rule, Severity
from shipcheck.subjects.python_module import PythonModule

_GATE = re.compile(
    rb"(?i)\bdebug[\"']?\s*[=:\]]|use_debugger|autoreload\s*=|\bfrom_(?:object|pyfile)\(|FLASK_(?:ENV|DEBUG)[\"']?\s*\]"
    rb"|bottle\.debug\(|\brun\s*\([^(),]{0,200},[^(),]{0,200},\s*(?:True|[1-9]|[A-Z_]+\b)"
)
_WORTH = re.compile(
    rb"bottle\.debug\(|\brun\w*\s*\(|\.debug\s*=|\bDEBUG\b|FastAPI|Starlette|Litestar|tornado|aiohttp|blacksheep|\bfrom_(?:object|pyfile)\(|FLASK_"
)


def check(module: PythonModule) -> Iterator[Problem]:
    """Files without the words are not parsed."""
    if module.context == "development" or not module.mentions(_GATE) or not module.mentions(_WORTH):
        return
    from shipcheck.subjects.debug_switches import debug_switches  # noqa: PLC0415  # `ast` only for who needs it

    for switch in debug_switches(module):
        edit = Edit("True", "False") if "True" in switch.text else None
        yield Problem(f"debug mode is hard-coded: `{switch.text}`", switch.location, edit=edit)


RULE = Rule(PythonModule, Severity.ERROR, check, same_as=("B201", "S201"))
