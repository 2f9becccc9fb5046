r"""A value of the developer's own `.env` stands in a file that is about to be shared.

## Why

It is the one find that needs no guess: the password that works is here, whatever the line calls it, in a test, a
document or a shell script as well. It gets there by pasting while something does not work.

Compared are values of at least eight characters that look random or stand under a strong name, of `.env`, `.env.local`,
`.envrc`, `prod.env` and the like that git does not have, in the root and beside Dockerfiles, Compose files and
`manage.py`: as they are, URL-encoded and in base64. That happens in memory; the value is never shown, written or hashed.
Values that `.env.example` holds too are samples. A place that another rule reports stays with that rule, which then
says whose value it is.

## Fix

Read it from the environment here, too; once it was pushed, rotate it.

## Bad

```text .gitignore
.env
```
```dotenv .env
SHOP_PIN=vk29dq7xw0ml
```
```python tests/test_login.py
def test_login(client):
    assert client.post("/login", data={"pin": "vk29dq7xw0ml"}).status_code == 200
```

```text .gitignore
.env
```
```dotenv .env
DATABASE_URL=postgres://shop:flour4water@db.internal/shop
```
```markdown docs/setup.md
Then run `psql -U shop` and give it flour4water when it asks.
```

## Good

```text .gitignore
.env
```
```dotenv .env
DEBUG=development
POSTGRES_HOST=localhost
POSTGRES_PASSWORD=postgres
SHOP_PIN=vk29dq7xw0ml
```
```python tests/test_login.py
import os

HOST = "localhost"

def test_login(client):
    assert client.post("/login", data={"pin": os.environ["SHOP_PIN"]}).status_code == 200
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.secret_hit import SecretHit


def check(hit: SecretHit) -> Iterator[Problem]:
    """The collector says where a value stands, and from which file it is."""
    if hit.rule == "known-value":
        yield Problem(
            f"here stands the value of `{hit.name}` from {hit.kind}", hit.location, key=hit.key, hint=hit.hint
        )


RULE = Rule(SecretHit, Severity.ERROR, check, sensitive=True)
