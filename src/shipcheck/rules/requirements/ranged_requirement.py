r"""A requirement allows several versions.

## Why

`>=`, `~=`, `<`, `!=` and `==1.*` leave the choice to the day of the installation, like no version at all, only more
politely. In requirements.in a range is right: pip-compile turns it into one version. Where it is judged is the same as
for `unpinned-requirement`.

## Fix

Move the range to requirements.in and run pip-compile, or write one version: `flask==3.1.2`.

## Bad

```text requirements.txt
flask>=3.1
gunicorn==23.*
```

## Good

```text requirements.txt
flask==3.1.2
gunicorn>=23,==23.0.0
uvicorn===0.34.0+local
```

```text requirements.in
flask>=3.1
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.requirements import Requirements


def check(file: Requirements) -> Iterator[Problem]:
    """A version part in which nothing says exactly one version."""
    if file.wanted or file.apart:
        return
    for one in file.loose:
        if one.specifier and one.name not in file.constrained:
            yield Problem(f"`{one.label}` does not pin a version", one.location)


RULE = Rule(Requirements, Severity.ERROR, check)
