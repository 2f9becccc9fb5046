r"""A line of the .dockerignore can have no effect.

## Why

Somebody believes that it keeps something out. What it says is something else: a comment behind a pattern is part of the
pattern, an indented `#` is no comment, `../` leads out of the context, an exception in front of every exclusion brings
nothing back, and a line that is there twice does nothing the second time (only a note).

## Fix

Write the comment on a line of its own, or delete the line.

## Bad

```text .dockerignore
.git
secrets.json  # never ship these
```

```text .dockerignore
!README.md
*.md
```

```text .dockerignore
../secrets
```

## Good

```text .dockerignore
# never ship these
secrets.json
*.md
!README.md
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.ignore_file import IgnoreFile, Line

_TRAILING = re.compile(r"\S[ \t]+#")


def check(ignore: IgnoreFile) -> Iterator[Problem]:
    """At most one problem for each line."""
    excluded = False
    seen: dict[tuple[str, bool], Line] = {}
    for line in ignore.lines:
        why = "" if line.broken else _why(line, excluded=excluded)
        before = seen.get((line.pattern, line.negated))
        if why:
            yield Problem(f"`{line.text[:60]}` does nothing: {why}", ignore.location(line))
        elif before:
            message = f"`{line.text[:60]}` does nothing: line {before.number} says the same"
            yield Problem(message, ignore.location(line), severity=Severity.NOTE)
        if not line.negated:
            excluded = True
        # What says the opposite in between may make it count again.
        seen = {key: one for key, one in seen.items() if key[1] == line.negated}
        seen.setdefault((line.pattern, line.negated), line)


def _why(line: Line, *, excluded: bool) -> str:
    if line.text.startswith("#"):
        return "an indented `#` begins a pattern, not a comment"
    if _TRAILING.search(line.text):
        return "what follows a pattern is part of it, a comment too"
    if line.pattern == ".." or line.pattern.startswith("../"):
        return "it leads out of the build context"
    if line.pattern in {".", "/"}:
        return "it names the context itself"
    if line.negated and not excluded:
        return "nothing is left out before it that it could bring back"
    return ""


RULE = Rule(IgnoreFile, Severity.WARNING, check)
