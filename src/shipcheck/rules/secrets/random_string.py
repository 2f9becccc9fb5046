r"""A string looks random, and nothing says what it is. Off until it is switched on.

## Why

A key under a name that nobody knows, of a provider that nobody knows, looks like this; so do a thousand harmless
strings. Where a leak costs more than the time to look at each of them, switch the rule on: `enabled = true`, or name it
in `select`.

Judged are quoted strings, and unquoted values of configuration files, of 16 to 200 characters in files that ship. Not
tests, documents, lock files and generated ones, not digests, revisions and identifiers, and nothing that another rule
reports already.

## Fix

If it is a secret, rotate it and read it from the environment; if not, say so: `shipcheck: ignore[random-string] why`.

## Bad

```python shop/client.py
PARTNER = "x7Kd93jdk2Qw81mzLq0"
```

```ini shop.ini
[partner]
handle = x7Kd93jdk2Qw81mzLq0
```

## Good

```python shop/client.py
import os

PARTNER = os.environ["PARTNER"]
REVISION = "5c3ab1f0e2d94f7e8a6b1c0d9e8f7a6b5c4d3e2f"
TEMPLATE = "registration/password_reset_form.html"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Check, Option, Options, Problem, Rule, Severity
from shipcheck.subjects.random_string import RandomString


def check(string: RandomString) -> Iterator[Problem]:
    """Whether it is a secret only a person can say."""
    what = f"`{string.name}` is a random-looking string" if string.name else "a random-looking string"
    yield Problem(what, string.location, key=string.key)


def _tuned(values: Options) -> Check[RandomString]:
    del values
    return check


RULE = Rule(
    RandomString,
    Severity.WARNING,
    check,
    sensitive=True,
    options=(Option("enabled", default=False, doc="whether to judge it at all; naming it in `select` does, too"),),
    tuned=_tuned,
)
