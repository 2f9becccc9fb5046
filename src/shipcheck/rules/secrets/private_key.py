r"""A private key stands in a file.

## Why

Whoever has the file can be whoever the key belongs to: a server, a deployer, an app. A passphrase on it only buys
time. Reported everywhere, also in tests; a head without a body, as documents show it, is left alone.

## Fix

Make a new key pair, revoke the old one, and mount the key where it is used instead of committing it.

## Bad

```text deploy/key.pem
-----BEGIN RSA PRIVATE KEY-----
MIIEowIBAAKCAQEA7bq0Zs3nJ1xQ9vT2kLr8fWmYcHdUeXoP4iSaGtBzNqRjVhKw
D5u6yM0gEl3CpIxFv7TnAZs9Qk2Rb8WjXhUo1YcLdGtMfPiS4eVqKaNzBrJwHy6D
-----END RSA PRIVATE KEY-----
```

## Good

```markdown docs/keys.md
The file begins with `-----BEGIN RSA PRIVATE KEY-----` and ends with `-----END RSA PRIVATE KEY-----`.
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.secret_hit import SecretHit


def check(hit: SecretHit) -> Iterator[Problem]:
    """The detector says which rule a find belongs to."""
    if hit.rule == "private-key":
        yield Problem(hit.said(f"{hit.kind} in the open"), hit.location, key=hit.key, hint=hit.hint)


RULE = Rule(SecretHit, Severity.ERROR, check, sensitive=True)
