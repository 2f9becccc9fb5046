r"""A line of the .dockerignore means another thing in another version of Docker.

## Why

Measured on engine 20.10 (BuildKit) and on client 28.2 with the same 300 files:

- `**.pem`: today everything that ends so; before, the names `.pem` alone.
- `a|b`, `a+b`, `(a)`: today these characters; before, an expression.
- `!**/*.py` behind `*`: today Python files at any depth come back; before, no folder that is left out was looked into.
- `!docs` behind `docs/*.md`: today the narrower line stands; before, the last line won.

Whoever builds with the older one (and some CI images do) gets another image from the same commit.

## Fix

Write `**/*.pem`; name folders that come back (`!src`, then leave out below it); put exceptions behind what they except.

## Bad

```text .dockerignore
**.pem
```

```text .dockerignore
*
!**/*.py
```

```text .dockerignore
docs/*.md
!docs
```

## Good

```text .dockerignore
*
!src
src/**/*.pem
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.ignore_file import IgnoreFile, Line

_SUFFIX = re.compile(r"\*\*[^/*]")
_EXPRESSION = re.compile(r"(?<!\\)[|+(){}]")
_WILDCARD = re.compile(r"[*?\[]")


def check(ignore: IgnoreFile) -> Iterator[Problem]:
    """At most one problem for each line."""
    before: list[Line] = []
    for line in ignore.lines:
        why = "" if line.broken else _why(line, before)
        if why:
            yield Problem(f"`{line.text[:60]}` is read differently by versions of Docker: {why}", ignore.location(line))
        before.append(line)


def _why(line: Line, before: list[Line]) -> str:
    if _SUFFIX.search(line.pattern):
        return "`**` without a slash was no suffix before"
    if _EXPRESSION.search(line.pattern):
        return "its punctuation was an expression before"
    if not line.negated:
        return ""
    fixed = line.pattern.removesuffix("/**").removesuffix("/*")
    if "/" in fixed and _WILDCARD.search(fixed) and any(_covers_folders(one) for one in before):
        return "folders that are left out were not looked into before"
    start = f"{line.pattern}/"
    if any(not one.negated and one.pattern.startswith(start) for one in before):
        return "it stands behind a narrower line, which it took back before"
    return ""


def _covers_folders(line: Line) -> bool:
    """Whether a line leaves out folders whole, by their names alone."""
    return not line.negated and line.pattern in {"*", "**", "**/*", "*/"}


RULE = Rule(IgnoreFile, Severity.NOTE, check)
