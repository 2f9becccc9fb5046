r"""A container is given a password as a literal.

## Why

What stands in `environment:`, in ENV and ARG or in a Secret's manifest is what runs, however weak it is: the sample
password of a tutorial is the password of production. In an image it can be read by everybody who can pull it.

## Fix

Refer to a variable (`${POSTGRES_PASSWORD:?}`), a secret file, or the platform's secret store.

## Bad

```yaml compose.yaml
services:
  db:
    image: postgres:17.2
    environment:
      - POSTGRES_PASSWORD=gitea-and-tea
```

```dockerfile Dockerfile
FROM python:3.12-slim
ENV SECRET_KEY=kx8-rosinen-2v
```

## Good

```yaml compose.yaml
services:
  db:
    image: postgres:17.2
    environment:
      - POSTGRES_PASSWORD=${POSTGRES_PASSWORD:?}
      - REDIS_PASSWORD_FILE=/run/secrets/redis
```

```dockerfile Dockerfile
FROM python:3.12-slim
RUN SECRET_KEY=build-only python manage.py collectstatic
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shipcheck.model import Edit, Problem, Rule, Severity
from shipcheck.subjects.secret_hit import SecretHit


def check(hit: SecretHit) -> Iterator[Problem]:
    """The detector says which rule a find belongs to."""
    if hit.rule == "container-credential":
        yield Problem(
            hit.said(
                f"`{hit.name}` is given to a container as a literal" if hit.name else "a container is given a literal"
            ),
            hit.location,
            key=hit.key,
            hint=hit.hint,
            edit=_asked(hit),
        )


def _asked(hit: SecretHit) -> Edit | None:
    """In a compose file: the variable of whoever starts it, without which it does not start."""
    compose = re.search(r"(?i)compose[^/]*\.ya?ml$", hit.location.path) and re.fullmatch(r"[A-Z_][A-Z0-9_]*", hit.name)
    return Edit(new=f"${{{hit.name}:?}}", secret=True) if compose else None


RULE = Rule(SecretHit, Severity.ERROR, check, same_as=("DL3064",), sensitive=True)
