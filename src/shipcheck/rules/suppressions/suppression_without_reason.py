r"""A suppression does not say why.

## Why

A silenced finding is a decision. Without its reason the next reader can neither trust it nor dare to remove it, and
silence spreads by copying. A suppression without a reason silences nothing.

## Fix

Write the reason behind the bracket: `# shipcheck: ignore[RULE] why this is right here`.

## Bad

```text requirements.txt
flask  # shipcheck: ignore[unpinned-requirement]
```

## Good

```text requirements.txt
flask  # shipcheck: ignore[unpinned-requirement] the platform image brings its own build
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.suppression import Suppression


def check(comment: Suppression) -> Iterator[Problem]:
    """A reason and the name of a rule are required."""
    if not comment.rules:
        yield Problem("the suppression does not name a rule", comment.location)
    elif not comment.reason:
        yield Problem(f"the suppression of `{', '.join(comment.rules)}` gives no reason", comment.location)


RULE = Rule(Suppression, Severity.ERROR, check)
