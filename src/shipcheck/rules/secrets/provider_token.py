r"""A token of a known provider stands in a file.

## Why

Its shape says what it is and where it works; robots that watch public repositories try such tokens within minutes.
That is so in tests, examples and documentation too, so it is reported everywhere. Samples of the providers' own
documentation and values that were masked are left alone.

## Fix

Revoke it at the provider now, then read it from the environment.

## Bad

```text notes.txt
the pusher is AKIAQYLPMN5HFIQR7XYA for now
```

## Good

```text notes.txt
the pusher is AKIAIOSFODNN7EXAMPLE in the manual, and AKIA**************** here
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.secret_hit import SecretHit


def check(hit: SecretHit) -> Iterator[Problem]:
    """The detector says which rule a find belongs to."""
    if hit.rule == "provider-token":
        yield Problem(hit.said(f"{hit.kind} in the open"), hit.location, key=hit.key, hint=hit.hint)


RULE = Rule(SecretHit, Severity.ERROR, check, sensitive=True)
