r"""A line is none that pip can read.

## Why

pip stops at the first such line and installs nothing at all, neither in the image nor for the next colleague. Common
are one `=` for two, a comment without a blank before `#`, two names on one line, and marks of an unfinished merge.
Folders and variables are given the benefit of the doubt.

## Fix

Write `name==version`, one on a line; put a blank before `#`, and an operator of PEP 440 before the version.

## Bad

```text requirements.txt
flask=3.1.2
gunicorn==23.0.0
```

```text requirements.txt
flask==3.1.2
celery==5.5.0#the queue
```

## Good

```text requirements.txt
flask == 3.1.2  # the web
gunicorn==23.0.0 ; sys_platform != "win32"
celery[redis]==5.5.0
./libs/common
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.requirements import Requirements


def check(file: Requirements) -> Iterator[Problem]:
    """What pip refuses, in sources and constraints too: pip-compile reads them as pip does."""
    if file.apart:
        return
    for one in file.invalid:
        thing = f"`{one.name}`" if one.name else "this line"
        yield Problem(f"pip cannot read {thing}: {one.reason}", one.location)


RULE = Rule(Requirements, Severity.ERROR, check)
