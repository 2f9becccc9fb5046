r"""Django answers for every host name.

## Why

`ALLOWED_HOSTS = ["*"]` switches the check of the Host header off: password-reset mails carry whatever host the sender
of the request chose, caches are poisoned with it. `manage.py check --deploy` does not say a word about it (measured).

Settings for development and tests, and a base that the settings for production reset, are not judged.

## Fix

List the hosts, or read them: `ALLOWED_HOSTS = os.environ["ALLOWED_HOSTS"].split(",")`.

## Bad

```python shop/settings.py
ALLOWED_HOSTS = ["*"]
```

```python shop/settings.py
import os

ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "*").split(",")
```

## Good

```python shop/settings.py
import os

ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "").split(",")
```

```python settings/base.py
ALLOWED_HOSTS = ["*"]
```
```python settings/production.py
from .base import *

ALLOWED_HOSTS = ["shop.example.com"]
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.python_module import PythonModule

_GATE = re.compile(rb"\bALLOWED_HOSTS\b")
_STAR = re.compile(rb"[\"'][^\"'\n]{0,200}\*")


def check(module: PythonModule) -> Iterator[Problem]:
    """Only files that have the name and a star are parsed."""
    if module.context == "development" or not module.mentions(_GATE) or not module.mentions(_STAR):
        return
    from shipcheck.subjects.settings_modules import open_hosts  # noqa: PLC0415  # `ast` only for who needs it

    for one in open_hosts(module):
        severity = Severity.ERROR if one.context == "production" else None
        yield Problem(f"every host is allowed: `{one.text}`", module.location(one.node), severity=severity)


RULE = Rule(PythonModule, Severity.WARNING, check)
