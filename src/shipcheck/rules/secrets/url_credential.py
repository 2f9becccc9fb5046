r"""A URL carries a password.

## Why

Connection strings are copied into settings, scripts and examples with the password inside, and from there into logs
and error messages, which show URLs freely. Samples (`user:password@localhost`), references and URLs in tests are left
alone.

## Fix

Read the whole URL from the environment: `os.environ["DATABASE_URL"]`.

## Bad

```python settings.py
DATABASE_URL = "postgres://shop:9dk2hw8fv@db.internal/shop"
```

## Good

```python settings.py
import os

DATABASE_URL = os.environ["DATABASE_URL"]
LOCAL = "postgres://postgres:postgres@localhost/shop"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.secret_hit import SecretHit


def check(hit: SecretHit) -> Iterator[Problem]:
    """The detector says which rule a find belongs to."""
    if hit.rule == "url-credential":
        yield Problem(hit.said(f"{hit.kind} in the open"), hit.location, key=hit.key, hint=hit.hint)


RULE = Rule(SecretHit, Severity.ERROR, check, sensitive=True)
