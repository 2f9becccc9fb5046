r"""Debug mode is on wherever nobody switches it off.

## Why

A variable that was forgotten, misspelt or lost in a deployment must leave the safe state, and that is off. With a
default of on the first deployment without the variable shows tracebacks, settings and, with Werkzeug, a console to
everybody.

Judged are defaults of reads of the environment by `os`, python-decouple, django-environ, environs and pydantic, and of
helpers of the project's own, where they end in a debug flag; `FLASK_ENV`, `APP_ENV`, `ENV`, `DJANGO_ENV` and
`FLASK_CONFIG` with a default for development; and variables that name a configuration, with that for development as
their default. Files for development and tests are not judged.

## Fix

Let off be the default: `DEBUG = os.environ.get("DEBUG", "0") == "1"`.

## Bad

```python settings.py
import os

DEBUG = os.environ.get("DEBUG", "True") == "True"
```

```python config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    debug: bool = True
```

```python shop/settings.py
import environ

env = environ.Env(DEBUG=(bool, True))
DEBUG = env("DEBUG")
```

## Good

```python settings.py
import os

DEBUG = os.environ.get("DEBUG", "False") == "True"
```

```python settings/local.py
import os

DEBUG = os.environ.get("DEBUG", "1") == "1"
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.python_module import PythonModule

_GATE = re.compile(rb"(?i)debug|FLASK_ENV|APP_ENV|\bENV\b|DJANGO_ENV|FLASK_CONFIG|[.:]dev|[.:]local")
_WORTH = re.compile(rb"environ|getenv|decouple|BaseSettings|\benv\b|Config\(")


def check(module: PythonModule) -> Iterator[Problem]:
    """Files without the words are not parsed."""
    if module.context == "development" or module.path.rpartition("/")[2] == "manage.py":
        return
    if not module.mentions(_GATE) or not module.mentions(_WORTH):
        return
    from shipcheck.subjects.debug_defaults import doubts  # noqa: PLC0415  # `ast` only for who needs it

    for one in doubts(module):
        if one.kind == "default":
            yield Problem(f"debug mode is on unless `{one.name}` says otherwise", one.location)
        elif one.kind == "mode":
            severity = Severity.WARNING
            yield Problem(
                f"`{one.name}` is `{one.text}` unless somebody says otherwise", one.location, severity=severity
            )


RULE = Rule(PythonModule, Severity.ERROR, check)
