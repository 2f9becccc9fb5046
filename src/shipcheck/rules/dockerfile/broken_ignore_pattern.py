r"""A line of the .dockerignore is no pattern: the build stops.

## Why

Docker reads the whole file before it does anything else, and refuses it with "syntax error in pattern" or "illegal
exclusion pattern": a class `[...]` that is empty or not closed, a range backwards, a backslash at the end, a `!` with
nothing behind it.

## Fix

Close the class, or escape the character: `\[draft\]`.

## Bad

```text .dockerignore
.git
[draft
```

## Good

```text .dockerignore
.git
\[draft\]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.ignore_file import IgnoreFile


def check(ignore: IgnoreFile) -> Iterator[Problem]:
    """One problem for each line that Docker refuses."""
    for line in ignore.lines:
        if line.broken:
            yield Problem(f"Docker refuses the pattern `{line.text[:60]}`: the build stops here", ignore.location(line))


RULE = Rule(IgnoreFile, Severity.ERROR, check)
