r"""A URL carries a password.

## Why

Connection strings are copied into settings, scripts and examples with the password inside, and from there into logs
and error messages, which show URLs freely. Samples (`user:password@localhost`), references and URLs in tests are left
alone.

An easy password counts where the host is a service of the same network (`shop:shop@db`): it is what the deployment runs
with. One that was drawn counts at a public host in documents and tests, too.

## Fix

Read the whole URL from the environment: `os.environ["DATABASE_URL"]`.

## Bad

```python settings.py
DATABASE_URL = "postgres://shop:9dk2hw8fv@db.internal/shop"
```

```yaml compose.yaml
services:
  web:
    image: shop
    environment:
      DATABASE_URL: postgres://shop:shop@db/shop
```

```markdown README.md
    export DATABASE_URL=postgres://shop:v8Kp2ZsXq0LtRb6NwYc4HdJm@db-eu-1.ondigitalocean.com/shop
```

## Good

```python settings.py
import os

DATABASE_URL = os.environ["DATABASE_URL"]
LOCAL = "postgres://postgres:postgres@localhost/shop"
```

```markdown README.md
    export DATABASE_URL=postgres://shop:shop@db/shop
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
