r"""The module that servers import takes the settings for development unless told otherwise.

## Why

`wsgi.py` and `asgi.py` are what production imports. If `DJANGO_SETTINGS_MODULE` is missing there, nothing fails: the
site comes up with `DEBUG = True`. `manage.py` is a developer's tool and is not judged.

## Fix

Name the settings for production: `os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings.production")`.

## Bad

```python shop/wsgi.py
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings.local")
application = get_wsgi_application()
```

## Good

```python shop/wsgi.py
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings.production")
application = get_wsgi_application()
```

```python manage.py
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings.local")
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.python_module import PythonModule

_GATE = re.compile(rb"DJANGO_SETTINGS_MODULE|DJANGO_CONFIGURATION")


def check(module: PythonModule) -> Iterator[Problem]:
    """Only the modules that servers import."""
    name = module.path.rpartition("/")[2]
    if name not in {"wsgi.py", "asgi.py"} or module.context == "development" or not module.mentions(_GATE):
        return
    from shipcheck.subjects.settings_modules import default_settings  # noqa: PLC0415  # `ast` only for who needs it

    for node, text in default_settings(module):
        yield Problem(f"servers run with `{text}` unless the environment names other settings", module.location(node))


RULE = Rule(PythonModule, Severity.WARNING, check)
