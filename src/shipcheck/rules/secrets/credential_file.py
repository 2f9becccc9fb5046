r"""A file that exists to hold credentials is in the repository.

## Why

`.pgpass`, `.netrc`, `.pypirc`, `.npmrc`, `.htpasswd` and the like belong to one person or one machine, and their lines
are passwords by definition, weak ones too. Hashes of passwords can be tried offline at leisure.

## Fix

`git rm --cached` the file, add it to `.gitignore`, and change what was in it.

## Bad

```text .pgpass
db.internal:5432:shop:shop:flour4water
```

## Good

```text .npmrc
//registry.internal/:_authToken=${NPM_TOKEN}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.secret_hit import SecretHit


def check(hit: SecretHit) -> Iterator[Problem]:
    """The detector says which rule a find belongs to."""
    if hit.rule == "credential-file":
        yield Problem(hit.said(f"{hit.kind} in the repository"), hit.location, key=hit.key, hint=hit.hint)


RULE = Rule(SecretHit, Severity.ERROR, check, sensitive=True)
