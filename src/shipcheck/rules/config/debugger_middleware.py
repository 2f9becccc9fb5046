r"""An interactive debugger is wrapped around the application, or listens beside it.

## Why

`DebuggedApplication` serves a console that runs any Python to whoever causes an error, behind whatever server stands in
front of it: it needs no debug mode and no development server. aiohttp's debug toolbar shows every request's secrets, and
its tracebacks have the same console. `debugpy.listen` and its like open a port on which anybody runs any code.

## Fix

Wrap it only where debug mode is on: `if app.debug: app.wsgi_app = DebuggedApplication(app.wsgi_app)`.

## Bad

```python wsgi.py
from werkzeug.debug import DebuggedApplication

from shop import app

application = DebuggedApplication(app, evalex=True)
```

## Good

```python wsgi.py
from werkzeug.debug import DebuggedApplication

from shop import app

if app.debug:
    app.wsgi_app = DebuggedApplication(app.wsgi_app, evalex=True)
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.python_module import PythonModule

_GATE = re.compile(rb"DebuggedApplication|aiohttp_debugtoolbar|debug_toolbar|debugpy|ptvsd|pydevd|rpdb")


def check(module: PythonModule) -> Iterator[Problem]:
    """Only files that have a word are parsed."""
    if module.context == "development" or not module.mentions(_GATE):
        return
    from shipcheck.subjects.debug_tools import debug_tools  # noqa: PLC0415  # `ast` only for who needs it

    for location, text in debug_tools(module):
        yield Problem(f"an interactive debugger is part of what ships: `{text}`", location)


RULE = Rule(PythonModule, Severity.ERROR, check)
