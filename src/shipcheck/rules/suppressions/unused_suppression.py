r"""A suppression silences nothing.

## Why

What it silenced was mended, moved, or its rule was misspelt. Left standing it would one day hide a new fault on its
line. It is only said when the rules it names were run on the file.

## Fix

Delete the comment, or correct the name of the rule.

## Bad

```text requirements.txt
flask==3.1.2  # shipcheck: ignore[unpinned-requirement] it moves too fast
```

```text requirements.txt
flask  # shipcheck: ignore[unpined-requirement] it moves too fast
```

## Good

```text requirements.txt
flask  # shipcheck: ignore[unpinned-requirement] it moves too fast
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.suppression import Suppression


def check(comment: Suppression) -> Iterator[Problem]:
    """A name that is no rule is said as such; one that matched nothing only where it was asked."""
    for name in comment.unknown:
        yield Problem(f"the suppression names `{name}`, which is no rule", comment.location)
    if comment.rules and comment.judged and not comment.used and not comment.unknown:
        yield Problem(f"the suppression of `{', '.join(comment.rules)}` silences nothing", comment.location)


RULE = Rule(Suppression, Severity.WARNING, check)
