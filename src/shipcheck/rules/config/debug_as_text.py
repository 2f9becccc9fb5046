r"""A debug flag takes the text of a variable for a truth value.

## Why

Variables of the environment are text, and every text but the empty one is true: with `DEBUG=0` and `DEBUG=False` the
flag is on. `bool("0")` is `True`; it stands in the most copied tutorial on Django in Docker. Measured:
`decouple.config("DEBUG", default=False)` returns the text `False`, which is true, when the variable says so.

## Fix

Compare the text: `DEBUG = os.environ.get("DEBUG") == "1"`, or let a library cast it: `config("DEBUG", cast=bool)`.

## Bad

```python settings.py
import os

DEBUG = bool(os.environ.get("DEBUG", default=0))
```

```python app.py
import os

from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run(debug=os.environ.get("FLASK_DEBUG"))
```

## Good

```python settings.py
import os

DEBUG = os.environ.get("DEBUG", "").lower() in ("1", "true", "yes")
```

```python settings.py
from decouple import config

DEBUG = config("DEBUG", default=False, cast=bool)
```

```python settings.py
import os

DEBUG = bool(int(os.environ.get("DEBUG", "0")))
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.python_module import PythonModule

_GATE = re.compile(rb"(?i)debug")
_WORTH = re.compile(rb"environ|getenv|decouple|\benv\b|Config\(")


def check(module: PythonModule) -> Iterator[Problem]:
    """Files without the words are not parsed."""
    if module.context == "development" or not module.mentions(_GATE) or not module.mentions(_WORTH):
        return
    from shipcheck.subjects.debug_defaults import doubts  # noqa: PLC0415  # `ast` only for who needs it

    for one in doubts(module):
        if one.kind == "text":
            yield Problem(f'debug mode is on for every text of `{one.name}`, also for "0" and "False"', one.location)


RULE = Rule(PythonModule, Severity.ERROR, check)
