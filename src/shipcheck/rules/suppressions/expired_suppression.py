r"""A suppression is past its `until=` day.

## Why

`until=` is a promise to come back. After that day the finding counts again, and this says why it is back.

## Fix

Mend what was silenced, or decide anew and move the day.

## Bad

```text requirements.txt
flask  # shipcheck: ignore[unpinned-requirement] until the rewrite until=2020-01-31
```

```text requirements.txt
flask  # shipcheck: ignore[unpinned-requirement] until the rewrite until=soon
```

## Good

```text requirements.txt
flask  # shipcheck: ignore[unpinned-requirement] until the rewrite until=2999-12-31
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.suppression import DAY, Suppression


def check(comment: Suppression) -> Iterator[Problem]:
    """ISO days compare as text."""
    if not comment.until:
        return
    if not re.fullmatch(DAY, comment.until):
        yield Problem(f"`until={comment.until}` is not a day: YYYY-MM-DD", comment.location)
    elif comment.today > comment.until:
        yield Problem(f"the suppression of `{', '.join(comment.rules)}` expired on {comment.until}", comment.location)


RULE = Rule(Suppression, Severity.ERROR, check)
