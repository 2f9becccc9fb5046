r"""A secret falls back to a literal when its variable is not set.

## Why

The variable is forgotten once, on one machine, and the app starts cheerfully with a key that everybody can read in the
repository. Sessions can then be forged, and nothing in the log says so. A placeholder is no better: the app boots with
it all the same. A missing secret has to stop the start.

## Fix

Drop the literal, so that a missing variable fails early: `os.environ["SECRET_KEY"]`.

## Bad

```python config.py
import os

SECRET_KEY = os.environ.get("SECRET_KEY") or "you-will-never-guess"
```

```python config.py
import os

DB_PASSWORD = os.getenv("DB_PASSWORD", "changeme")
```

## Good

```python config.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
DB_PASSWORD = os.getenv("DB_PASSWORD", "")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Edit, Problem, Rule, Severity
from shipcheck.subjects.secret_hit import SecretHit

_DEMANDED = Edit(fallback=True)


def check(hit: SecretHit) -> Iterator[Problem]:
    """The detector says which rule a find belongs to."""
    if hit.rule == "secret-fallback":
        yield Problem(
            hit.said(f"`{hit.name}` falls back to a literal" if hit.name else "a secret falls back to a literal"),
            hit.location,
            key=hit.key,
            hint=hit.hint,
            edit=_DEMANDED if hit.location.path.endswith(".py") else None,
        )


RULE = Rule(SecretHit, Severity.ERROR, check, sensitive=True)
