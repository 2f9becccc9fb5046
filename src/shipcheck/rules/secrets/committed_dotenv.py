r"""A `.env` file is in git, or would go in with the next `git add`.

## Why

`.env` holds what differs between machines, secrets among it. Once committed it is in every clone and in the history,
also after it was deleted. It belongs in `.gitignore`; `.env.example` documents the names.

An error at every variable whose name says secret and that has a value, or whose value is a provider's token, a key or a
URL with a password, since each of them has to be rotated; in a value that is JSON, at every such member. Public keys,
ids, names and patterns are no secrets, nor is a URL that takes its password from another variable. A note where there is
none (front-end tools keep public switches in `.env.production` and the like).

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
    """One finding a secret, at its line; one for the whole file where it holds none."""
    if not file.shared:
        return
    secrets = [entry for entry in file.entries if entry.secret]
    for entry in secrets:
        said = f"gives `{entry.name}` a value" if entry.name else "holds a secret"
        yield Problem(f"`{file.path}` is in git and {said}", entry.location)
    if not secrets:
        yield Problem(f"`{file.path}` is in git", Location(file.path), severity=Severity.NOTE)


RULE = Rule(DotEnv, Severity.ERROR, check, sensitive=True)
