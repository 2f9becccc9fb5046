r"""An unquoted value is another type than it looks like.

## Why

To readers of YAML 1.1, `22:22` is a number to base 60, 1342, and `no` is a boolean. docker-compose 1 and podman-compose
read so: the port is gone, and `restart: no` is refused. Compose 2 reads text in both places; the file means one thing
here and another there.

Judged are the ports and the restart policy of services that are deployed. `8000:80` is safe: 80 is no digit to base 60.

## Fix

Put quotes around it: `"22:22"`, `restart: "no"`.

## Bad

```yaml compose.yaml
services:
  sftp:
    image: atmoz/sftp:alpine-3.7
    ports:
      - 2222:22
```

```yaml compose.yaml
services:
  migrate:
    image: shop:1.4
    restart: no
```

## Good

```yaml compose.yaml
services:
  sftp:
    image: atmoz/sftp:alpine-3.7
    restart: "no"
    ports:
      - "2222:22"
      - 8000:80
      - 127.0.0.1:25:25
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shipcheck.model import Edit, Problem, Rule, Severity
from shipcheck.subjects.compose import ComposeFile

# As PyYAML resolves integers and booleans.
_BASE_60 = re.compile(r"[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+")
_FALSE = frozenset({"no", "off", "false"})


def check(compose: ComposeFile) -> Iterator[Problem]:
    """Only the two places where the other reading breaks something."""
    for service in compose.deployed():
        for key in ("ports", "expose"):
            for port in service.items(key):
                text = port.text or ""
                if port.plain and _BASE_60.fullmatch(text):
                    message = f"`{text[:60]}` without quotes is the number {_number(text)}"
                    yield Problem(message, port.location, edit=Edit(text, f'"{text}"'))
        restart = service.entry("restart")
        if restart and restart.value.plain and (restart.value.text or "").lower() in _FALSE:
            shown = restart.value.text or ""
            edit = Edit(f": {shown}", f': "{shown}"')
            yield Problem(f"`restart: {shown}` without quotes is a boolean", restart.value.location, edit=edit)


def _number(text: str) -> int:
    number = 0
    for digit in text[:60].replace("_", "").split(":"):
        number = number * 60 + int(digit or 0)
    return number


RULE = Rule(ComposeFile, Severity.WARNING, check)
