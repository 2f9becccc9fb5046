r"""A `.env` file is in git, or would go in with the next `git add`.

## Why

`.env` holds what differs between machines, secrets among it. Once committed it is in every clone and in the history,
also after it was deleted. It belongs in `.gitignore`; `.env.example` documents the names.

An error where a secret-like name has a value; a note where there is none (front-end tools keep public switches in
`.env.production` and the like).

## Fix

`git rm --cached` the file, add it to `.gitignore`, rotate what was in it, and keep the names in `.env.example`.

## Bad

```dotenv .env
SECRET_KEY=8f2kd0x7w1-prod
DEBUG=0
```

```dotenv deploy/prod.env
DATABASE_URL=postgres://shop:9dk2hw8f@db/shop
```

## Good

```dotenv .env.example
SECRET_KEY=
DATABASE_URL=postgres://user:password@localhost/shop
```

```text .gitignore
.env
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Location, Problem, Rule, Severity
from shipcheck.subjects.dotenv import DotEnv


def check(file: DotEnv) -> Iterator[Problem]:
    """One finding a file; where it holds a secret, at that line."""
    if not file.shared:
        return
    secret = next((entry for entry in file.entries if entry.secret), None)
    if secret:
        yield Problem(f"`{file.path}` is in git and gives `{secret.name}` a value", secret.location)
    else:
        yield Problem(f"`{file.path}` is in git", Location(file.path), severity=Severity.NOTE)


RULE = Rule(DotEnv, Severity.ERROR, check, sensitive=True)
