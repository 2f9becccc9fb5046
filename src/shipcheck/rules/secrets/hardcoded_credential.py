r"""A credential stands in a file that is shared.

## Why

Whoever can read the repository, its clones, its CI logs or the image can use the credential, and deleting the line
does not take it out of the history. Configuration that differs between machines, secrets first of all, lives in
environment variables.

Found with the plugins of detect-secrets (all but bare entropy): providers' token shapes, private keys, passwords in
URLs, and names that say password, secret or key. On its name alone a value is only reported where it ships: not in
tests, documentation and examples; a token with a provider's shape is a leak everywhere. `.secrets.baseline` and
`pragma: allowlist secret` are honoured.

## Fix

Rotate it, then read it from the environment: `os.environ["NAME"]`, with the name in `.env.example`.

## Bad

```python shop/config.py
DB_PASSWORD = "my_secret_password_123"
```

```yaml compose.yaml
services:
  db:
    environment:
      - POSTGRES_PASSWORD=gitea-and-tea
```

```text notes.txt
the pusher is AKIAQYLPMN5HFIQR7XYA for now
```

## Good

```python shop/config.py
import os

DB_PASSWORD = os.environ["DB_PASSWORD"]
PASSWORD_FIELD = "password"
INVALID_PASSWORD = "invalid_password"
```

```yaml compose.yaml
services:
  db:
    environment:
      - POSTGRES_PASSWORD=${POSTGRES_PASSWORD}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.context import context
from shipcheck.subjects.secret_hit import SecretHit

_PROSE = (".md", ".rst", ".adoc", ".txt", ".html")


def check(hit: SecretHit) -> Iterator[Problem]:
    """A shape speaks for itself; a name only where the file ships."""
    path = hit.location.path
    if not hit.shaped and (context(path) == "development" or path.endswith(_PROSE)):
        return
    what = f"`{hit.name}` is a literal" if hit.name else f"{hit.kind} in the open"
    yield Problem(what, hit.location, key=hit.key)


RULE = Rule(SecretHit, Severity.ERROR, check, same_as=("B105", "B106", "B107", "S105", "S106", "S107"), sensitive=True)
