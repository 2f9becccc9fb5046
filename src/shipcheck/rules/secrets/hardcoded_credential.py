r"""A password, a key or a token is a literal in a file that ships.

## Why

Whoever can read the repository, its clones, its CI logs or the image can use the credential, and deleting the line
does not take it out of the history. Configuration that differs between machines, secrets first of all, lives in
environment variables.

Judged by the name (password, secret, token, key and their kin) and the value together, in every idiom of Python and in
configuration formats; not in tests, documentation and examples, and not what only speaks of a secret: form fields,
references, placeholders, constants that are their own name. `.secrets.baseline` and `pragma: allowlist secret` are
honoured.

## Fix

Rotate it, then read it from the environment: `os.environ["NAME"]`, with the name in `.env.example`.

## Bad

```python shop/config.py
import os

DB_PASSWORD = "my_secret_password_123"
```

```python app.py
app.config["SECRET_KEY"] = "kx8-rosinen-2v"
```

```toml settings.toml
[mail]
password = "flour4water"
```

## Good

```python shop/config.py
import os

DB_PASSWORD = os.environ["DB_PASSWORD"]
PASSWORD_FIELD = "password"
INVALID_PASSWORD = "invalid_password"
```

```toml settings.toml
[mail]
password = "${MAIL_PASSWORD}"
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shipcheck.model import Edit, Problem, Rule, Severity
from shipcheck.subjects.secret_hit import SecretHit


def check(hit: SecretHit) -> Iterator[Problem]:
    """The detector says which rule a find belongs to."""
    if hit.rule == "hardcoded-credential":
        yield Problem(
            hit.said(f"`{hit.name}` is a literal" if hit.name else "a credential is a literal"),
            hit.location,
            key=hit.key,
            hint=hit.hint,
            edit=_from_environment(hit),
        )


def _from_environment(hit: SecretHit) -> Edit | None:
    """In Python, for a constant: the variable of the same name."""
    constant = hit.location.path.endswith(".py") and re.fullmatch(r"[A-Z][A-Z0-9_]*", hit.name)
    return Edit(new=f'os.environ["{hit.name}"]', secret=True, needs="import os") if constant else None


RULE = Rule(SecretHit, Severity.ERROR, check, same_as=("B105", "B106", "B107", "S105", "S106", "S107"), sensitive=True)
