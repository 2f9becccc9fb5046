r"""What was downloaded is run without a look at it.

## Why

`curl ... | sh` runs whatever the server sends today, as root and without a checksum: two builds of one commit may differ,
and a connection that breaks half-way runs half a script. A note over https, a warning where anybody on the way could
answer.

## Fix

Download a fixed version, check its digest, then run it; or take it from an image: `COPY --from=`.

For uv: `COPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/`.

## Bad

```dockerfile Dockerfile
FROM python:3.12-slim
RUN curl -sSL https://install.python-poetry.org | python3 -
```

```dockerfile Dockerfile
FROM python:3.12-slim
RUN bash -c "$(wget -qO- http://example.com/install.sh)"
```

## Good

```dockerfile Dockerfile
FROM python:3.12-slim
RUN curl -fsSLo install.sh https://example.com/1.2.3/install.sh \
 && echo "0123abcd  install.sh" | sha256sum -c - \
 && sh install.sh
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.dockerfile import Dockerfile, location
from shipcheck.subjects.dockerfile_runs import reached, shell_text

_RUNS = r"(?:sudo\s{1,4}(?:-\w{1,8}\s{1,4}){0,3})?(?:env\s{1,4})?(?:\w{1,40}=\S{0,80}\s{1,4}){0,4}(?:/(?:usr/)?(?:local/)?bin/)?(?:(?:ba|da|a|z|k)?sh|python[\d.]{0,5}|perl|ruby)\b"
_FETCH = r"\b(?:curl|wget)\b(?=[^|;&\n]{0,400}?(https?://))[^|;&\n]{0,600}"
_PIPED = re.compile(rf"{_FETCH}\|\s{{0,8}}{_RUNS}(?!\s{{1,4}}-c\b)")
_INSIDE = re.compile(
    rf"(?:\b(?:ba|da|a|z)?sh\s{{1,4}}(?:-\w{{1,8}}\s{{1,4}}){{0,3}}[\"']?(?:\$\(|`|<\()|\beval\s{{1,4}}[\"']?\$\(|(?<!\S)(?:\.|source)\s{{1,4}}<\()\s{{0,4}}{_FETCH}"
)


def check(dockerfile: Dockerfile) -> Iterator[Problem]:
    """One problem for each `RUN`."""
    for _, one in reached(dockerfile):
        text = shell_text(one).replace("\\\n", " ") if one.name == "RUN" else ""
        if "curl" not in text and "wget" not in text:
            continue
        found = _PIPED.search(text) or _INSIDE.search(text)
        if found:
            plain = found.group(1) == "http://"
            way = " without encryption" if plain else ""
            message = f"a download{way} is run as it comes: `{' '.join(found.group().split())[:80]}`"
            yield Problem(message, location(one), severity=Severity.WARNING if plain else Severity.NOTE)


RULE = Rule(Dockerfile, Severity.NOTE, check)
